"""Tags of one or several conversations: a tick for each, a half one where only some have it."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidgetItem, QWidget

from app.client.row import TagRow
from app.language.named import in_language
from app.language.plain_text import one_line
from ui.shell.pick_dialog import ALSO_ROLE, PickDialog
from ui.translation import _, language

_TAG_ROLE = Qt.ItemDataRole.UserRole
_BEFORE_ROLE = Qt.ItemDataRole.UserRole + 1


class TagDialog(PickDialog):
    """Type a few letters, Space ticks, Enter does it; what was typed to find a tag is ticked by Enter, too."""

    def __init__(self, tags: Sequence[TagRow], held: Sequence[Sequence[str]], parent: QWidget | None = None) -> None:
        """``held``: names of the tags that each of the conversations has."""
        super().__init__(_("Name of a tag"), _("Tags"), _("Save"), parent)
        self.setObjectName("tag_dialog")
        self.setWindowTitle(_("Tags"))
        for tag in tags:
            self.list.addItem(_item(tag, sum(tag.name in names for names in held), len(held)))
        self.list.setCurrentRow(0)

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

    def press(self, event: QKeyEvent) -> bool:
        """Space ticks while nothing is typed, Ctrl+Space always."""
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Space and (is_control or not self.field.text().strip()):
            self._toggle()
            return True
        return super().press(event)

    def accept(self) -> None:
        """Whoever found a tag by its letters and touched none of them meant it."""
        is_found = bool(self.field.text().strip()) and self.list.currentRow() >= 0
        if is_found and not (self.added() or self.removed()):
            self.list.currentItem().setCheckState(Qt.CheckState.Checked)
        super().accept()

    def _toggle(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            is_on = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)


def _item(tag: TagRow, having: int, of: int) -> QListWidgetItem:
    item = QListWidgetItem(one_line(in_language(tag.names, tag.name, language()), 60))
    state = Qt.CheckState.Unchecked
    if having:
        state = Qt.CheckState.Checked if having == of else Qt.CheckState.PartiallyChecked
    item.setCheckState(state)
    item.setData(_TAG_ROLE, tag.id)
    item.setData(ALSO_ROLE, one_line(" ".join([tag.name, *tag.names.values()]), 200))
    item.setData(_BEFORE_ROLE, state)
    return item
