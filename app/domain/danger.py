"""What can be wrong with a file of a stranger: by its name, and by its content whatever it is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Danger(StrEnum):
    """A reason to ask before a file is opened."""

    PROGRAM = "program"
    SCRIPT = "script"
    SHORTCUT = "shortcut"
    DISK_IMAGE = "disk_image"
    WEB_PAGE = "web_page"
    MACROS = "macros"
    DOUBLE_ENDING = "double_ending"
    TURNED_NAME = "turned_name"
    OTHER_CONTENT = "other_content"


@dataclass(frozen=True, slots=True)
class DangerTable:
    """The table of ``resources/dangerous_files.json``."""

    by_ending: Mapping[str, Danger]
    signatures: Sequence[tuple[Danger, int, bytes]]
    web_starts: Sequence[bytes]
    macro_marks: Sequence[bytes]
    innocent: frozenset[str]


_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
"""Characters that make a name read in another order than it is: ``invoice\u202efdp.exe``."""

_BOM = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LOOKED_AT = 2_048


def table_of(data: Mapping[str, Any]) -> DangerTable:
    """The table from its JSON."""
    endings = {ending: Danger(kind) for kind, words in data["endings"].items() for ending in words.split()}
    return DangerTable(
        endings,
        [(Danger(it["danger"]), it["at"], bytes.fromhex(it["hex"])) for it in data["signatures"]],
        [it.encode() for it in data["web_starts"]],
        [bytes.fromhex(it) if it.isascii() and set(it) <= set("0123456789abcdef") else it.encode()
         for it in data["macro_marks"]],
        frozenset(data["innocent"].split()),
    )  # fmt: skip


def name_dangers(name: str, table: DangerTable) -> tuple[Danger, ...]:
    """What the name alone gives away, before the file is here."""
    found: list[Danger] = []
    plain = "".join(it for it in name if it not in _TURNING).lower().rstrip(". ")
    parts = [it.strip() for it in plain.split(".")]
    kind = table.by_ending.get(parts[-1]) if len(parts) > 1 else None
    if kind is not None:
        found.append(kind)
        if len(parts) > 2 and parts[-2] in table.innocent:
            found.append(Danger.DOUBLE_ENDING)
    if any(it in _TURNING for it in name):
        found.append(Danger.TURNED_NAME)
    return tuple(found)


def content_dangers(content: bytes, table: DangerTable) -> tuple[Danger, ...]:
    """What the bytes are, whatever they are called."""
    found = [danger for danger, at, mark in table.signatures if content[at : at + len(mark)] == mark]
    start = content[:_LOOKED_AT]
    for mark in _BOM:
        start = start.removeprefix(mark)
    start = start.replace(b"\0", b"").lstrip().lower()
    if start.startswith(tuple(table.web_starts)) or (start.startswith(b"<?xml") and b"<svg" in start):
        found.append(Danger.WEB_PAGE)
    if content.startswith((_ZIP, _OLE)) and any(mark in content for mark in table.macro_marks):
        found.append(Danger.MACROS)
    return tuple(dict.fromkeys(found))
