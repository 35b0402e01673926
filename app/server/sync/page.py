"""One page of changes: which feed rows since a cursor, in the order of versions, up to a number of rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Integer, and_, bindparam, or_, select

from app.domain.feed import WORKSPACE
from app.model.replicated import KINDS
from app.model.sync import FeedRow
from app.protocol.cursor import Cursor
from app.server.ready import Ask, Ready, Row
from app.server.snapshot import Reading, Wanted
from app.server.sync.client import Standing
from app.server.sync.logs import TOGETHER, Talk, young_entries
from app.server.sync.wire_value import mapped_columns, on_the_wire, wire_row

Page = tuple[int, int, str, str]
_IDS = 500


_WS: BindParameter[UUID] = bindparam("ws")


class _At(NamedTuple):
    """A row's place in a feed."""

    version: int
    kind: str
    id: UUID
    gone: bool


class _Place(NamedTuple):
    """A row of a page. ``fresh``: it comes with the feed's bootstrap."""

    feed: str
    row: _At
    fresh: bool


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
    """What a page holds.

    ``fresh``: conversations of a feed's bootstrap, ``changed``: those of later changes, ``young``: entries of the
    first ``TOGETHER`` of these.
    """

    feeds: dict[str, int] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    ops: list[list[Any]] = field(default_factory=list)
    more: bool = False
    fresh: dict[UUID, Talk] = field(default_factory=dict)
    changed: dict[UUID, Talk] = field(default_factory=dict)
    young: list[Row] = field(default_factory=list)


class PageReader:
    """Collects one page. ``since``: the age of entries that may be new to the desk."""

    def __init__(self, ws: UUID, standing: Standing, max_rows: int, since: datetime) -> None:
        self._ws = ws
        self._heads = standing.heads
        self._floors = standing.floors
        self._max_rows = self._left = max_rows
        self._since = since
        self._found = Found()
        self._ahead: dict[str, list[_At]] = {}
        self._places: list[_Place] = []

    def read(
        self, cursor: Cursor, beside: Sequence[Ask] = (), *, short: int | None = None
    ) -> Reading[tuple[Found, list[list[Row]]] | None]:
        """Everything between ``cursor`` and the heads of its snapshot, as far as ``max_rows`` goes; and ``beside``.

        None: these are more than ``short`` rows, or a feed comes from its beginning.
        """
        for feed in sorted((cursor.feeds.keys() | cursor.pages.keys()) - self._heads.keys()):
            self._found.ops.append(["drop", feed])
        begun = {feed: self._begun(cursor, feed) for feed in sorted(self._heads, key=lambda it: (it != WORKSPACE, it))}
        if short is not None and any(have is None or page for have, page in begun.values()):
            return None
        told = yield from self._look_ahead(begun, beside, self._max_rows if short is None else short)
        if short is not None and sum(map(len, self._ahead.values())) > short:
            return None
        for feed, (have, page) in begun.items():
            yield from self._feed(feed, have, page, self._heads[feed])
        yield from self._put()
        return self._found, told

    def _begun(self, cursor: Cursor, feed: str) -> tuple[int | None, Page | None]:
        """Where to go on in a feed; from its beginning when tombstones the desk has not seen were deleted."""
        have, page = cursor.feeds.get(feed), cursor.pages.get(feed)
        reached = _reached(have, page)
        if reached is not None and reached < self._floors[feed]:
            self._found.ops.append(["drop", feed])
            return None, None
        return have, page

    def _look_ahead(
        self, begun: Mapping[str, tuple[int | None, Page | None]], beside: Sequence[Ask], most: int
    ) -> Reading[list[list[Row]]]:
        """Read the changes of all feeds that are known to the desk in one round trip, with what else is asked."""
        heads = self._heads
        moved = {
            feed: have
            for feed, (have, page) in begun.items()
            if page is None and have is not None and heads[feed] > have
        }
        asks = [self._ask(feed, (heads[feed], have + 1, "", ""), most + 1) for feed, have in moved.items()]
        told = yield Wanted([*beside, *asks])
        self._ahead = {feed: _ats(rows) for feed, rows in zip(moved, told[len(beside) :], strict=True)}
        return told[: len(beside)]

    def _feed(self, feed: str, have: int | None, page: Page | None, head: int) -> Reading[None]:
        """Bootstrap up to the head that its first page fixed, then the changes after it."""
        found = self._found
        if have is None:
            start = page or (head, 0, "", "")
            have = yield from self._scan(feed, start, bootstrap=True)
            if have is None:
                return
            page = None
        found.feeds[feed] = have
        if head > have or page is not None:
            start = page or (head, have + 1, "", "")
            reached = yield from self._scan(feed, start, bootstrap=False)
            if reached is not None:
                found.feeds[feed] = reached
                found.more = found.more or reached < head

    def _scan(self, feed: str, start: Page, *, bootstrap: bool) -> Reading[int | None]:
        """Add rows after ``start`` up to its fixed head; the head when all are in, None when the page is full."""
        head, version, kind, last_id = start
        if head == 0:
            return 0
        limit = max(self._left, 0)
        rows = self._ahead.pop(feed, None)
        if rows is None:
            rows = _ats((yield Wanted([self._ask(feed, start, limit + 1, bootstrap=bootstrap)]))[0])
        full = len(rows) > limit
        rows = rows[:limit]
        self._left -= len(rows)
        self._places += [_Place(feed, row, bootstrap) for row in rows]
        if not full:
            return head
        if rows:
            version, kind, last_id = rows[-1].version, rows[-1].kind, str(rows[-1].id)
        self._found.pages[feed] = (head, version, kind, last_id)
        self._found.more = True
        return None

    def _ask(self, feed: str, start: Page, limit: int, *, bootstrap: bool = False) -> Ask:
        head, version, kind, last_id = start
        values: dict[str, Any] = {"ws": self._ws, "feed": feed, "version": version, "head": head, "limit": limit}
        if kind:
            values |= {"kind": kind, "id": UUID(last_id)}
        return Ask(_places(within=bool(kind), bootstrap=bootstrap), values)

    def _put(self) -> Reading[None]:
        """Say of every row what it is now, in the order of the feeds."""
        loaded = yield from self._load()
        for feed, row, fresh in self._places:
            key = str(row.id)
            there = None if row.gone else loaded.get((row.kind, key))
            if there is None:
                self._found.ops.append(["leave", feed, row.kind, key])
                continue
            kind = _kind(row.kind)
            self._found.ops.append(["put", feed, row.kind, wire_row(kind.model, there)])
            if row.kind == "conversation":
                talks = self._found.fresh if fresh else self._found.changed
                talks[row.id] = Talk(row.id, there[kind.log_head_at])

    def _load(self) -> Reading[dict[tuple[str, str], Row]]:
        """Values of all rows by kind and id, and young entries; on PostgreSQL in one round trip, the last if it can."""
        wanted: dict[str, dict[UUID, None]] = defaultdict(dict)
        for place in self._places:
            if not place.row.gone:
                wanted[place.row.kind][place.row.id] = None
        parts = [(kind, list(ids)[at : at + _IDS]) for kind, ids in wanted.items() for at in range(0, len(ids), _IDS)]
        asks = [Ask(_kind(kind).rows, {"ws": self._ws, "ids": ids}) for kind, ids in parts]
        talks = [it for it in self._places if it.row.kind == "conversation" and not it.row.gone]
        changed = list(dict.fromkeys(it.row.id for it in talks if not it.fresh))
        if changed:
            asks.append(young_entries(self._ws, changed[:TOGETHER], self._since))
        is_all = len(changed) <= TOGETHER and not any(it.fresh for it in talks)
        answers = yield Wanted(asks, is_all)
        if changed:
            self._found.young = answers.pop()
        read = zip(parts, answers, strict=True)
        return {(kind, str(row[_kind(kind).id_at])): row for (kind, _), rows in read for row in rows}


def _ats(rows: list[Row]) -> list[_At]:
    return [_At(*row) for row in rows]


def _reached(have: int | None, page: Page | None) -> int | None:
    """Up to where no tombstone is needed; a bootstrap needs none up to the head its first page fixed."""
    if page is None:
        return have
    head, version, _, _ = page
    return head if have is None else version - 1
