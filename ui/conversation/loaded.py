"""What of a talk is read: a run of its entries without a gap, at the end or around an old one, and what is near it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from app.client.block import BlockRow, Place, Stretch, StubRow
from app.client.query import Queries
from app.client.row import EntryRow

PAGE = 50
_AROUND = 25
"""Entries read before and after the one that is gone to: they fill more than half a screen each."""
_REREAD = 200
"""Newest entries read again after a change; older ones change only with their conversation reopened."""
_JUST_NOW = 8
"""Newest entries among which those stand that were written a moment ago."""
_TICK = timedelta(microseconds=1)

Earlier = Callable[[UUID], Sequence[StubRow]]
"""Earlier conversations of the same customer, by the id of the open one; the oldest first. Answers at once."""


def nothing_earlier(_conversation_id: UUID) -> Sequence[StubRow]:
    """Nobody knows of any."""
    return ()


class Loaded:
    """Answers with the entries that are to be shown from now on; the caller shows them and says so by ``entries``."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._end: Place | None = None
        self._newest: list[EntryRow] = []
        self._place_of: Mapping[UUID, int] = {}
        self.conversation_id: UUID | None = None
        self.entries: list[EntryRow] = []
        self.blocks: list[BlockRow] = []
        self.stubs: Sequence[StubRow] = ()
        self.earlier: Earlier = nothing_earlier
        """What the server knows of the customer that is not on this computer."""
        self.is_complete = True
        """Is the oldest entry among them?"""

    @property
    def has_newer(self) -> bool:
        """Are there newer entries than these, because an old one was gone to?"""
        return self._end is not None

    @property
    def newest(self) -> EntryRow | None:
        """The newest entry of all."""
        known = self._newest if self.has_newer else self.entries
        return known[-1] if known else None

    def open(self, conversation_id: UUID | None) -> None:
        """Another conversation: its newest page."""
        self.conversation_id, self._end = conversation_id, None
        self.entries = self._read(PAGE)
        self.is_complete = len(self.entries) < PAGE
        self.read_blocks()

    def go(self, entry_id: UUID) -> bool:
        """That entry and what stands around it; False: it is not in this talk, and all is as it was."""
        found = self._stretch(entry_id, _AROUND)
        if found is None:
            return False
        page, is_whole = self._up_to(found.end, 2 * _AROUND, found.here, entry_id)
        if all(it.entry_id != entry_id for it in page):
            return False
        if not self.has_newer:
            self._newest = self.entries[-_JUST_NOW:]
        self.entries, self.is_complete, self._end = page, is_whole, found.end
        return True

    def older(self) -> list[EntryRow] | None:
        """With the next older page on top; None: there is none."""
        if self.is_complete or not self.entries:
            return None
        first = self.entries[0]
        block_id = self.block_of(first).id
        edge = list(takewhile(lambda it: it.at == first.at and self.block_of(it).id == block_id, self.entries))
        # entries of one instant may lie on both sides of the page's edge
        limit = PAGE + len(edge)
        page = self._read(limit, Place(block_id, first.at + _TICK))
        known = {entry.entry_id for entry in edge}
        self.is_complete = len(page) < limit
        return [entry for entry in page if entry.entry_id not in known] + self.entries

    def newer(self) -> list[EntryRow] | None:
        """With the next newer page below; None: there is none."""
        if not self.has_newer or not self.entries:
            return None
        last = self.entries[-1]
        found = self._stretch(last.entry_id, PAGE)
        if found is None:
            return None
        page, _ = self._up_to(found.end, 2 * PAGE, found.here, last.entry_id)
        ids = [it.entry_id for it in page]
        if last.entry_id not in ids:
            return None
        self._end = found.end
        return self.entries + page[ids.index(last.entry_id) + 1 :]

    def again(self) -> tuple[list[EntryRow], int]:
        """The newest of these read again, with what has come; and how many have come at the talk's end."""
        limit = max(PAGE, min(len(self.entries) + PAGE, _REREAD))
        fresh = self._read(limit, self._end)
        before = {entry.entry_id for entry in self.entries}
        if not self.is_complete and self.entries:  # what is older than the shown pages stays for ``older``
            first = self.order(self.entries[0])
            fresh = [
                it for it in fresh if self.order(it) > first or (self.order(it) == first and it.entry_id in before)
            ]
        ids = {entry.entry_id for entry in fresh}
        older: list[EntryRow] = []
        if len(self.entries) + PAGE > _REREAD and fresh:
            older = [it for it in self.entries if self.order(it) <= self.order(fresh[0]) and it.entry_id not in ids]
        return older + fresh, self._news() if self.has_newer else len(ids - before)

    def just_written(self) -> tuple[list[EntryRow], int] | None:
        """With what was written just now and no more; None: anything else of the newest differs."""
        if self.has_newer:
            return None
        page = self._read(_JUST_NOW)
        known = {entry.entry_id for entry in self.entries[-_JUST_NOW:]}
        new = [it for it in page if it.entry_id not in known]
        kept = len(page) - len(new)
        if not kept or self.entries[-kept:] + new != page:
            return None
        return self.entries + new, len(new)

    def read_blocks(self) -> bool:
        """The conversations these are of; is it other ones than before?"""
        before = self.blocks, self.stubs
        rows = () if self.conversation_id is None else self._queries.blocks(self.conversation_id)
        self.blocks = list(rows)
        self._place_of = {member: place for place, row in enumerate(rows) for member in row.members}
        self.stubs = self.earlier(self.blocks[-1].id) if self.blocks else ()
        return before != (self.blocks, self.stubs)

    @property
    def is_adrift(self) -> bool:
        """Has the conversation gone in which these end? It was merged, or parted again."""
        return self._end is not None and all(it.id != self._end.block_id for it in self.blocks)

    def place(self, entry: EntryRow) -> int:
        """The number of the entry's block."""
        return self._place_of.get(entry.conversation_id, len(self.blocks) - 1)

    def block_of(self, entry: EntryRow) -> BlockRow:
        """The conversation in which the entry is shown."""
        return self.blocks[self.place(entry)]

    def order(self, entry: EntryRow) -> tuple[int, datetime]:
        """Later ones are greater."""
        return self._place_of.get(entry.conversation_id, len(self.blocks)), entry.at

    def _read(self, limit: int, before: Place | None = None) -> list[EntryRow]:
        if self.conversation_id is None:
            return []
        if before is None:
            return list(self._queries.timeline(self.conversation_id, limit))
        return list(self._queries.timeline(self.conversation_id, limit, before))

    def _stretch(self, entry_id: UUID, further: int) -> Stretch | None:
        if self.conversation_id is None:
            return None
        return self._queries.stretch(self.conversation_id, entry_id, further)

    def _up_to(self, end: Place | None, limit: int, back_to: Place, entry_id: UUID) -> tuple[list[EntryRow], bool]:
        """Entries before ``end`` back to that one; are they all there are? A few, unless many are of one instant."""
        number = next((at for at, it in enumerate(self.blocks) if it.id == back_to.block_id), 0)
        while True:
            page = self._read(limit, end)
            is_whole = len(page) < limit
            if is_whole or any(it.entry_id == entry_id for it in page):
                return page, is_whole
            if self.order(page[0]) < (number, back_to.at):
                return page, is_whole  # it is hidden: it was moved elsewhere
            limit *= 2

    def _news(self) -> int:
        """How many entries have come at the end, which is not among these."""
        known, self._newest = {it.entry_id for it in self._newest}, self._read(_JUST_NOW)
        return sum(it.entry_id not in known for it in self._newest)
