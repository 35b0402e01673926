"""Log entries for desks: a few beside a pull, and whole slices on request."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Integer, bindparam, select
from sqlalchemy.orm import Session

from app.model.conversation import Conversation, LogEntry
from app.model.sync import FeedRow
from app.protocol.pull import LogsAnswer, LogSlice, LogsRequest
from app.protocol.row import columns_of, plain_values
from app.protocol.wire import encode
from app.server.auth.token import Bearer
from app.server.db import Database
from app.server.feed.grants import granted
from app.server.ready import Ask, Ready, ask
from app.server.sync.client import seen_device

INLINE_ENTRIES = 50
INLINE_RECENT = 10
INLINE_BYTES = 262_144
"""Beside a pull: whole logs of up to 50 entries on a bootstrap, the last ten after a change, 256 KiB in all."""

ANSWER_BYTES = 1_048_576
"""One answer to a request for logs; the rest is asked for again."""

MAX_ENTRIES = 1_000
_TOGETHER = 50


_ENTRY = columns_of(LogEntry)
_TALK_AT = [column.key for column in _ENTRY].index("conversation_id")
_LAST = 2**31 - 1
"""No log is longer: what its column holds."""

_WS: Any = bindparam("ws")
_IDS: Any = bindparam("ids", expanding=True)
_NEWEST = Ready(
    select(*_ENTRY)
    .join(Conversation, (Conversation.ws == LogEntry.ws) & (Conversation.id == LogEntry.conversation_id))
    .where(
        LogEntry.ws == _WS,
        LogEntry.conversation_id.in_(_IDS),
        LogEntry.seq > Conversation.log_head - bindparam("newest", type_=Integer),
    )
    .order_by(LogEntry.conversation_id, LogEntry.seq),
    _ENTRY,
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


def inline_logs(session: Session, ws: UUID, fresh: list[Talk], changed: list[Talk]) -> dict[UUID, LogSlice]:
    """Slices that end at each conversation's ``log_head``; an optimisation, desks find and fill gaps themselves."""
    found: dict[UUID, LogSlice] = {}
    left = INLINE_BYTES
    small = [it for it in fresh if it.log_head <= INLINE_ENTRIES]
    for some, newest in ((small, INLINE_ENTRIES), (changed, INLINE_RECENT)):
        for start in range(0, len(some), _TOGETHER):
            if left <= 0:
                return found
            ids = [it.id for it in some[start : start + _TOGETHER] if it.id not in found]
            entries = _entries(session.connection(), ws, ids, newest)
            for conversation_id, these in entries.items():
                left -= len(encode(these))
                if left > 0:
                    found[conversation_id] = LogSlice(from_seq=these[0]["seq"], entries=these)
    return found


def _entries(connection: Connection, ws: UUID, ids: list[UUID], newest: int) -> dict[UUID, list[dict[str, Any]]]:
    if not ids:
        return {}
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for entry in ask(connection, [Ask(_NEWEST, {"ws": ws, "ids": ids, "newest": newest})])[0]:
        found[entry[_TALK_AT]].append(plain_values(LogEntry, entry))
    return found


def visible(connection: Connection, ws: UUID, feeds: frozenset[str], ids: Iterable[UUID]) -> set[UUID]:
    """Those of the conversations that are in one of ``feeds`` now."""
    values = {"ws": ws, "ids": list(ids), "feeds": list(feeds)}
    if not values["ids"] or not feeds:
        return set()
    return {key for (key,) in ask(connection, [Ask(_VISIBLE, values)])[0]}


class LogReader:
    """Answers requests for slices of logs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answer(self, who: Bearer, request: LogsRequest) -> LogsAnswer:
        """The slices of granted conversations, up to ``ANSWER_BYTES``. Raises ``Denied``: 403."""
        with self._database.read() as session:
            seen_device(session, who, request.client)
            feeds = granted(session, who.ws, who.user_id)
            connection = session.connection()
            open_to = visible(connection, who.ws, feeds, request.wanted)
            logs: dict[UUID, LogSlice] = {}
            more: list[UUID] = []
            left = ANSWER_BYTES
            for conversation_id, (first, last) in request.wanted.items():
                if conversation_id not in open_to:
                    continue
                if left <= 0:
                    more.append(conversation_id)
                    continue
                entries, whole = self._slice(connection, who.ws, conversation_id, (first, last), left)
                left -= sum(len(encode(it)) for it in entries)
                logs[conversation_id] = LogSlice(from_seq=first, entries=entries)
                if not whole:
                    more.append(conversation_id)
        return LogsAnswer(logs=logs, more=more)

    def _slice(
        self, connection: Connection, ws: UUID, conversation_id: UUID, span: tuple[int, int | None], left: int
    ) -> tuple[list[dict[str, Any]], bool]:
        """Entries of the span as far as the bytes go (at least one), and whether that is all of it."""
        values = {"ws": ws, "talk": conversation_id, "first": span[0], "last": _LAST if span[1] is None else span[1]}
        found: list[dict[str, Any]] = []
        for entry in ask(connection, [Ask(_SLICE, values)])[0]:
            if found and (left <= 0 or len(found) == MAX_ENTRIES):
                return found, False
            found.append(plain_values(LogEntry, entry))
            left -= len(encode(found[-1]))
        return found, True
