"""A long message from beginning to end, as plain text."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.client.row import EntryRow
from app.language.plain_text import full_body
from ui.conversation.item import text_of
from ui.theme.tokens import theme
from ui.translation import _


class WholeMessage(QDialog):
    """Read-only; very long lines are broken, so that it stays quick whatever a customer sent."""

    def __init__(self, entry: EntryRow, author: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(author)
        text = QPlainTextEdit()
        text.setReadOnly(True)
        text.setFont(theme().font("reading"))
        text.setPlainText(full_body(text_of(entry)))
        text.setAccessibleName(_("The whole message"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(text)
        column.addWidget(buttons)
        side = theme().size("dialog")
        self.resize(side, side)
