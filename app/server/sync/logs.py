"""Log entries for desks: a few beside a pull, and whole slices on request."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.model.conversation import Conversation, LogEntry
from app.model.sync import FeedRow
from app.protocol.pull import LogsAnswer, LogSlice, LogsRequest
from app.protocol.row import columns_of, plain_values
from app.protocol.wire import encode
from app.server.auth.token import Bearer
from app.server.db import Database
from app.server.feed.grants import granted
from app.server.sync.client import device_of

INLINE_ENTRIES = 50
INLINE_RECENT = 10
INLINE_BYTES = 262_144
"""Beside a pull: whole logs of up to 50 entries on a bootstrap, the last ten after a change, 256 KiB in all."""

ANSWER_BYTES = 1_048_576
"""One answer to a request for logs; the rest is asked for again."""

MAX_ENTRIES = 1_000
_TOGETHER = 50


_ENTRY = columns_of(LogEntry)


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
            entries = _entries(session, ws, ids, LogEntry.seq > Conversation.log_head - newest)
            for conversation_id, these in entries.items():
                left -= len(encode(these))
                if left > 0:
                    found[conversation_id] = LogSlice(from_seq=these[0]["seq"], entries=these)
    return found


def _entries(
    session: Session, ws: UUID, ids: list[UUID], newer: ColumnElement[bool]
) -> dict[UUID, list[dict[str, Any]]]:
    if not ids:
        return {}
    query = (
        select(*_ENTRY)
        .join(Conversation, (Conversation.ws == LogEntry.ws) & (Conversation.id == LogEntry.conversation_id))
        .where(LogEntry.ws == ws, LogEntry.conversation_id.in_(ids), newer)
        .order_by(LogEntry.conversation_id, LogEntry.seq)
    )
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for entry in session.execute(query):
        found[entry.conversation_id].append(plain_values(LogEntry, entry))
    return found


def visible(session: Session, ws: UUID, feeds: frozenset[str], ids: Iterable[UUID]) -> set[UUID]:
    """Those of the conversations that are in one of ``feeds`` now."""
    query = select(FeedRow.id).where(
        FeedRow.ws == ws,
        FeedRow.kind == "conversation",
        FeedRow.id.in_(list(ids)),
        FeedRow.feed.in_(feeds),
        FeedRow.gone.is_(False),
    )
    return set(session.scalars(query))


class LogReader:
    """Answers requests for slices of logs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answer(self, who: Bearer, request: LogsRequest) -> LogsAnswer:
        """The slices of granted conversations, up to ``ANSWER_BYTES``. Raises ``Denied``: 403."""
        with self._database.read() as session:
            device_of(session, who, request.client)
            feeds = granted(session, who.ws, who.user_id)
            open_to = visible(session, who.ws, feeds, request.wanted)
            logs: dict[UUID, LogSlice] = {}
            more: list[UUID] = []
            left = ANSWER_BYTES
            for conversation_id, (first, last) in request.wanted.items():
                if conversation_id not in open_to:
                    continue
                if left <= 0:
                    more.append(conversation_id)
                    continue
                entries, whole = self._slice(session, who.ws, conversation_id, (first, last), left)
                left -= sum(len(encode(it)) for it in entries)
                logs[conversation_id] = LogSlice(from_seq=first, entries=entries)
                if not whole:
                    more.append(conversation_id)
        return LogsAnswer(logs=logs, more=more)

    def _slice(
        self, session: Session, ws: UUID, conversation_id: UUID, span: tuple[int, int | None], left: int
    ) -> tuple[list[dict[str, Any]], bool]:
        """Entries of the span as far as the bytes go (at least one), and whether that is all of it."""
        query = select(*_ENTRY).where(
            LogEntry.ws == ws, LogEntry.conversation_id == conversation_id, LogEntry.seq >= span[0]
        )
        if span[1] is not None:
            query = query.where(LogEntry.seq <= span[1])
        found: list[dict[str, Any]] = []
        for entry in session.execute(query.order_by(LogEntry.seq).limit(MAX_ENTRIES + 1)):
            if found and (left <= 0 or len(found) == MAX_ENTRIES):
                return found, False
            found.append(plain_values(LogEntry, entry))
            left -= len(encode(found[-1]))
        return found, True
