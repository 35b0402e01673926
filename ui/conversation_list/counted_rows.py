"""The rows of a list as Qt counts them, thousands at a time, while only the ids that were looked at are read."""

from uuid import UUID

from PySide6.QtCore import QModelIndex, QObject, QStringListModel, Qt, Slot

from app.client.row import ConversationRow
from ui.conversation_list.order import Change, Inserted, Moved, Removed
from ui.conversation_list.window import Window


class CountedRows(QStringListModel):
    """Keeps a window, the values of its rows and what Qt knows of them at one.

    Of the strings it is made of only the number counts: Qt asks for it at each row that it lays out, and is answered
    without Python, which another thread may hold.
    """

    def __init__(self, window: Window, parent: QObject | None) -> None:
        super().__init__(parent)
        self._rows: dict[UUID, ConversationRow] = {}
        self._coming: UUID | None = None
        """Whose row is just being inserted."""
        self.rowsInserted.connect(self._on_inserted)  # first of all: who hears of it next finds what is true then
        self.rowsRemoved.connect(self._on_removed)
        self.rowsMoved.connect(self._on_moved)
        self._begin(window)

    def supportedDragActions(self) -> Qt.DropAction:
        """Where a row is dropped takes nothing out of the list."""
        return Qt.DropAction.CopyAction

    def _begin(self, window: Window) -> None:
        """All rows change at once."""
        self._window = window
        self._rows.clear()
        self.setStringList([""] * window.count)

    def _make(self, change: Change) -> None:
        if isinstance(change, Removed):
            self.removeRows(change.at, 1)
        elif isinstance(change, Inserted):
            self._coming = change.id
            self.insertRows(change.at, 1)
        elif isinstance(change, Moved):
            before = change.at + (change.at > change.origin)  # Qt names the place before the row is taken out
            self.moveRows(QModelIndex(), change.origin, 1, QModelIndex(), before)

    def _count_to(self, count: int) -> None:
        """Rows that are only counted come and go at the end."""
        count, before = max(count, len(self._window.ids)), self._window.count
        if count < before:
            self.removeRows(count, before - count)
        elif count > before:
            self.insertRows(before, count - before)

    @Slot(QModelIndex, int, int)
    def _on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        coming, self._coming = self._coming, None
        if coming is not None:
            self._window.ids.insert(first, coming)
        self._window.count += last + 1 - first

    @Slot(QModelIndex, int, int, QModelIndex, int)
    def _on_moved(self, _from: QModelIndex, origin: int, _end: int, _to: QModelIndex, before: int) -> None:
        self._window.ids.insert(before - (before > origin), self._window.ids.pop(origin))

    @Slot(QModelIndex, int, int)
    def _on_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        for row_id in self._window.ids[first : last + 1]:
            self._rows.pop(row_id, None)
        del self._window.ids[first : last + 1]
        self._window.count -= last + 1 - first
