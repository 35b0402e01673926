"""The rows that entries make: request by request, with a day above each day's first; and what of them differs."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import NamedTuple
from uuid import UUID

from app.client.block import BlockRow
from app.client.row import EntryRow
from ui.conversation.item import Item, begun
from ui.conversation.loaded import Loaded


class Rows:
    """Builds rows; ``zone`` tells the time zone of now."""

    def __init__(self, loaded: Loaded, zone: Callable[[], tzinfo]) -> None:
        self._loaded, self._zone = loaded, zone
        self.begun: set[str] = set()
        """Files that are fetched, of which nothing is here yet."""

    def all(self) -> list[Item]:
        """Block after block: its separator when there are several, what is missing of it, its days and entries."""
        return list(self._of(self._loaded.entries, from_top=True, to_end=True))

    def between(self, entries: Sequence[EntryRow], first: int, last: int) -> list[Item]:
        """The rows of ``entries[first:last]``, with all that stands between them and the entries before and after."""
        part = entries[max(0, first - 1) : last + 1]
        items = list(self._of(part, from_top=first == 0, to_end=last >= len(entries)))
        at = [row for row, item in enumerate(items) if item.entry is not None]
        return items[at[0] + 1 if first else 0 : at[-1] if last < len(entries) else len(items)]

    def day(self, at: datetime) -> date:
        """Whose line stands above what was written then."""
        return at.astimezone(self._zone()).date()

    def _of(self, entries: Sequence[EntryRow], *, from_top: bool, to_end: bool) -> Iterator[Item]:
        loaded = self._loaded
        is_whole = from_top and loaded.is_complete
        if is_whole:
            yield from (Item(self.day(it.at), stub=it) for it in loaded.stubs)
        first = 0 if is_whole or not entries else loaded.place(entries[0])
        last = len(loaded.blocks) if (to_end and not loaded.has_newer) or not entries else loaded.place(entries[-1]) + 1
        mine: dict[int, list[EntryRow]] = {}
        for entry in entries:
            mine.setdefault(loaded.place(entry), []).append(entry)
        for place in range(first, last):
            if place > first or is_whole:
                yield from self._head(loaded.blocks[place])
            yield from self._days_of(loaded.blocks[place].id, mine.get(place, ()))

    def _head(self, block: BlockRow) -> Iterator[Item]:
        if len(self._loaded.blocks) > 1:
            yield Item(self.day(block.at), block=block)
        if block.missing:
            yield Item(self.day(block.at), block=block, is_gap=True)

    def _days_of(self, block_id: UUID, entries: Sequence[EntryRow]) -> Iterator[Item]:
        day: date | None = None
        for entry in entries:
            if self.day(entry.at) != day:
                day = self.day(entry.at)
                yield Item(day, of=block_id)
            yield Item(day, begun(entry, self.begun) if self.begun else entry)


class Difference(NamedTuple):
    """Rows ``head`` at the beginning and ``tail`` at the end are the same rows, what is between is replaced."""

    head: int
    tail: int


def difference(old: Sequence[Item], new: Sequence[Item]) -> Difference:
    """What is the same, by the keys of the rows."""
    head = _common(old, new)
    return Difference(head, min(_common(old[::-1], new[::-1]), len(old) - head, len(new) - head))


def same_ends(old: Sequence[EntryRow], new: Sequence[EntryRow], *, from_top: bool) -> Difference:
    """How many entries at both ends are as they were; ``from_top``: none at the beginning counts as such."""
    tail, most = 0, min(len(old), len(new))
    while tail < most and _is_same(old[-1 - tail], new[-1 - tail]):
        tail += 1
    head, most = 0, 0 if from_top else most - tail
    while head < most and _is_same(old[head], new[head]):
        head += 1
    return Difference(head, tail)


def _is_same(before: EntryRow, after: EntryRow) -> bool:
    return before is after or before == after


def _common(old: Sequence[Item], new: Sequence[Item]) -> int:
    """How many rows at the beginning are the same rows."""
    count = 0
    for before, after in zip(old, new, strict=False):
        if before.key != after.key:
            break
        count += 1
    return count
