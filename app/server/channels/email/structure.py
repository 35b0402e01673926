"""The tree of MIME parts as offsets into the raw mail: linear in its size, bounded in depth and number."""

from __future__ import annotations

import binascii
import quopri
import re
from dataclasses import dataclass, field

from app.server.channels.email.encoded_word import base64_bytes
from app.server.channels.email.header import Headers, Parameters, parse_parameters, read_headers

MAX_DEPTH = 30
MAX_PARTS = 1_000
_MAX_PART_HEADERS = 64_000
_PATIENCE = 4  # lines with two dashes that are no boundary, before the slower, surer search
_WORD_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")


@dataclass(slots=True)
class Node:
    """One part: its headers, where its content lies in the raw mail, and its children."""

    headers: Headers
    start: int
    end: int
    content_type: str
    parameters: Parameters
    boundary: bytes = b""
    children: list[Node] = field(default_factory=list)
    closed: bool = False
    unread: int = 0  # of the whole mail: parts beyond the guards

    @property
    def disposition(self) -> str:
        """``attachment``, ``inline`` or empty."""
        return parse_parameters(self.headers.get("content-disposition")).value

    @property
    def name(self) -> str:
        """File name given by the sender, or empty."""
        named = parse_parameters(self.headers.get("content-disposition")).get("filename")
        return named or self.parameters.get("name")


def read_structure(raw: bytes, defects: list[str]) -> Node:
    """Read the whole tree. Never raises; a part beyond the guards stays one closed leaf."""
    root = _open(raw, 0, len(raw), "text/plain", defects)
    stack = [root] if root.boundary else []
    if stack:
        root.unread = _read_parts(raw, stack, defects)
        _end_lost(stack, defects)
    return root


def _read_parts(raw: bytes, stack: list[Node], defects: list[str]) -> int:
    """Walk over the lines that begin with two dashes; only they can be boundaries. How many parts were left unread."""
    at = _next_dashes(raw, max(0, stack[0].start - 1))
    leaf: Node | None = None
    parts, strange = 1, 0
    while at >= 0 and stack:
        stop, line = _line_at(raw, at)
        hit = _match(stack, line)
        if hit is None:
            strange += 1
            at = _next_dashes(raw, stop - 1) if strange % _PATIENCE else _next_match(raw, stop - 1, stack)
            continue
        level, closing = hit
        end = _before_break(raw, at)
        _close(stack, level, leaf, end)
        leaf = None
        if closing:
            stack.pop().closed = True
            at = _next_dashes(raw, stop - 1)
            continue
        parts += 1
        if parts > MAX_PARTS:
            defects.append("more parts than a letter has")
            return _parts_from(raw, at, stack)
        leaf = _child(raw, stop, stack, defects)
        at = _next_dashes(raw, max(stop, leaf.start) - 1)
        if leaf.boundary:
            stack.append(leaf)
            leaf = None
    return 0


def _parts_from(raw: bytes, at: int, stack: list[Node]) -> int:
    """How many parts of the open containers begin there or later, by their boundaries alone."""
    names = b"|".join(re.escape(node.boundary) for node in stack)
    boundary = re.compile(rb"\n--(?:" + names + rb")[ \t\r]{0,100}(?=\n|\Z)")
    return sum(1 for _ in boundary.finditer(raw, max(at - 1, 0)))


def _child(raw: bytes, start: int, stack: list[Node], defects: list[str]) -> Node:
    parent = stack[-1]
    default = "message/rfc822" if parent.content_type == "multipart/digest" else "text/plain"
    end = _header_end(raw, start, stack)
    node = _open(raw, start, end, default, defects)
    node.end = len(raw)
    if any(node.boundary == open_.boundary for open_ in stack):
        defects.append("two levels of parts have one boundary")
        node.boundary, node.content_type = b"", "text/plain"
    elif node.boundary and len(stack) >= MAX_DEPTH:
        defects.append("parts lie in each other too deep")
        node.boundary = b""
    parent.children.append(node)
    return node


def _header_end(raw: bytes, start: int, stack: list[Node]) -> int:
    """Headers never run over the next boundary line."""
    at = _next_dashes(raw, start - 1)
    blank = _blank_line(raw, start)
    while 0 <= at < blank:
        stop, line = _line_at(raw, at)
        if _match(stack, line) is not None:
            return at
        at = _next_dashes(raw, stop - 1)
    return len(raw)


def _blank_line(raw: bytes, start: int) -> int:
    if raw[start : start + 1] == b"\n" or raw[start : start + 2] == b"\r\n":
        return start
    limit = min(len(raw), start + _MAX_PART_HEADERS)
    unix, dos = raw.find(b"\n\n", start, limit), raw.find(b"\n\r\n", start, limit)
    found = [at for at in (unix, dos) if at >= 0]
    return min(found) if found else limit


def _open(raw: bytes, start: int, end: int, default: str, defects: list[str]) -> Node:
    headers, body = read_headers(raw, start, end, defects)
    parameters = parse_parameters(headers.last("content-type"))
    kind = parameters.value
    if not _WORD_TYPE.fullmatch(kind):
        if kind:
            defects.append("a content type is not understood")
        kind = {"text": "text/plain", "html": "text/html"}.get(kind, default)
    boundary = b""
    if kind.startswith("multipart/"):
        boundary = parameters.get("boundary").encode("utf-8", "surrogateescape").rstrip()
        if not boundary:
            defects.append("parts without a boundary")
    return Node(headers, body, end, kind, parameters, boundary)


def _next_dashes(raw: bytes, at: int) -> int:
    """Offset of the next line that begins with two dashes; ``at`` may be the line break before it."""
    if at < 0:
        return 0 if raw.startswith(b"--") else _next_dashes(raw, 0)
    found = raw.find(b"\n--", at)
    return found + 1 if found >= 0 else -1


def _next_match(raw: bytes, at: int, stack: list[Node]) -> int:
    """Like ``_next_dashes`` for text full of dashes: passes by every line that is no open boundary, at C speed."""
    names = b"|".join(re.escape(node.boundary) for node in stack)
    found = re.compile(rb"\n--(?:" + names + rb")(?:--|[ \t\r]{0,100}(?:\n|\Z))").search(raw, max(at, 0))
    return found.start() + 1 if found else -1


def _line_at(raw: bytes, at: int) -> tuple[int, bytes]:
    stop = raw.find(b"\n", at)
    stop = len(raw) if stop < 0 else stop + 1
    return stop, raw[at : min(stop, at + 1_000)].rstrip()


def _match(stack: list[Node], line: bytes) -> tuple[int, bool] | None:
    """Which open boundary a line is, the innermost first: (its level, is it the closing one)."""
    rest = line[2:]
    for level in range(len(stack) - 1, -1, -1):
        boundary = stack[level].boundary
        if rest == boundary:
            return level, False
        if rest.startswith(boundary) and rest[len(boundary) :].startswith(b"--"):
            return level, True
    return None


def _before_break(raw: bytes, at: int) -> int:
    """The line break before a boundary belongs to the boundary."""
    if at and raw[at - 1 : at] == b"\n":
        at -= 1
        if at and raw[at - 1 : at] == b"\r":
            at -= 1
    return at


def _close(stack: list[Node], level: int, leaf: Node | None, end: int) -> None:
    if leaf is not None:
        leaf.end = max(leaf.start, end)
    while len(stack) - 1 > level:
        inner = stack.pop()
        inner.end = max(inner.start, end)
        if inner.children and inner.children[-1].end > end:
            inner.children[-1].end = max(inner.children[-1].start, end)


def _end_lost(stack: list[Node], defects: list[str]) -> None:
    if any(not node.closed for node in stack):
        defects.append("the end of the parts is missing")


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """Undo a Content-Transfer-Encoding; unknown ones and broken ends leave what is there. Never raises."""
    encoding = encoding.strip().strip("\"'").lower().partition(";")[0].strip()
    if encoding in {"base64", "base-64"}:
        return base64_bytes(data)
    if encoding in {"quoted-printable", "quotedprintable"}:
        return quopri.decodestring(data)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _uudecode(data)
    return data


def _uudecode(data: bytes) -> bytes:
    out: list[bytes] = []
    for line in data.splitlines():
        if line.startswith(b"begin ") or not line or line == b"end":
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            size = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[: size + 1]))
            except binascii.Error:
                continue
    return b"".join(out)
