"""What the clipboard or a drop brings, as text and files: the richest form that makes sense in a message."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage

MOST_PASTED = 200_000
"""Characters of a text."""

_MOST_PIXELS = 100_000_000
_TABLE_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Pasted:
    """``text`` to write; ``paths`` of files to add; ``picture``: of an image that is no file.

    ``spare``: the same content is there as a picture too, as from a spreadsheet.
    """

    text: str = ""
    paths: tuple[Path, ...] = ()
    picture: QImage | None = None
    spare: bool = False


def pasted_from(source: QMimeData, *, as_picture: bool = False, with_marks: bool = False) -> Pasted:
    """Files as files, a picture as a picture, a table as lines with bars, everything else as its text.

    ``with_marks``: what was bold, italic, a list or a link is so here, too.
    """
    paths = tuple(Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile())
    if paths:
        return Pasted(paths=paths)
    has_text = source.hasText() and bool(source.text().strip())
    if source.hasImage() and (as_picture or not has_text):
        return Pasted(picture=_image(source))
    if not source.hasText():
        return Pasted()
    text = source.text()[:MOST_PASTED]
    marked = _marked(source.html(), text) if with_marks and source.hasHtml() else ""
    return Pasted(text=marked or _as_lines(text), spare=source.hasImage())


def _marked(html: str, text: str) -> str:
    from app.client.formatted import marked_from

    return marked_from(html, text)


def has_content(source: QMimeData) -> bool:
    """Is there something a message can take?"""
    return source.hasText() or source.hasImage() or any(url.isLocalFile() for url in source.urls())


def png_of(picture: QImage) -> bytes:
    """The picture as a file, without loss. Any thread; b"" when it cannot be written."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # takes a device and a format
    return bytes(data.data())


def _image(source: QMimeData) -> QImage | None:
    image = source.imageData()
    if not isinstance(image, QImage) or image.isNull() or image.width() * image.height() > _MOST_PIXELS:
        return None
    return image


def _as_lines(text: str) -> str:
    """A table (lines of as many tabs each, as spreadsheets copy them) with its columns under one another."""
    lines = text.rstrip("\r\n").splitlines()
    tabs = {line.count("\t") for line in lines}
    if len(tabs) != 1 or not 0 < max(tabs) < _TABLE_COLUMNS:
        return text
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
