"""The rows of the timeline: read 50 at a time, changed one by one, never reset while a conversation is open."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.client.block import BlockRow, Place, StubRow
from app.client.query import Queries
from app.client.row import EntryRow
from ui.conversation.entry_text import TimelineWords
from ui.conversation.item import Item, begun, text_of

PAGE = 50
ITEM_ROLE = Qt.ItemDataRole.UserRole + 1
_REREAD = 200
"""Newest entries read again after a change; older ones change only with their conversation reopened."""
_JUST_NOW = 8
"""Newest entries among which those stand that were written a moment ago."""
_TICK = timedelta(microseconds=1)

Earlier = Callable[[UUID], Sequence[StubRow]]
"""Earlier conversations of the same customer, by the id of the open one; the oldest first. Answers at once."""

AnyIndex = QModelIndex | QPersistentModelIndex


def nothing_earlier(_conversation_id: UUID) -> Sequence[StubRow]:
    """Nobody knows of any."""
    return ()


class TimelineModel(QAbstractListModel):
    """Entries of one customer as rows, request by request, with a day above each day's first, oldest first."""

    def __init__(self, queries: Queries, words: TimelineWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queries = queries
        self._words = words
        self._entries: list[EntryRow] = []
        self._items: list[Item] = []
        self._blocks: list[BlockRow] = []
        self._place_of: dict[UUID, int] = {}
        self._stubs: Sequence[StubRow] = ()
        self._begun: set[str] = set()
        self.earlier: Earlier = nothing_earlier
        """What the server knows of the customer that is not on this computer."""
        self.conversation_id: UUID | None = None
        self.is_complete = True

    def open(self, conversation_id: UUID | None) -> None:
        """Show another conversation: its newest page."""
        self.beginResetModel()
        self._begun.clear()
        self.conversation_id = conversation_id
        self._entries = [] if conversation_id is None else list(self._queries.timeline(conversation_id, PAGE))
        self.is_complete = len(self._entries) < PAGE
        self._read_blocks()
        self._items = self._built()
        self.endResetModel()

    def load_older(self) -> int:
        """Put the next older page on top; how many entries came."""
        if self.is_complete or not self._entries or self.conversation_id is None:
            return 0
        first = self._entries[0]
        block_id = self._block_of(first).id
        same = sum(1 for it in self._entries if it.at == first.at and self._block_of(it).id == block_id)
        # entries of one instant may lie on both sides of the page's edge
        page = self._queries.timeline(self.conversation_id, PAGE + same, Place(block_id, first.at + _TICK))
        known = {entry.entry_id for entry in self._entries}
        older = [entry for entry in page if entry.entry_id not in known]
        self.is_complete = len(page) < PAGE + same
        self._show(older + self._entries)
        return len(older)

    def reload(self) -> int:
        """Read the newest entries again; returns how many were added at the end."""
        if self.conversation_id is None:
            return 0
        self._read_blocks()
        limit = max(PAGE, min(len(self._entries) + PAGE, _REREAD))
        fresh = list(self._queries.timeline(self.conversation_id, limit))
        before = {entry.entry_id for entry in self._entries}
        if not self.is_complete and self._entries:  # what is older than the shown pages stays for load_older
            first = self._order(self._entries[0])
            fresh = [
                it for it in fresh if self._order(it) > first or (self._order(it) == first and it.entry_id in before)
            ]
        ids = {entry.entry_id for entry in fresh}
        older: list[EntryRow] = []
        if len(self._entries) + PAGE > _REREAD and fresh:
            older = [it for it in self._entries if self._order(it) <= self._order(fresh[0]) and it.entry_id not in ids]
        self._show(older + fresh)
        return len(ids - before)

    def read_on(self) -> int:
        """Read what was written just now and no more; returns how many were added at the end.

        When anything else of the newest entries differs all is read as ever.
        """
        if self.conversation_id is None:
            return 0
        page = list(self._queries.timeline(self.conversation_id, _JUST_NOW))
        known = {entry.entry_id for entry in self._entries[-_JUST_NOW:]}
        new = [it for it in page if it.entry_id not in known]
        kept = len(page) - len(new)
        if not kept or self._entries[-kept:] + new != page:
            return self.reload()
        self._show(self._entries + new)
        return len(new)

    def _read_blocks(self) -> None:
        rows = () if self.conversation_id is None else self._queries.blocks(self.conversation_id)
        self._blocks = list(rows)
        self._place_of = {member: place for place, row in enumerate(rows) for member in row.members}
        self._stubs = self.earlier(self._blocks[-1].id) if self._blocks else ()

    def _block_of(self, entry: EntryRow) -> BlockRow:
        return self._blocks[self._place_of.get(entry.conversation_id, -1)]

    def _order(self, entry: EntryRow) -> tuple[int, datetime]:
        return self._place_of.get(entry.conversation_id, len(self._blocks)), entry.at

    def show_begun(self, blob: str) -> None:
        """A file is being fetched: its chip says so before the first piece of it is here."""
        self._begun.add(blob)
        self._show(self._entries)

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

    def _built(self) -> list[Item]:
        """Block after block: its separator when there are several, what is missing of it, its days and entries."""
        items: list[Item] = []
        if self.is_complete:
            items += [Item(self._day(it.at), stub=it) for it in self._stubs]
        first = 0 if self.is_complete or not self._entries else self._order(self._entries[0])[0]
        rest = list(self._entries)
        for place, block in enumerate(self._blocks[first:], first):
            mine = [entry for entry in rest if self._place_of.get(entry.conversation_id, -1) == place]
            whole = place > first or self.is_complete
            if whole and len(self._blocks) > 1:
                items.append(Item(self._day(block.at), block=block))
            if whole and block.missing:
                items.append(Item(self._day(block.at), block=block, is_gap=True))
            items += self._days_of(block, mine)
        return items

    def _days_of(self, block: BlockRow, entries: Sequence[EntryRow]) -> Iterator[Item]:
        day: date | None = None
        for entry in entries:
            if self._day(entry.at) != day:
                day = self._day(entry.at)
                yield Item(day, of=block.id)
            yield Item(day, begun(entry, self._begun) if self._begun else entry)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._words.zone).date()

    def _show(self, entries: Sequence[EntryRow]) -> None:
        """Turn the present rows into those of ``entries`` by removing, inserting and changing only what differs."""
        self._entries = list(entries)
        old, new = self._items, self._built()
        head = _common(old, new)
        tail = min(_common(old[::-1], new[::-1]), len(old) - head, len(new) - head)
        self._change(0, old[:head], new[:head])
        if len(old) > head + tail:
            self.beginRemoveRows(QModelIndex(), head, len(old) - tail - 1)
            self._items = new[:head] + old[len(old) - tail :]
            self.endRemoveRows()
        if len(new) > head + tail:
            self.beginInsertRows(QModelIndex(), head, len(new) - tail - 1)
            self._items = new[: len(new) - tail] + old[len(old) - tail :]
            self.endInsertRows()
        self._change(len(new) - tail, old[len(old) - tail :], new[len(new) - tail :])

    def _change(self, first: int, old: list[Item], new: list[Item]) -> None:
        for offset, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                self._items[first + offset] = after
                index = self.index(first + offset)
                self.dataChanged.emit(index, index)


def _common(old: Sequence[Item], new: Sequence[Item]) -> int:
    """How many rows at the beginning are the same rows."""
    count = 0
    for before, after in zip(old, new, strict=False):
        if before.key != after.key:
            break
        count += 1
    return count
