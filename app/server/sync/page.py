"""One page of changes: which feed rows since a cursor, in the order of versions, up to a number of rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.domain.feed import WORKSPACE
from app.model.replicated import KINDS
from app.model.sync import FeedFloor, FeedHead, FeedRow
from app.protocol.cursor import Cursor
from app.protocol.row import columns_of, plain_values
from app.server.sync.logs import Talk

Page = tuple[int, int, str, str]
_IDS = 500


# Statements are made once: building them costs more than running them.
_WS: BindParameter[UUID] = bindparam("ws")
_FEEDS: BindParameter[str] = bindparam("feeds", expanding=True)
_HEADS = select(FeedHead.feed, FeedHead.version).where(FeedHead.ws == _WS, FeedHead.feed.in_(_FEEDS))
_FLOORS = select(FeedFloor.feed, FeedFloor.version).where(FeedFloor.ws == _WS, FeedFloor.feed.in_(_FEEDS))


@cache
def _by_id(kind: str) -> Select[Any]:
    """Values of rows of a kind; objects are never made of them."""
    model: Any = KINDS[kind]
    key = model.entry_id if kind == "delivery" else model.id
    return select(*columns_of(model)).where(model.ws == _WS, key.in_(bindparam("ids", expanding=True)))


@dataclass(slots=True)
class Found:
    """What a page holds. ``fresh``: conversations of a feed's bootstrap, ``changed``: those of later changes."""

    feeds: dict[str, int] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    ops: list[list[Any]] = field(default_factory=list)
    more: bool = False
    fresh: list[Talk] = field(default_factory=list)
    changed: list[Talk] = field(default_factory=list)


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
        heads = self._versions(_HEADS)  # first: only feeds whose head moved are looked at
        floors = self._versions(_FLOORS)
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
            self._found.ops.append(["put", feed, row.kind, plain_values(KINDS[row.kind], there)])
            if row.kind == "conversation":
                (self._found.fresh if fresh else self._found.changed).append(Talk(row.id, there.log_head))

    def _load(self, kind: str, ids: list[UUID]) -> Iterable[tuple[UUID, Any]]:
        for start in range(0, len(ids), _IDS):
            some = {"ws": self._ws, "ids": ids[start : start + _IDS]}
            for row in self._session.execute(_by_id(kind), some):
                yield (row.entry_id if kind == "delivery" else row.id), row

    def _versions(self, query: Select[str, int]) -> dict[str, int]:
        found = self._session.execute(query, {"ws": self._ws, "feeds": sorted(self._granted)})
        return {row.feed: row.version for row in found}


def _reached(have: int | None, page: Page | None) -> int | None:
    """Up to where no tombstone is needed; a bootstrap needs none up to the head its first page fixed."""
    if page is None:
        return have
    head, version, _, _ = page
    return head if have is None else version - 1
