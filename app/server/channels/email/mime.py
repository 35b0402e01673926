"""Any bytes as a readable mail: who, to whom, about what, the text and what is attached."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

from app.server.channels.email.address import Address, parse_addresses
from app.server.channels.email.body import Bodies, arrange
from app.server.channels.email.charset import decode, decode_line
from app.server.channels.email.header import Headers, read_headers, readable
from app.server.channels.email.html_text import html_to_text
from app.server.channels.email.structure import Node, decode_transfer, read_structure

MAX_TEXT = 2_000_000
MAX_TEXT_PARTS = 50
MAX_IDS = 200
_ID = re.compile(r"<([^<>\s]{1,500})>")
_LOOSE_ID = re.compile(r"[^\s<>,;]{1,400}@[^\s<>,;]{1,200}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class ParsedPart:
    """An attachment; its bytes stay a slice of the raw mail until they are asked for."""

    name: str
    content_type: str
    content_id: str
    inline: bool
    encoding: str
    _raw: bytes = field(repr=False)
    _start: int
    _end: int

    @property
    def size(self) -> int:
        """Bytes after decoding; for base64 an estimate that is at most three too high."""
        length = self._end - self._start
        return length * 73 // 100 if self.encoding == "base64" else length

    @property
    def data(self) -> bytes:
        """The decoded bytes, decoded anew on every call: large parts are read on request."""
        return decode_transfer(self._raw[self._start : self._end], self.encoding)


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """What a mail says. ``headers`` keeps all fields; ``defects`` tells in words what had to be guessed.

    ``says_text``: ``body_text`` is not the page in place of a text version that was left empty. ``parts_unread``: there
    are so many parts more, which stand in the original alone.
    """

    subject: str
    from_: list[Address]
    to: list[Address]
    cc: list[Address]
    reply_to: list[Address]
    date_at: datetime | None
    utc_offset_minutes: int | None
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    body_text: str
    body_html: str | None
    attachments: tuple[ParsedPart, ...]
    headers: Headers
    content_type: str
    defects: tuple[str, ...]
    says_text: bool = True
    parts_unread: int = 0


def parse_mail(raw: bytes) -> ParsedMail:
    """Read a mail of any quality. Never raises; linear in its size; large attachments are not touched."""
    defects: list[str] = []
    root = read_structure(raw, defects)
    bodies = arrange(root)
    text, html = _texts(raw, bodies, defects)
    says_text = bool(text.strip())
    if html is not None and not says_text and bodies.text != bodies.html:
        text = html_to_text(html, defects)[:MAX_TEXT]  # in place of a text version that was left empty
    headers = _headers(raw, root, bodies)
    date_at, offset = parse_date(headers.get("date"))
    if date_at is None:
        defects.append("no date" if not headers.get("date") else "the date is not understood")
    ids = _ids(headers.get("message-id"))
    return ParsedMail(
        subject=headers.text("subject"),
        from_=_addresses(headers, "from") or _addresses(headers, "sender") or _addresses(headers, "reply-to"),
        to=_addresses(headers, "to"),
        cc=_addresses(headers, "cc"),
        reply_to=_addresses(headers, "reply-to"),
        date_at=date_at,
        utc_offset_minutes=offset,
        message_id=ids[0] if ids else "",
        in_reply_to=_ids(" ".join(headers.all("in-reply-to"))),
        references=_ids(" ".join(headers.all("references"))),
        body_text=text,
        body_html=html,
        attachments=tuple(_part(raw, node) for node in bodies.attachments),
        headers=headers,
        content_type=root.content_type,
        defects=tuple(dict.fromkeys(defects)),
        says_text=says_text,
        parts_unread=root.unread,
    )


def _headers(raw: bytes, root: Node, bodies: Bodies) -> Headers:
    """The mail's own headers; raw 8-bit ones with an eye to the charset its text declares.

    Those of parts stay as they are: names of files count in the digest, by which a mail that comes again is known.
    """
    if raw[: root.start].isascii():
        return root.headers
    declared = next((name for node in bodies.text if (name := node.parameters.get("charset"))), "")
    return read_headers(raw, 0, len(raw), [], lambda data: decode_line(data, declared))[0]


def _addresses(headers: Headers, name: str) -> list[Address]:
    return [address for value in headers.all(name)[:50] for address in parse_addresses(value)]


def _ids(value: str) -> tuple[str, ...]:
    """Message ids without brackets, in order, each once; ids without brackets only when nothing else is there."""
    found = _ID.findall(value) or _LOOSE_ID.findall(value) or value.split()[:1]
    unique = list(dict.fromkeys(readable(item) for item in found))
    if len(unique) > MAX_IDS:
        unique = unique[:1] + unique[1 - MAX_IDS :]
    return tuple(item for item in unique if item)


def parse_date(value: str) -> tuple[datetime | None, int | None]:
    """The instant in UTC and the sender's offset in minutes (None when unknown or ``-0000``)."""
    text = readable(value[:200])
    try:
        parsed = parsedate_tz(text)
        if parsed is None:
            return None, None
        year, month, day, hour, minute, second = parsed[:6]
        seconds = parsed[9] or 0
        local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        at = local - timedelta(seconds=seconds)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None, None
    known = parsed[9] is not None and "-0000" not in text and abs(seconds) <= 14 * 3600
    return at, seconds // 60 if known else None


def _texts(raw: bytes, bodies: Bodies, defects: list[str]) -> tuple[str, str | None]:
    """Text and HTML; what is beyond the first parts or megabytes stays an attachment, so that bombs stay cheap."""
    plain: list[str] = []
    shown = 0
    for at, node in enumerate(bodies.text):
        if at >= MAX_TEXT_PARTS or shown > MAX_TEXT:
            defects.append("more text than is shown")
            bodies.attachments += bodies.text[at:]
            break
        shown += node.end - node.start
        plain.append(_body(raw, node, defects))
    html: list[str] = []
    for node in [node for node in bodies.html if node.content_type == "text/html"][:MAX_TEXT_PARTS]:
        html.append(_content(raw, node, defects) if sum(map(len, html)) <= MAX_TEXT else "")
    text, page = "\n".join(piece for piece in plain if piece), "\n".join(filter(None, html))
    return text[:MAX_TEXT], page or None


def _body(raw: bytes, node: Node, defects: list[str]) -> str:
    text = _content(raw, node, defects)
    if node.content_type == "text/html":
        return html_to_text(text, defects)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if node.parameters.get("format").lower() == "flowed":
        text = unflow(text, delete_space=node.parameters.get("delsp").lower() == "yes")
    return text


def _content(raw: bytes, node: Node, defects: list[str]) -> str:
    data = raw[node.start : min(node.end, node.start + 4 * MAX_TEXT)]
    if node.end - node.start > len(data):
        defects.append("the text is longer than what is shown")
    data = decode_transfer(data, node.headers.get("content-transfer-encoding"))
    text, why = decode(data, node.parameters.get("charset") or None, guess=True)
    if why and not data.isascii():
        defects.append(why)
    return text.replace("\x00", "")


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join soft line breaks of format=flowed (RFC 3676); quotes keep their depth, signatures their line."""
    out: list[str] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        body = line.lstrip(">")
        depth = len(line) - len(body)
        body = body.removeprefix(" ")
        flows = body.endswith(" ") and body != "-- "
        shown = body[:-1] if flows and delete_space else body
        if open_depth == depth and body != "-- ":
            out.append(shown)
        else:
            out.append(("\n" if out else "") + (">" * depth + " " if depth else "") + shown)
        open_depth = depth if flows else None
    return "".join(out)


def _part(raw: bytes, node: Node) -> ParsedPart:
    content_id = _ids(node.headers.get("content-id"))
    return ParsedPart(
        name=_CONTROL.sub("", node.name)[:300],
        content_type=node.content_type,
        content_id=content_id[0] if content_id else "",
        inline=node.disposition == "inline" or (bool(content_id) and node.disposition != "attachment"),
        encoding=node.headers.get("content-transfer-encoding").strip().lower(),
        _raw=raw,
        _start=node.start,
        _end=node.end,
    )
