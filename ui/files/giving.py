"""What is done with the bytes of a file beside the window: read, looked through, written for other programs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from app.client.handout import Handout, mark_foreign
from app.client.row import FileRow
from app.domain.danger import Danger
from ui.files.file_check import all_dangers
from ui.files.pictures import decoded

_COPIED_SIDE = 4_000
Read = Callable[[str], bytes | None]
"""The bytes of a file by its digest; None: they are not on this computer."""


@dataclass(frozen=True, slots=True)
class Given:
    """``dangers``: why it was not given unasked. ``path`` None without any: it could not be written."""

    path: Path | None = None
    dangers: tuple[Danger, ...] = ()
    picture: QImage | None = None


def give(read: Read, handout: Handout, file: FileRow, *, anyway: bool) -> Given | None:
    """A copy for another program, of a dangerous file only ``anyway``; None: its bytes are not here."""
    content = read(file.blob)
    if content is None:
        return None
    dangers = () if anyway else all_dangers(file.name, content)
    return Given(dangers=dangers) if dangers else Given(_copy(handout, file, content))


def give_with_picture(read: Read, handout: Handout, file: FileRow) -> Given | None:
    """A copy for the clipboard, and the picture it shows if it is one; None: its bytes are not here."""
    content = read(file.blob)
    if content is None:
        return None
    return Given(_copy(handout, file, content), picture=decoded(content, _COPIED_SIDE))


def write(read: Read, file: FileRow, path: Path) -> Given | None:
    """The file where somebody wants it; None: its bytes are not here."""
    content = read(file.blob)
    if content is None:
        return None
    try:
        path.write_bytes(content)
    except OSError:
        return Given()
    mark_foreign(path)
    return Given(path)


def _copy(handout: Handout, file: FileRow, content: bytes) -> Path | None:
    try:
        return handout.give(file.name, content)
    except OSError:
        return None
