"""Log entries for desks: a few beside a pull, and whole slices on request."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, bindparam, select

from app.model.conversation import Conversation, LogEntry
from app.model.sync import FeedRow
from app.protocol.pull import LogsAnswer, LogSlice, LogsRequest
from app.protocol.wire import encode, written
from app.server.auth.token import Bearer
from app.server.db import Database
from app.server.ready import Ask, Ready, Row
from app.server.snapshot import Reading, Snapshot, Wanted, snapshot
from app.server.sync.client import standing_of
from app.server.sync.wire_value import mapped_columns, on_the_wire, wire_row

INLINE_ENTRIES = 50
INLINE_RECENT = 10
INLINE_BYTES = 262_144
"""Beside a pull: whole logs of up to 50 entries on a bootstrap, the last ten after a change, 256 KiB in all."""

EVER = datetime(1970, 1, 1, tzinfo=UTC)

ANSWER_BYTES = 1_048_576
"""One answer to a request for logs; the rest is asked for again."""

MAX_ENTRIES = 1_000
TOGETHER = 50
_SLICES = 8
"""Slices read together; what of them goes beyond ``ANSWER_BYTES`` is read in vain."""


_ENTRY = mapped_columns(LogEntry)
_TALK_AT, _SEQ_AT = ([column.key for column in _ENTRY].index(it) for it in ("conversation_id", "seq"))
_LAST = 2**31 - 1
"""No log is longer: what its column holds."""

_WS: Any = bindparam("ws")
_IDS: Any = bindparam("ids", expanding=True)
_NEWEST = Ready(
    select(*_ENTRY)
    .join(Conversation, (Conversation.ws == LogEntry.ws) & (Conversation.id == LogEntry.conversation_id))
    .where(
        LogEntry.ws == _WS,
        Conversation.id.in_(_IDS),
        LogEntry.seq > Conversation.log_head - bindparam("newest", type_=Integer),
        LogEntry.at >= bindparam("since"),
    )
    .order_by(LogEntry.conversation_id, LogEntry.seq),
    _ENTRY,
    reads=on_the_wire,
)
_SLICE = Ready(
    select(*_ENTRY)
    .where(
        LogEntry.ws == _WS,
        LogEntry.conversation_id == bindparam("talk"),
        LogEntry.seq >= bindparam("first"),
        LogEntry.seq <= bindparam("last"),
    )
    .order_by(LogEntry.seq)
    .limit(MAX_ENTRIES + 1),
    _ENTRY,
    reads=on_the_wire,
)
_VISIBLE = Ready(
    select(FeedRow.id).where(
        FeedRow.ws == _WS,
        FeedRow.kind == "conversation",
        FeedRow.id.in_(_IDS),
        FeedRow.feed.in_(bindparam("feeds", expanding=True)),
        FeedRow.gone.is_(False),
    )
)


class Talk(NamedTuple):
    """A conversation whose log may go beside a pull."""

    id: UUID
    log_head: int


def young_entries(ws: UUID, talks: Sequence[UUID], since: datetime) -> Ask:
    """What asks for the last entries of changed conversations, as young as ``since``: the desk has the others."""
    return Ask(_NEWEST, {"ws": ws, "ids": talks, "newest": INLINE_RECENT, "since": since})


def inline_logs(
    ws: UUID, fresh: Sequence[Talk], changed: Sequence[Talk], since: datetime, young: Sequence[Row]
) -> Reading[dict[UUID, LogSlice]]:
    """Slices that end at each conversation's ``log_head``; an optimisation, desks find and fill gaps themselves.

    Whole logs of the ``fresh``; of the first ``TOGETHER`` that ``changed`` what ``young_entries`` found.
    """
    found: dict[UUID, LogSlice] = {}
    left = INLINE_BYTES
    small = [it for it in fresh if it.log_head <= INLINE_ENTRIES]
    for start in range(0, len(small), TOGETHER):
        some = small[start : start + TOGETHER]
        values = {"ws": ws, "ids": [it.id for it in some], "newest": INLINE_ENTRIES, "since": EVER}
        left = _add(found, left, some, (yield Wanted([Ask(_NEWEST, values)]))[0]) if left > 0 else 0
    for start in range(0, len(changed), TOGETHER):
        some = [it for it in changed[start : start + TOGETHER] if it.id not in found]
        if some and left > 0:
            rows = (yield Wanted([young_entries(ws, [it.id for it in some], since)]))[0] if start else young
            left = _add(found, left, some, rows)
    return found


def _add(found: dict[UUID, LogSlice], left: int, some: Iterable[Talk], rows: Sequence[Row]) -> int:
    """Add the entries of each conversation that has any, as far as the bytes go; how many are left."""
    talks = {str(it.id): it for it in some}
    for key, group in groupby(rows, itemgetter(_TALK_AT)):
        talk, entries = talks.get(str(key)), list(group)
        if talk is None:
            continue
        unbroken = [it for at, it in enumerate(reversed(entries)) if it[_SEQ_AT] == talk.log_head - at][::-1]
        encoded = [_encoded(it) for it in unbroken]
        left -= sum(map(len, encoded))
        if encoded and left > 0:
            found[talk.id] = LogSlice(from_seq=unbroken[0][_SEQ_AT], entries=[written(it) for it in encoded])
    return left


def _encoded(entry: Row) -> bytes:
    return encode(wire_row(LogEntry, entry))


def _visible(view: Snapshot, ws: UUID, feeds: frozenset[str], ids: Iterable[UUID]) -> set[UUID]:
    """Those of the conversations that are in one of ``feeds`` now."""
    values = {"ws": ws, "ids": list(ids), "feeds": list(feeds)}
    if not values["ids"] or not feeds:
        return set()
    return {key for (key,) in view.ask([Ask(_VISIBLE, values)])[0]}


class LogReader:
    """Answers requests for slices of logs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answer(self, who: Bearer, request: LogsRequest) -> LogsAnswer:
        """The slices of granted conversations, up to ``ANSWER_BYTES``. Raises ``Denied``: 403."""
        with snapshot(self._database) as view:
            feeds = standing_of(view, who, request.client).feeds
            open_to = _visible(view, who.ws, feeds, request.wanted)
            logs: dict[UUID, LogSlice] = {}
            more: list[UUID] = []
            left = ANSWER_BYTES
            spans = [(it, span) for it, span in request.wanted.items() if it in open_to]
            for some in (spans[at : at + _SLICES] for at in range(0, len(spans), _SLICES)):
                if left <= 0:
                    more += [it for it, _ in some]
                    continue
                asks = [Ask(_SLICE, {"ws": who.ws, "talk": it, **_bounds(span)}) for it, span in some]
                for (conversation_id, span), rows in zip(some, view.ask(asks), strict=True):
                    entries = _as_far_as(rows, left)
                    left -= sum(map(len, entries))
                    logs[conversation_id] = LogSlice(from_seq=span[0], entries=[written(it) for it in entries])
                    if len(entries) < len(rows):
                        more.append(conversation_id)
        return LogsAnswer(logs=logs, more=more)


def _bounds(span: tuple[int, int | None]) -> dict[str, int]:
    first, last = span
    return {"first": _in_log(first), "last": _LAST if last is None else _in_log(last)}


def _in_log(seq: int) -> int:
    return max(0, min(seq, _LAST))


def _as_far_as(rows: list[Row], left: int) -> list[bytes]:
    """Encoded entries as far as the bytes go, at least one."""
    found: list[bytes] = []
    for row in rows[:MAX_ENTRIES]:
        if found and left <= 0:
            break
        found.append(_encoded(row))
        left -= len(found[-1])
    return found
