"""The one document a foreign mail is shown in: it reads nothing but the pictures that came inside the mail."""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, QUrl
from PySide6.QtGui import QImage, QImageReader, QTextDocument

MAX_PICTURE_BYTES = 5_000_000
MAX_PICTURE_SIDE = 8_000
"""px; a larger picture is a bomb or a mistake, and is shown on request like any other file."""


class MailDocument(QTextDocument):
    """``loadResource`` serves ``cid:`` pictures through ``picture`` and otherwise an empty one.

    Qt's own would read ``file://`` and ask the widget around it.
    """

    def __init__(self, picture: Callable[[str], bytes | None] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self.max_width = 640
        self.setUndoRedoEnabled(False)

    def loadResource(self, kind: int, name: QUrl | str) -> QImage:
        """The picture, scaled to ``max_width``; an empty one for everything else."""
        url = QUrl(name)
        if kind != int(QTextDocument.ResourceType.ImageResource.value) or url.scheme() != "cid" or not self._picture:
            return QImage()
        content = self._picture(url.path())
        return decoded(content, self.max_width) if content else QImage()


def decoded(content: bytes, max_width: int) -> QImage:
    """A picture no wider than ``max_width``, decoded at that size; empty when it is none or too large."""
    if len(content) > MAX_PICTURE_BYTES:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > MAX_PICTURE_SIDE:
        return QImage()
    if size.width() > max_width:
        reader.setScaledSize(size.scaled(QSize(max_width, MAX_PICTURE_SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
