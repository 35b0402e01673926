"""The rows of the timeline: read a page at a time, changed one by one, never reset while a conversation is open."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.client.query import Queries
from app.client.row import EntryRow
from ui.conversation.entry_text import TimelineWords
from ui.conversation.item import Item, text_of
from ui.conversation.loaded import Loaded
from ui.conversation.timeline_rows import Rows, difference, same_ends

ITEM_ROLE = Qt.ItemDataRole.UserRole + 1

AnyIndex = QModelIndex | QPersistentModelIndex


class TimelineModel(QAbstractListModel):
    """Entries of one customer as rows, request by request, with a day above each day's first, oldest first."""

    def __init__(self, queries: Queries, words: TimelineWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._loaded = Loaded(queries)
        self._rows = Rows(self._loaded, lambda: words.zone)
        self._items: list[Item] = []

    @property
    def conversation_id(self) -> UUID | None:
        """What is open."""
        return self._loaded.conversation_id

    @property
    def is_complete(self) -> bool:
        """Is the oldest entry among the rows?"""
        return self._loaded.is_complete

    @property
    def has_newer(self) -> bool:
        """Are there entries below the last row, because an old one was gone to?"""
        return self._loaded.has_newer

    @property
    def newest(self) -> Item:
        """The newest entry of all, as its row is or would be; there is one."""
        entry = self._loaded.newest
        assert entry is not None
        return Item(self._rows.day(entry.at), entry)

    def open(self, conversation_id: UUID | None) -> None:
        """Show another conversation: its newest page."""
        self.beginResetModel()
        self._rows.begun.clear()
        self._loaded.open(conversation_id)
        self._items = self._rows.all()
        self.endResetModel()

    def go(self, entry_id: UUID) -> bool:
        """Show that entry with some around it, however old; False: it is not in this talk, and nothing changed."""
        if self.row_of(entry_id) >= 0:
            return True
        if not self._loaded.go(entry_id):
            return False
        self.beginResetModel()
        self._items = self._rows.all()
        self.endResetModel()
        return True

    def go_to_end(self) -> None:
        """Show the newest page, unless it is shown."""
        if self.has_newer:
            self.open(self.conversation_id)

    def load_older(self) -> int:
        """Put the next older page on top; how many entries came."""
        return self._add(self._loaded.older(), from_top=True)

    def load_newer(self) -> int:
        """Put the next newer page below; how many entries came. There is one only where an old entry was gone to."""
        return self._add(self._loaded.newer(), from_top=False)

    def _add(self, entries: list[EntryRow] | None, *, from_top: bool) -> int:
        if entries is None:
            return 0
        count = len(entries) - len(self._loaded.entries)
        self._show(entries, from_top=from_top)
        return count

    def reload(self) -> int:
        """Read the newest entries again; returns how many were added at the talk's end."""
        if self.conversation_id is None:
            return 0
        is_other = self._loaded.read_blocks()
        if self._loaded.is_adrift:
            self._open_where_it_is()
            return 0
        entries, added = self._loaded.again()
        if is_other:
            self._loaded.entries = entries
            self._replace(0, len(self._items), self._rows.all())
        else:
            self._show(entries)
        return added

    def read_on(self) -> int:
        """Read what was written just now and no more; returns how many were added at the end.

        When anything else of the newest entries differs all is read as ever.
        """
        if self.conversation_id is None:
            return 0
        written = self._loaded.just_written()
        if written is None:
            return self.reload()
        self._show(written[0])
        return written[1]

    def _open_where_it_is(self) -> None:
        middle = self._loaded.entries[len(self._loaded.entries) // 2].entry_id
        self.open(self.conversation_id)
        self.go(middle)

    def show_begun(self, blob: str) -> None:
        """A file is being fetched: its chip says so before the first piece of it is here."""
        self._rows.begun.add(blob)
        self._replace(0, len(self._items), self._rows.all())

    def retell(self) -> None:
        """Words changed: another language, another day."""
        if self._items:
            self.dataChanged.emit(self.index(0), self.index(len(self._items) - 1))

    def item(self, row: int) -> Item:
        """The row itself, without a QVariant between."""
        return self._items[row]

    def item_at(self, index: AnyIndex) -> Item | None:
        """The row there; without one the newest."""
        row = index.row() if index.isValid() else len(self._items) - 1
        return self._items[row] if row >= 0 else None

    def row_of(self, entry_id: UUID) -> int:
        """The row of an entry, -1 when it is not loaded."""
        for row, item in enumerate(self._items):
            if item.entry is not None and item.entry.entry_id == entry_id:
                return row
        return -1

    def newest_seq(self, upto: int) -> int:
        """Highest acknowledged ``seq`` of the open conversation in rows up to ``upto``; 0 when there is none."""
        for row in range(min(upto, len(self._items) - 1), -1, -1):
            entry = self._items[row].entry
            if entry is not None and entry.conversation_id == self.conversation_id and entry.seq is not None:
                return entry.seq
        return 0

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Rows, days among them."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The item for the delegate, its text, and its sentence for screen readers."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self._words.sentence(item)
        if role == Qt.ItemDataRole.DisplayRole:
            return text_of(item.entry)[:1_000] if item.entry is not None else self._words.day(item)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Days are passed over; text can be read in place."""
        if not index.isValid() or self._items[index.row()].entry is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def _show(self, entries: list[EntryRow], *, from_top: bool = False) -> None:
        """Turn the present rows into those of ``entries``; nothing is looked at beside the entries that differ."""
        old, self._loaded.entries = self._loaded.entries, entries
        if not old or not entries or self._rows.begun:
            self._replace(0, len(self._items), self._rows.all())
            return
        head, tail = same_ends(old, entries, from_top=from_top)
        if not from_top and head + tail == len(old) == len(entries):
            return
        first = self.row_of(old[head - 1].entry_id) + 1 if head else 0
        last = self.row_of(old[-tail].entry_id) if tail else len(self._items)
        self._replace(first, last, self._rows.between(entries, head, len(entries) - tail))

    def _replace(self, first: int, last: int, new: list[Item]) -> None:
        """Turn the rows from ``first`` to before ``last`` into new ones: remove, insert and change what differs."""
        old = self._items[first:last]
        head, tail = difference(old, new)
        self._change(first, old[:head], new[:head])
        begin, end, more = first + head, last - tail, new[head : len(new) - tail]
        if end > begin:
            self.beginRemoveRows(QModelIndex(), begin, end - 1)
            del self._items[begin:end]
            self.endRemoveRows()
        if more:
            self.beginInsertRows(QModelIndex(), begin, begin + len(more) - 1)
            self._items[begin:begin] = more
            self.endInsertRows()
        self._change(begin + len(more), old[len(old) - tail :], new[len(new) - tail :])

    def _change(self, first: int, old: list[Item], new: list[Item]) -> None:
        for offset, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                self._items[first + offset] = after
                index = self.index(first + offset)
                self.dataChanged.emit(index, index)
