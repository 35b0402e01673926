"""Choosing another request: of the same customer at once, any other by number, subject or name."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.client.row import ConversationRow
from app.language.lookup import in_either_layout
from app.language.plain_text import one_line
from ui.conversation.block_words import number_text
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.announce import announce
from ui.widgets.button import Button
from ui.widgets.selection import FollowedSelection
from ui.wording import channel_name, status_name

Find = Callable[[str], Sequence[ConversationRow]]
Warn = Callable[[UUID], str]
_MOST = 40


def _quiet(_request_id: UUID) -> str:
    """Nothing is to be known of any."""
    return ""


class RequestPicker(QDialog):
    """Typing narrows the list, arrows choose in it, Enter takes the choice, Esc leaves everything as it was."""

    chosen = Signal(object)
    """A request was chosen. Carries its ``UUID``."""
    new_wanted = Signal()
    """None of them: it is to be a request of its own."""

    def __init__(
        self,
        title: str,
        act: str,
        find: Find,
        parent: QWidget | None = None,
        *,
        own: str = "",
        empty: str = "",
    ) -> None:
        """``act``: words of the button that takes the choice; ``own``: of the one that makes a new request.

        ``empty``: what is said when there is nothing to choose from before anything is typed.
        """
        super().__init__(parent)
        self.setObjectName("request_picker")
        self.setWindowTitle(title)
        self._find, self._empty = find, empty
        self._warn: Warn = _quiet
        self.warning, self.nothing = _words("warning"), _words("secondary")
        self.line, self.rows = QLineEdit(), QListWidget()
        self.line.setPlaceholderText(_("Number, subject or customer"))
        self.line.setAccessibleName(_("Number, subject or customer"))
        self.line.setClearButtonEnabled(True)
        self.rows.setAccessibleName(_("Requests"))
        self.act, self.own, self.cancel = Button(act, look="primary"), Button(own), Button(_("Cancel"))
        self.act.setDefault(True)
        self._lay_out(_words("", title))
        self.act.clicked.connect(self._on_acted)
        self.own.clicked.connect(self._on_own)
        self.cancel.clicked.connect(self.reject)
        self.line.textChanged.connect(self._show)
        self.rows.itemDoubleClicked.connect(self._on_acted)
        self.rows.currentRowChanged.connect(self._on_row_changed)
        FollowedSelection(self.rows)
        self._show("")

    def warn_by(self, warn: Warn) -> None:
        """What is to be known of the marked request before it is taken is said below the list."""
        self._warn = warn
        self._on_row_changed(self.rows.currentRow())

    def _lay_out(self, label: QLabel) -> None:
        column, buttons = QVBoxLayout(self), QDialogButtonBox()
        for part in (label, self.line, self.nothing, self.rows, self.warning):
            column.addWidget(part)
        roles = QDialogButtonBox.ButtonRole
        for button, role in ((self.own, roles.HelpRole), (self.cancel, roles.RejectRole), (self.act, roles.AcceptRole)):
            buttons.addButton(button, role)
        self.own.setVisible(bool(self.own.text()))  # the box shows what is put into it
        column.addWidget(buttons)
        self.resize(theme().size("dialog"), theme().size("toast"))

    def _show(self, text: str) -> None:
        self.rows.clear()
        for row in in_either_layout(self._find, text.strip())[:_MOST]:
            item = QListWidgetItem(_told(row))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            self.rows.addItem(item)
        if self.rows.count():
            self.rows.setCurrentRow(0)
        words = "" if self.rows.count() else _("No request fits.") if text.strip() else self._empty
        self.nothing.setText(words)
        self.nothing.setVisible(bool(words))
        self._on_row_changed(self.rows.currentRow())

    def _on_row_changed(self, row: int) -> None:
        self.act.setEnabled(row >= 0)
        words = self._warn(self.rows.item(row).data(Qt.ItemDataRole.UserRole)) if row >= 0 else ""
        self.warning.setText(words)
        self.warning.setVisible(bool(words))
        self.act.setAccessibleDescription(words)
        if words:
            announce(self, words)

    def _on_acted(self) -> None:
        item = self.rows.currentItem()
        if item is not None:
            wanted: UUID = item.data(Qt.ItemDataRole.UserRole)
            self.accept()
            self.chosen.emit(wanted)

    def _on_own(self) -> None:
        self.accept()
        self.new_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk through the list while one types."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.rows.count():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.rows.setCurrentRow(max(0, min(self.rows.count() - 1, self.rows.currentRow() + step)))
        else:
            super().keyPressEvent(event)


def _words(role: str, text: str = "") -> QLabel:
    """What people wrote may be in it: never read as HTML."""
    label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label


def _told(row: ConversationRow) -> str:
    parts = (
        number_text(row.number), one_line(row.customer_name, 60), one_line(row.subject, 100),
        channel_name(row.channel), status_name(row.status),
    )  # fmt: skip
    return " · ".join(part for part in parts if part)
