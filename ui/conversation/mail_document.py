"""The one document a foreign mail is shown in: it reads nothing but the pictures that came inside the mail."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QImage, QTextDocument


class MailDocument(QTextDocument):
    """``loadResource`` serves ``cid:`` pictures through ``picture`` and otherwise an empty one.

    ``picture`` gets the content id and the width there is, and answers at once, if need be with an empty place.
    Qt's own would read ``file://`` and ask the widget around it.
    """

    def __init__(self, picture: Callable[[str, int], QImage] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self.max_width = 640
        self.setUndoRedoEnabled(False)

    def loadResource(self, kind: int, name: QUrl | str) -> QImage:
        """The picture at ``max_width``; an empty one for everything else."""
        url = QUrl(name)
        if kind != int(QTextDocument.ResourceType.ImageResource.value) or url.scheme() != "cid" or not self._picture:
            return QImage()
        return self._picture(url.path(), self.max_width)
