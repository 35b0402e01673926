"""Tags of one or several conversations: a tick for each, a half one where only some have it."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.client.row import TagRow
from app.language.lookup import is_found
from app.language.named import in_language
from app.language.plain_text import one_line
from ui.theme.tokens import theme
from ui.translation import _, language

_TAG_ROLE = Qt.ItemDataRole.UserRole
_BEFORE_ROLE = Qt.ItemDataRole.UserRole + 1


class TagDialog(QDialog):
    """Type a few letters, Space ticks, Enter does it."""

    def __init__(self, tags: Sequence[TagRow], held: Sequence[Sequence[str]], parent: QWidget | None = None) -> None:
        """``held``: names of the tags that each of the conversations has."""
        super().__init__(parent)
        self.setObjectName("tag_dialog")
        self.setWindowTitle(_("Tags"))
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Name of a tag"))
        self.field.setAccessibleName(_("Name of a tag"))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_text_changed)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Tags"))
        for tag in tags:
            self.list.addItem(_item(tag, sum(tag.name in names for names in held), len(held)))
        self.list.setCurrentRow(0)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Save"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for part in (self.field, self.list, self.buttons):
            column.addWidget(part)
        self.resize(theme().size("toast"), theme().size("toast"))

    def added(self) -> tuple[UUID, ...]:
        """Tags that all of them are to have and not all had."""
        return self._changed_to(Qt.CheckState.Checked)

    def removed(self) -> tuple[UUID, ...]:
        """Tags that none of them is to have and some had."""
        return self._changed_to(Qt.CheckState.Unchecked)

    def _changed_to(self, wanted: Qt.CheckState) -> tuple[UUID, ...]:
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(
            it.data(_TAG_ROLE) for it in items if it.checkState() is wanted and it.data(_BEFORE_ROLE) != wanted
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the letters go to the field; Ctrl+Space ticks there, too."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self._step(step)
                return True
            is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if event.key() == Qt.Key.Key_Space and (is_control or not self.field.text().strip()):
                self._toggle()
                return True
        return super().eventFilter(watched, event)

    def _toggle(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            is_on = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)

    def _step(self, step: int) -> None:
        shown = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        ahead = [row for row in shown if (row - self.list.currentRow()) * step > 0]
        if ahead:
            self.list.setCurrentRow(min(ahead) if step > 0 else max(ahead))

    def _on_text_changed(self, text: str) -> None:
        first = -1
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not is_found(text, item.text()))
            if first < 0 and not item.isHidden():
                first = row
        self.list.setCurrentRow(first)


def _item(tag: TagRow, having: int, of: int) -> QListWidgetItem:
    item = QListWidgetItem(one_line(in_language(tag.names, tag.name, language()), 60))
    state = Qt.CheckState.Unchecked
    if having:
        state = Qt.CheckState.Checked if having == of else Qt.CheckState.PartiallyChecked
    item.setCheckState(state)
    item.setData(_TAG_ROLE, tag.id)
    item.setData(_BEFORE_ROLE, state)
    return item
