"""One page of changes: which feed rows since a cursor, in the order of versions, up to a number of rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.domain.feed import WORKSPACE
from app.model.conversation import Conversation
from app.model.replicated import KINDS, row_id
from app.model.sync import FeedFloor, FeedHead, FeedRow
from app.protocol.cursor import Cursor
from app.protocol.row import to_plain

Page = tuple[int, int, str, str]
_IDS = 500


@dataclass(slots=True)
class Found:
    """What a page holds. ``fresh``: conversations of a feed's bootstrap, ``changed``: those of later changes."""

    feeds: dict[str, int] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    ops: list[list[Any]] = field(default_factory=list)
    more: bool = False
    fresh: list[Conversation] = field(default_factory=list)
    changed: list[Conversation] = field(default_factory=list)


class PageReader:
    """Collects one page in one snapshot."""

    def __init__(self, session: Session, ws: UUID, granted: frozenset[str], max_rows: int) -> None:
        self._session = session
        self._ws = ws
        self._granted = granted
        self._left = max_rows
        self._found = Found()

    def read(self, cursor: Cursor) -> Found:
        """Everything between ``cursor`` and the heads of this snapshot, as far as ``max_rows`` goes."""
        found = self._found
        heads = self._versions(FeedHead)  # first: only feeds whose head moved are looked at
        floors = self._versions(FeedFloor)
        for feed in sorted((cursor.feeds.keys() | cursor.pages.keys()) - self._granted):
            found.ops.append(["drop", feed])
        for feed in sorted(self._granted, key=lambda it: (it != WORKSPACE, it)):
            have, page = cursor.feeds.get(feed), cursor.pages.get(feed)
            reached = _reached(have, page)
            if reached is not None and reached < floors.get(feed, 0):  # tombstones it has not seen were deleted
                found.ops.append(["drop", feed])
                have = page = None
            self._feed(feed, have, page, heads.get(feed, 0))
        return found

    def _feed(self, feed: str, have: int | None, page: Page | None, head: int) -> None:
        """Bootstrap up to the head that its first page fixed, then the changes after it."""
        found = self._found
        if have is None:
            start = page or (head, 0, "", "")
            have = self._scan(feed, start, bootstrap=True)
            if have is None:
                return
            page = None
        found.feeds[feed] = have
        if head > have or page is not None:
            start = page or (head, have + 1, "", "")
            reached = self._scan(feed, start, bootstrap=False)
            if reached is not None:
                found.feeds[feed] = reached
                found.more = found.more or reached < head

    def _scan(self, feed: str, start: Page, *, bootstrap: bool) -> int | None:
        """Add rows after ``start`` up to its fixed head; the head when all are in, None when the page is full."""
        head, version, kind, last_id = start
        if head == 0:
            return 0
        limit = max(self._left, 0)
        rows = self._rows(feed, start, limit + 1, bootstrap=bootstrap)
        full = len(rows) > limit
        rows = rows[:limit]
        self._left -= len(rows)
        self._add(feed, rows, fresh=bootstrap)
        if not full:
            return head
        if rows:
            version, kind, last_id = rows[-1].version, rows[-1].kind, str(rows[-1].id)
        self._found.pages[feed] = (head, version, kind, last_id)
        self._found.more = True
        return None

    def _rows(self, feed: str, start: Page, limit: int, *, bootstrap: bool) -> list[Any]:
        head, version, kind, last_id = start
        query = select(FeedRow.version, FeedRow.kind, FeedRow.id, FeedRow.gone).where(
            FeedRow.ws == self._ws, FeedRow.feed == feed, FeedRow.version >= version, FeedRow.version <= head
        )
        if kind:
            same = FeedRow.version == version
            after = or_(FeedRow.kind > kind, and_(FeedRow.kind == kind, FeedRow.id > UUID(last_id)))
            query = query.where(or_(FeedRow.version > version, and_(same, after)))
        if bootstrap:
            query = query.where(FeedRow.gone.is_(False))
        ordered = query.order_by(FeedRow.version, FeedRow.kind, FeedRow.id)
        return list(self._session.execute(ordered.limit(limit)))

    def _add(self, feed: str, rows: list[Any], *, fresh: bool) -> None:
        wanted: dict[str, list[UUID]] = defaultdict(list)
        for row in rows:
            if not row.gone:
                wanted[row.kind].append(row.id)
        loaded = {(kind, key): it for kind, ids in wanted.items() for key, it in self._load(kind, ids)}
        for row in rows:
            there = None if row.gone else loaded.get((row.kind, row.id))
            if there is None:
                self._found.ops.append(["leave", feed, row.kind, str(row.id)])
                continue
            self._found.ops.append(["put", feed, row.kind, to_plain(there)])
            if isinstance(there, Conversation):
                (self._found.fresh if fresh else self._found.changed).append(there)

    def _load(self, kind: str, ids: list[UUID]) -> Iterable[tuple[UUID, Any]]:
        model: Any = KINDS[kind]
        key = model.entry_id if kind == "delivery" else model.id
        for start in range(0, len(ids), _IDS):
            some = ids[start : start + _IDS]
            for row in self._session.scalars(select(model).where(model.ws == self._ws, key.in_(some))):
                yield row_id(row), row

    def _versions(self, model: type[FeedHead] | type[FeedFloor]) -> dict[str, int]:
        query = select(model.feed, model.version).where(model.ws == self._ws, model.feed.in_(self._granted))
        return dict(self._session.execute(query).all())


def _reached(have: int | None, page: Page | None) -> int | None:
    """Up to where no tombstone is needed; a bootstrap needs none up to the head its first page fixed."""
    if page is None:
        return have
    head, version, _, _ = page
    return head if have is None else version - 1
