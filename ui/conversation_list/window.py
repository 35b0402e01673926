"""The beginning of a view that is read, and how many rows there are behind it."""

from collections.abc import Sequence
from uuid import UUID

from app.client.query import Queries
from app.client.view import Counts, Tab, View

PAGE = 200
"""Ids read at a time, and kept read ahead of what was looked at (architecture.md, exemplar)."""

SLACK = 64
"""Rows by which what is read may be pushed down without leaving it."""

FOUND_IN = 2_000
"""So far down an open conversation is looked for when another place is shown."""


class Window:
    """Ids of a view in display order from its first row on; it grows as rows further down are asked for."""

    def __init__(self, queries: Queries, view: View) -> None:
        self._queries = queries
        self.view = view
        self._counts: Counts | None = None
        self.ids: list[UUID] = list(queries.conversation_ids(view, PAGE))
        self.count = self._counted(self.ids, PAGE)
        """All rows of the view, those that are not read among them."""
        self.seen_to = 0
        """The lowest row that was looked at since the order was made true."""

    def id_at(self, row: int) -> UUID | None:
        """The conversation in that row, read when it is not yet; None outside."""
        if not 0 <= row < self.count:
            return None
        if row >= len(self.ids):
            self._reach(row)
        return self.ids[row] if row < len(self.ids) else None

    def row_of(self, conversation_id: UUID) -> int:
        """Where a conversation stands among those that are read; -1 when it is not there."""
        try:
            return self.ids.index(conversation_id)
        except ValueError:
            return -1

    def seek(self, conversation_id: UUID) -> int:
        """Like ``row_of``, but reads further to find it; -1 when it is not in this view, or very far down."""
        row = self.row_of(conversation_id)
        if row < 0 and len(self.ids) < min(self.count, FOUND_IN) and self._queries.held(self.view, [conversation_id]):
            self._reach(min(self.count, FOUND_IN) - 1)
            row = self.row_of(conversation_id)
        return row

    def true_order(self) -> tuple[Sequence[UUID], int]:
        """Ids as they should stand now, about as many as are read, and the number of rows; far ones are given up."""
        del self.ids[max(PAGE, self.seen_to + PAGE) :]
        self.seen_to = 0
        limit = max(PAGE, len(self.ids)) + SLACK
        wanted = self._queries.conversation_ids(self.view, limit)
        return wanted, self._counted(wanted, limit)

    def coming(self) -> Sequence[UUID]:
        """Ids that are to come in among those that are read."""
        there = set(self.ids)
        wanted = self._queries.conversation_ids(self.view, len(self.ids) + SLACK)
        return [it for it in wanted if it not in there]

    def take_counts(self) -> Counts:
        """Of all tabs; not read again right after they were read for the length of the list."""
        counts = self._counts
        self.forget_counts()
        return self._queries.counts(self.view) if counts is None else counts

    def forget_counts(self) -> None:
        """Nobody asks for them now, and later they are others."""
        self._counts = None

    def _counted(self, ids: Sequence[UUID], limit: int) -> int:
        self.forget_counts()
        if len(ids) < limit:
            return len(ids)
        if not self.view.has_tabs or self.view.tab is Tab.SOLVED:
            return self._queries.count(self.view)
        self._counts = self._queries.counts(self.view)
        return self._counts.open if self.view.tab is Tab.OPEN else self._counts.waiting

    def _reach(self, row: int) -> None:
        """Read on until that row; ids that came in above meanwhile are known already."""
        limit = row + 1 - len(self.ids) + PAGE
        known = set(self.ids)
        more = self._queries.conversation_ids(self.view, limit, self.ids[-1] if self.ids else None)
        self.ids += [it for it in more if it not in known][: self.count - len(self.ids)]
