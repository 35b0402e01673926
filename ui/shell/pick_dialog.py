"""A list that is narrowed by a few letters; the dialogs over colleagues and tags are such."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QListWidget, QVBoxLayout, QWidget

from app.language.lookup import is_found
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.selection import FollowedSelection

ALSO_ROLE = Qt.ItemDataRole.UserRole + 10
"""Other words that find a line."""

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class PickDialog(QDialog):
    """Letters go to the field, arrows move among the lines that fit, Enter does it."""

    def __init__(self, prompt: str, lines: str, act: str, parent: QWidget | None = None) -> None:
        """``prompt`` names the field, ``lines`` the list, ``act`` the button; lines are added by who knows them."""
        super().__init__(parent)
        self.field, self.list = QLineEdit(), QListWidget()
        self.field.setPlaceholderText(prompt)
        self.field.setAccessibleName(prompt)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_text_changed)
        self.list.setAccessibleName(lines)
        FollowedSelection(self.list)
        self.nothing = QLabel(_("Nothing of that name"))
        self.nothing.setProperty("role", "secondary")
        self.nothing.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(act)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for part in (self.field, self.nothing, self.list, self.buttons):
            column.addWidget(part)
        self.resize(theme().size("toast"), theme().size("toast"))

    def press(self, event: QKeyEvent) -> bool:
        """A key in the field; True: it was for the list."""
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if step:
            self._step(step)
        return step != 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the list work while the letters go to the field."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self.press(event):
            return True
        return super().eventFilter(watched, event)

    def _step(self, step: int) -> None:
        shown = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        ahead = [row for row in shown if (row - self.list.currentRow()) * step > 0]
        if ahead:
            self.list.setCurrentRow(min(ahead) if step > 0 else max(ahead))

    def _on_text_changed(self, text: str) -> None:
        first = -1
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not is_found(text, f"{item.text()} {item.data(ALSO_ROLE) or ''}"))
            if first < 0 and not item.isHidden():
                first = row
        self.list.setCurrentRow(first)
        self.nothing.setVisible(first < 0)
