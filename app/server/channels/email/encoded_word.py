"""RFC 2047 encoded words in every form people send them, broken ones too."""

from __future__ import annotations

import base64
import binascii
import re

from app.server.channels.email.charset import decode

# The payload may hold raw spaces (broken senders); it ends at the first "?=".
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*){0,20})\?=")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def decode_header(raw: str) -> str:
    """Readable text of an unfolded header value.

    Neighbouring words of one charset are joined before decoding, because senders cut characters in two.
    White space between encoded words is dropped, between others it is kept. Never raises; linear.
    """
    if "=?" not in raw:
        return raw
    out: list[str] = []
    pending: list[tuple[str, bytes]] = []
    last = 0
    for match in _WORD.finditer(raw):
        between = raw[last : match.start()]
        if between.strip() or not pending:
            _flush(pending, out)
            out.append(between)
        charset = match[1].partition("*")[0].lower()
        pending.append((charset, _payload(match[2], match[3])))
        last = match.end()
    _flush(pending, out)
    out.append(raw[last:])
    return "".join(out)


def _payload(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "surrogateescape")
    if encoding in "bB":
        return base64_bytes(data)
    return _HEX.sub(lambda hit: bytes([int(hit[1], 16)]), data.replace(b"_", b" "))


def base64_bytes(data: bytes) -> bytes:
    """Decode base64 that may hold line breaks, foreign bytes, wrong or missing padding; never raises."""
    try:
        return binascii.a2b_base64(data, strict_mode=False)
    except binascii.Error:
        pass
    pieces: list[bytes] = []
    for run in data.split(b"="):
        clean = _NOT_BASE64.sub(b"", run.replace(b"-", b"+").replace(b"_", b"/"))
        usable = clean[: len(clean) - (len(clean) % 4 == 1)]
        pieces.append(base64.b64decode(usable + b"=" * (-len(usable) % 4)))
    return b"".join(pieces)


def _flush(pending: list[tuple[str, bytes]], out: list[str]) -> None:
    """Decode the waiting words, runs of one charset as one."""
    run: list[bytes] = []
    current = ""
    for charset, data in pending:
        if run and charset != current:
            out.append(decode(b"".join(run), current)[0])
            run = []
        current = charset
        run.append(data)
    if run:
        out.append(decode(b"".join(run), current)[0])
    pending.clear()
