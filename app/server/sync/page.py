"""One page of changes: which feed rows since a cursor, in the order of versions, up to a number of rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Integer, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.domain.feed import WORKSPACE
from app.model.replicated import KINDS
from app.model.sync import FeedFloor, FeedHead, FeedRow
from app.protocol.cursor import Cursor
from app.server.ready import Ask, Ready, Row
from app.server.ready import ask as asked
from app.server.sync.logs import Talk
from app.server.sync.wire_value import mapped_columns, on_the_wire, wire_row

Page = tuple[int, int, str, str]
_IDS = 500


_WS: BindParameter[UUID] = bindparam("ws")
_FEEDS: BindParameter[str] = bindparam("feeds", expanding=True)
_HEADS = Ready(select(FeedHead.feed, FeedHead.version).where(FeedHead.ws == _WS, FeedHead.feed.in_(_FEEDS)))
_FLOORS = Ready(select(FeedFloor.feed, FeedFloor.version).where(FeedFloor.ws == _WS, FeedFloor.feed.in_(_FEEDS)))


class _At(NamedTuple):
    """A row's place in a feed."""

    version: int
    kind: str
    id: UUID
    gone: bool


@cache
def _places(*, within: bool, bootstrap: bool) -> Ready:
    """Places in a feed up to a head. ``within``: after a row of the first version; ``bootstrap``: none that is gone."""
    query = select(FeedRow.version, FeedRow.kind, FeedRow.id, FeedRow.gone).where(
        FeedRow.ws == _WS, FeedRow.feed == bindparam("feed"),
        FeedRow.version >= bindparam("version"), FeedRow.version <= bindparam("head"),
    )  # fmt: skip
    if within:
        same = and_(FeedRow.version == bindparam("version"), FeedRow.kind == bindparam("kind"))
        later = and_(FeedRow.version == bindparam("version"), FeedRow.kind > bindparam("kind"))
        after = and_(same, FeedRow.id > bindparam("id"))
        query = query.where(or_(FeedRow.version > bindparam("version"), later, after))
    if bootstrap:
        query = query.where(FeedRow.gone.is_(False))
    ordered = query.order_by(FeedRow.version, FeedRow.kind, FeedRow.id)
    return Ready(ordered.limit(bindparam("limit", type_=Integer)))


@dataclass(frozen=True, slots=True)
class _Kind:
    """How rows of a kind are read: values of the wire, never objects; and where id and log head are among them."""

    model: Any
    rows: Ready
    id_at: int
    log_head_at: int


@cache
def _kind(name: str) -> _Kind:
    model: Any = KINDS[name]
    columns = mapped_columns(model)
    names = [column.key for column in columns]
    key = "entry_id" if name == "delivery" else "id"
    query = select(*columns).where(model.ws == _WS, columns[names.index(key)].in_(bindparam("ids", expanding=True)))
    return _Kind(
        model,
        Ready(query, columns, reads=on_the_wire),
        names.index(key),
        names.index("log_head") if "log_head" in names else -1,
    )


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
        self._connection = session.connection()
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

    def _rows(self, feed: str, start: Page, limit: int, *, bootstrap: bool) -> list[_At]:
        head, version, kind, last_id = start
        values: dict[str, Any] = {"ws": self._ws, "feed": feed, "version": version, "head": head, "limit": limit}
        if kind:
            values |= {"kind": kind, "id": UUID(last_id)}
        ready = _places(within=bool(kind), bootstrap=bootstrap)
        return [_At(*row) for row in asked(self._connection, [Ask(ready, values)])[0]]

    def _add(self, feed: str, rows: list[_At], *, fresh: bool) -> None:
        wanted: dict[str, list[UUID]] = defaultdict(list)
        for row in rows:
            if not row.gone:
                wanted[row.kind].append(row.id)
        loaded = self._load(wanted)
        for row in rows:
            key = str(row.id)
            there = None if row.gone else loaded.get((row.kind, key))
            if there is None:
                self._found.ops.append(["leave", feed, row.kind, key])
                continue
            kind = _kind(row.kind)
            self._found.ops.append(["put", feed, row.kind, wire_row(kind.model, there)])
            if row.kind == "conversation":
                talk = Talk(row.id, there[kind.log_head_at])
                (self._found.fresh if fresh else self._found.changed).append(talk)

    def _load(self, wanted: dict[str, list[UUID]]) -> dict[tuple[str, str], Row]:
        """Values of all rows by kind and id; on PostgreSQL in one round trip."""
        parts = [(kind, ids[at : at + _IDS]) for kind, ids in wanted.items() for at in range(0, len(ids), _IDS)]
        asks = [Ask(_kind(kind).rows, {"ws": self._ws, "ids": ids}) for kind, ids in parts]
        answers = zip(parts, asked(self._connection, asks), strict=True)
        return {(kind, row[_kind(kind).id_at]): row for (kind, _), rows in answers for row in rows}

    def _versions(self, query: Ready) -> dict[str, int]:
        if not self._granted:
            return {}
        values = {"ws": self._ws, "feeds": sorted(self._granted)}
        return dict(asked(self._connection, [Ask(query, values)])[0])


def _reached(have: int | None, page: Page | None) -> int | None:
    """Up to where no tombstone is needed; a bootstrap needs none up to the head its first page fixed."""
    if page is None:
        return have
    head, version, _, _ = page
    return head if have is None else version - 1
