"""The header block of a mail or a part: lines, lookup and parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from app.server.channels.email.charset import decode
from app.server.channels.email.encoded_word import decode_header

MAX_LINES = 2_000
MAX_VALUE = 100_000
MAX_BLOCK = 1_000_000
_NAME = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r(?!\n)|\Z)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Headers:
    """Header fields in order; lookup ignores case. Values are unfolded, undecoded text."""

    fields: tuple[tuple[str, str], ...] = ()
    _named: dict[str, list[str]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, fields: list[tuple[str, str]]) -> Headers:
        """Headers with their lookup table."""
        named: dict[str, list[str]] = {}
        for name, value in fields:
            named.setdefault(name.lower(), []).append(value)
        return cls(tuple(fields), named)

    def get(self, name: str) -> str:
        """The first value of that name, or the empty string."""
        found = self._named.get(name.lower())
        return found[0] if found else ""

    def all(self, name: str) -> list[str]:
        """Every value of that name, in order."""
        return list(self._named.get(name.lower(), ()))

    def last(self, name: str) -> str:
        """The last value of that name, or the empty string."""
        found = self._named.get(name.lower())
        return found[-1] if found else ""

    def text(self, name: str) -> str:
        """The first value decoded for people: encoded words read, white space single, no control characters."""
        return readable(self.get(name))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._named


def readable(value: str) -> str:
    """One line of decoded text."""
    text = decode_header(value)
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _CONTROL.sub("", _SPACES.sub(" ", text)).strip()


def _lines(raw: bytes, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """(begin, begin of the next line, line without its end)."""
    at = start
    while at < end:
        match = _LINE.match(raw, at, end)
        stop = match.end() if match else end
        yield at, stop, raw[at:stop].rstrip(b"\r\n")
        at = stop


def read_headers(
    raw: bytes,
    start: int,
    end: int,
    defects: list[str],
    read: Callable[[bytes], str] = lambda data: decode(data, None)[0],
) -> tuple[Headers, int]:
    """Headers that begin at ``start`` and the offset of the body behind them.

    A line that is no header ends the block unless more of the block follows it; huge blocks are cut. ``read`` makes
    text of values, which may be raw 8-bit.
    """
    fields: list[tuple[bytes, list[bytes]]] = []
    limit = min(end, start + MAX_BLOCK)
    body = limit
    for begin, after, line in _lines(raw, start, limit):
        if not line:
            body = after
            break
        if len(fields) > MAX_LINES:
            defects.append("too many header lines")
            body = begin
            break
        if _take(line, fields, begin == start):
            continue
        if not _header_follows(raw, after, limit):
            defects.append("the text begins without an empty line")
            body = begin
            break
        defects.append("a header line is broken")
    return Headers.of([(_ascii(name), read(_value(chunks))) for name, chunks in fields]), body


def _take(line: bytes, fields: list[tuple[bytes, list[bytes]]], first: bool) -> bool:
    """Understand one line as a field, a continuation or the envelope line of an mbox."""
    if line[:1] in b" \t" and fields:
        fields[-1][1].append(line)
        return True
    if _NAME.match(line):
        name, _, value = line.partition(b":")
        fields.append((name.rstrip(), [value]))
        return True
    return (first and line.startswith((b"From ", b">From "))) or not line.strip()


def _header_follows(raw: bytes, at: int, end: int) -> bool:
    match = _LINE.match(raw, at, end)
    line = match[0].rstrip(b"\r\n") if match else b""
    return bool(_NAME.match(line)) and b" " not in line.partition(b":")[0].strip()


def _ascii(name: bytes) -> str:
    return name.decode("ascii", "replace")


def _value(chunks: list[bytes]) -> bytes:
    """Unfold."""
    return b"".join(chunks)[:MAX_VALUE].strip()


@dataclass(frozen=True, slots=True)
class Parameters:
    """A header value such as ``text/plain; charset=utf-8``: its first word in lower case, then its parameters."""

    value: str
    items: dict[str, str]

    def get(self, name: str) -> str:
        """The parameter, decoded (RFC 2231 and RFC 2047), or the empty string."""
        return self.items.get(name, "")


_HEAD = re.compile(r"\s*[^\s;=]+(?=\s*;|\s*\Z|\s+[^\s;=]+\s*=)")
_PARAMETER = re.compile(r'([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;"]*)[^;]*', re.DOTALL)
_PIECE = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")


def parse_parameters(value: str) -> Parameters:
    """Read value and parameters; quoting, continuations and charsets as far as they make sense."""
    if not value:
        return Parameters("", {})
    match = _HEAD.match(value)
    head, rest = (match[0], value[match.end() :]) if match else ("", value)
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(rest[:20_000])):
        if count > 200:
            break
        name, content = match[1].lower(), _unquote(match[2])
        piece = _PIECE.fullmatch(name)
        if piece and "*" in name:
            pieces.setdefault(piece[1], []).append((int(piece[2] or 0), bool(piece[3]), content))
        else:
            plain.setdefault(name, decode_header(content))
    joined = {name: _join(found) for name, found in pieces.items()}
    return Parameters(_SPACES.sub("", head).lower(), plain | joined)


def _unquote(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        text = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
        return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    return text


def _join(found: list[tuple[int, bool, str]]) -> str:
    """Join RFC 2231 continuations; the charset stands in the first piece."""
    found.sort(key=lambda item: item[0])
    charset = ""
    data = b""
    for at, (_, encoded, content) in enumerate(found):
        if encoded and at == 0 and content.count("'") >= 2:
            charset, _, content = content.split("'", 2)
        data += unquote_to_bytes(content) if encoded else content.encode("utf-8", "surrogateescape")
    text = decode(data, charset or None)[0]
    return decode_header(text)
