"""Addresses as people and their programs write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.server.channels.email.header import readable

MAX_ADDRESSES = 1_000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|\(|\)|<[^<>]*>?|[,;:]|\\.|[^",;:()<\\]+|.', re.DOTALL)
_BARE = re.compile(r"[^\s<>,;:\"()\[\]]{1,128}@[^\s<>,;:\"()]{1,255}")
_ROUTE = re.compile(r"@[^:]*:")


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: the display name decoded, the address without brackets, its domain in lower case."""

    name: str
    address: str


def parse_addresses(value: str) -> list[Address]:
    """Mailboxes of a From, To or Cc value; groups are opened, comments become names. Never raises; linear."""
    return [found for chunk in _chunks(value) if (found := _mailbox(*chunk)) is not None][:MAX_ADDRESSES]


def wire_address(address: str) -> str:
    """The address as it goes over SMTP: a Cyrillic or other domain in its IDNA form (RFC 5890).

    Raises:
        ValueError: the part before @ is beyond ASCII, or the domain is none.
    """
    local, at, domain = address.rpartition("@")
    if not at or not local.isascii():
        raise ValueError(f"an address beyond ASCII cannot be written to: {address!r}")
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise ValueError(f"not a domain: {domain!r}") from error


def _chunks(value: str) -> list[tuple[str, str, str]]:
    """(words, angle, comment) of every mailbox."""
    chunks: list[tuple[str, str, str]] = []
    words: list[str] = []
    comment: list[str] = []
    angle = ""
    depth = 0
    group = False
    for token in _TOKEN.findall(value):
        if token in "()":
            depth = max(0, depth + (1 if token == "(" else -1))
            continue
        if depth:
            comment.append(token)
        elif token in ",;":
            chunks.append(("".join(words), angle, "".join(comment)))
            words, comment, angle = [], [], ""
            group = group and token == ","
        elif token == ":" and not group and not angle:
            words, group = [], True
        elif token.startswith("<") and token != "<" and not angle:
            angle = token.strip("<>").strip() or "<>"
        else:
            words.append(token)
    chunks.append(("".join(words), angle, "".join(comment)))
    return chunks


def _mailbox(words: str, angle: str, comment: str) -> Address | None:
    if angle == "<>":
        return None
    name = _name(words)
    if angle:
        return _address(name or _name(comment), angle)
    bare = _BARE.search(words) if "@" in words else None
    if bare:
        rest = words[: bare.start()] + words[bare.end() :]
        return _address(_name(rest.replace('""', "")) or _name(comment), bare[0])
    text = words.strip()
    if not text:
        return None
    return Address(name, "")


def _address(name: str, address: str) -> Address | None:
    address = readable(_ROUTE.sub("", address, count=1) if address.startswith("@") else address)
    address = address.removeprefix("mailto:").strip().strip("'\"") if '"@' not in address else address
    local, at, domain = address.rpartition("@")
    address = f"{local}@{domain.lower()}" if at else address
    if not address:
        return None
    return Address("" if name.lower() == address.lower() else name, address)


def _name(text: str) -> str:
    """Unquote, decode encoded words (some senders put them inside quotes), tidy."""
    text = text.strip()
    if '"' in text:
        text = re.sub(r'"((?:[^"\\]|\\.)*)"?', r"\1", text, flags=re.DOTALL)
        text = re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    name = readable(text)
    if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return name[:300]
