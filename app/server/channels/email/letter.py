"""Our letters as bytes: the same letter always gives the same bytes, and no value can add a header."""

from __future__ import annotations

import base64
import hashlib
import html
import quopri
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from app.language.marked import to_html
from app.server.channels.email.address import Address, wire_address

MAX_REFERENCES = 20
_LINE = 76
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ID = re.compile(r"[^\s<>,;\x00-\x1f\x7f]{1,500}")
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]\x00-\x1f\x7f]+@[^\s<>,;:\"()\[\]\x00-\x1f\x7f]+")
_RE = re.compile(r"^(?:\s*(?:re|aw|sv|antw|ha|на|отв|ответ)(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)
_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,80}/[A-Za-z0-9!#$&^_.+-]{1,80}")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A file sent with a letter."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes out. Ids are without brackets; ``parent_references`` are those of the mail that is answered."""

    message_id: str
    date_at: datetime
    from_: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    cc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    in_reply_to: str = ""
    parent_references: tuple[str, ...] = ()
    html_alternative: bool = False
    marked: str = ""  # the text with marks: then it goes as HTML, too
    files: tuple[LetterFile, ...] = ()
    automatic: bool = False


def build_letter(letter: Letter) -> bytes:
    """The mail with CRLF line ends, 7-bit clean.

    Raises:
        ValueError: there is no recipient, or an address is none.
    """
    if not letter.to:
        raise ValueError("a letter needs a recipient")
    lines = _headers(letter)
    content = _body(letter)
    return "\r\n".join([*lines, ""]).encode("ascii") + content


def build_report(letter: Letter, words: str, kind: str, fields: str) -> bytes:
    """A letter that is a report of that ``kind`` (RFC 6522): words for people, then fields for programs.

    Raises:
        ValueError: there is no recipient, or an address is none.
    """
    if not letter.to:
        raise ValueError("a letter needs a recipient")
    lines = [*_headers(letter), "Auto-Submitted: auto-replied"]
    head = f"Content-Type: message/{kind}\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
    parts = [_text_part(words, "plain"), (head + fields).encode("ascii")]
    content = _multipart(letter, "report", parts).replace(b"boundary=", f"report-type={kind}; boundary=".encode(), 1)
    return "\r\n".join([*lines, ""]).encode("ascii") + content


def reply_subject(subject: str) -> str:
    """``Re:`` exactly once, whatever the languages of the programs before us put in front."""
    rest = _RE.sub("", _one_line(subject))
    return f"Re: {rest}".strip()


def _headers(letter: Letter) -> list[str]:
    subject = reply_subject(letter.subject) if letter.in_reply_to else _one_line(letter.subject)
    lines = [
        _folded("From", _mailboxes((letter.from_,))),
        _folded("To", _mailboxes(letter.to)),
        _folded("Subject", _words(subject)),
        f"Date: {format_datetime(letter.date_at)}",
        f"Message-ID: {_bracketed(letter.message_id)}",
        "MIME-Version: 1.0",
    ]
    if letter.cc:
        lines.insert(2, _folded("Cc", _mailboxes(letter.cc)))
    if letter.reply_to:
        lines.append(_folded("Reply-To", _mailboxes((letter.reply_to,))))
    if letter.in_reply_to:
        lines.append(f"In-Reply-To: {_bracketed(letter.in_reply_to)}")
    references = _references(letter)
    if references:
        lines.append(_folded("References", [_bracketed(each) for each in references]))
    if letter.automatic:
        lines += ["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All", "Precedence: bulk"]
    return lines


def _references(letter: Letter) -> list[str]:
    """The parent's references and the parent, the first and the last of them (RFC 5322, 3.6.4)."""
    every = [*letter.parent_references, letter.in_reply_to]
    unique = list(dict.fromkeys(each for each in every if _ID.fullmatch(each)))
    return unique if len(unique) <= MAX_REFERENCES else unique[:1] + unique[1 - MAX_REFERENCES :]


def _bracketed(message_id: str) -> str:
    """Never folded or encoded: other programs compare ids byte by byte."""
    if not _ID.fullmatch(message_id) or not message_id.isascii():
        clean = re.sub(r"[^!-;=?-~]", "", message_id)[:500]
        message_id = clean or "unknown"
    return f"<{message_id}>"


def _one_line(text: str) -> str:
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text)).strip()


def _mailboxes(addresses: tuple[Address, ...]) -> list[str]:
    out: list[str] = []
    for at, each in enumerate(addresses):
        if not _ADDRESS.fullmatch(each.address):
            raise ValueError(f"not an address: {each.address!r}")
        address = wire_address(each.address)
        name = _one_line(each.name)
        words = [] if not name else _words(name) if not _ATOM.fullmatch(name) else name.split()
        if name.isascii() and not _ATOM.fullmatch(name) and "=?" not in name:
            words = ['"' + re.sub(r'(["\\])', r"\\\1", name) + '"'] if name else []
        comma = "," if at + 1 < len(addresses) else ""
        out += [*words, (f"<{address}>" if words else address) + comma]
    return out


def _words(text: str) -> list[str]:
    """Plain words, or encoded words of at most 75 characters that never cut a letter."""
    if text.isascii() and "=?" not in text and max(map(len, text.split(" ")), default=0) < 400:
        return text.split(" ")
    pieces: list[str] = []
    current = b""
    for letter in text:
        data = letter.encode("utf-8")
        if len(current) + len(data) > 42:
            pieces.append(current.hex())
            current = b""
        current += data
    pieces.append(current.hex())
    return [f"=?utf-8?B?{base64.b64encode(bytes.fromhex(piece)).decode()}?=" for piece in pieces]


def _folded(name: str, words: list[str]) -> str:
    lines, current = [], f"{name}:"
    for word in words:
        if len(current) + 1 + len(word) > _LINE and current.strip() and not current.endswith(":"):
            lines.append(current)
            current = ""
        current += f" {word}"
    return "\r\n".join([*lines, current])


def _body(letter: Letter) -> bytes:
    body = _text_part(letter.text, "plain")
    if letter.html_alternative or letter.marked:
        rich = _page(to_html(letter.marked)) if letter.marked else _as_html(letter.text)
        body = _multipart(letter, "alternative", [body, _text_part(rich, "html")])
    if letter.files:
        body = _multipart(letter, "mixed", [body, *map(_file_part, letter.files)])
    return body


def _text_part(text: str, kind: str) -> bytes:
    text = _SURROGATE.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
    data = text.encode("utf-8")
    if sum(byte > 127 for byte in data) * 6 > len(data):
        encoding, content = "base64", base64.encodebytes(data.replace(b"\n", b"\r\n"))
    else:
        encoding, content = "quoted-printable", quopri.encodestring(data)
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode("ascii") + content.rstrip(b"\n").replace(b"\n", b"\r\n") + b"\r\n"


def _as_html(text: str) -> str:
    paragraphs = re.split(r"\n{2,}", text.replace("\r\n", "\n").strip())
    inner = "\n".join(f"<p>{html.escape(each).replace(chr(10), '<br>' + chr(10))}</p>" for each in paragraphs)
    return _page(inner)


def _page(inner: str) -> str:
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{inner}\n</body></html>\n'


def _file_part(file: LetterFile) -> bytes:
    kind = file.content_type if _TYPE.fullmatch(file.content_type) else "application/octet-stream"
    if kind.lower().startswith(("multipart/", "message/")):
        kind = "application/octet-stream"
    name = _one_line(file.name)[:200] or "file"
    plain = re.sub(r"[^ !#-\[\]-~]", "_", name)
    shown = f'filename="{plain}"' if plain == name else f"filename*=utf-8''{quote(name, safe='')}"
    named = f'name="{plain}"' if plain == name else f'name="{" ".join(_words(name))}"'
    head = [f"Content-Type: {kind};", f" {named}", "Content-Disposition: attachment;", f" {shown}"]
    data = base64.encodebytes(file.data).replace(b"\n", b"\r\n")
    return "\r\n".join([*head, "Content-Transfer-Encoding: base64", "", ""]).encode("ascii") + data


def _multipart(letter: Letter, kind: str, parts: list[bytes]) -> bytes:
    """The boundary comes from the content, so the same letter gives the same bytes."""
    digest = hashlib.sha256(kind.encode() + letter.message_id.encode("utf-8", "replace"))
    for part in parts:
        digest.update(part)
    boundary = f"=_{digest.hexdigest()[:40]}"  # "=_" cannot occur in quoted-printable or base64
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode("ascii")
    marked = [f"--{boundary}\r\n".encode("ascii") + part + b"\r\n" for part in parts]
    return head + b"".join(marked) + f"--{boundary}--\r\n".encode("ascii")
