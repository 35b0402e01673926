"""The read-only text over the current row: for selecting, for links, and for screen readers."""

from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeyEvent, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget


class MessageBrowser(QTextBrowser):
    """Shows one ``MailDocument``; opens nothing itself, ``anchorClicked`` tells what was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_text")
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("background: transparent; padding: 0; margin: 0;")
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_document(self, document: QTextDocument, sentence: str) -> None:
        """Show it; ``sentence`` names it for a screen reader."""
        self.setDocument(document)
        document.setDocumentMargin(0)
        self.setAccessibleName(sentence)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Nothing: what may be shown comes through the document."""
        return None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel moves the timeline."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the timeline; all else as in any text."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)
