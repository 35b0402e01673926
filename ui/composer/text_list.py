"""The list of texts to reuse where they are written: one line each, by name, with its files."""

from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.client.row import TemplateRow
from app.language.plain_text import one_line
from ui.composer.template_item import TemplateDelegate, mark_files, with_files
from ui.widgets.selection import FollowedSelection

ROW_ROLE = Qt.ItemDataRole.UserRole
"""The ``TemplateRow`` of a line."""


class TextList(QListWidget):
    """Tells of a line only when a person chooses it: not when it is marked, nor when the list gets the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(TemplateDelegate(self))
        FollowedSelection(self)

    def show_texts(self, rows: Iterable[TemplateRow], chosen: UUID | None) -> TemplateRow | None:
        """Show these; the one that is marked, None when ``chosen`` is none of them."""
        self.blockSignals(True)
        self.clear()
        for row in rows:
            self.addItem(_item(row))
        self.blockSignals(False)
        return self.mark(chosen)

    def mark(self, template_id: UUID | None) -> TemplateRow | None:
        """Mark a text, or none; the text."""
        rows: list[TemplateRow] = [self.item(at).data(ROW_ROLE) for at in range(self.count())]
        at = next((at for at, it in enumerate(rows) if it.id == template_id), -1)
        self.blockSignals(True)
        self.setCurrentRow(at)
        if at < 0:
            self.setCurrentIndex(QModelIndex())  # else it chooses one when it gets the keyboard
        self.blockSignals(False)
        return rows[at] if at >= 0 else None


def _item(row: TemplateRow) -> QListWidgetItem:
    item = QListWidgetItem(one_line(row.title, 80))
    item.setData(ROW_ROLE, row)
    mark_files(item, row)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, with_files(item.text(), row))
    return item
