"""How soon visitors of a chat page were answered lately, from what was really written."""

import threading
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.usual_wait import usual_wait
from app.model.conversation import Conversation, LogEntry
from app.model.workspace import Inbox
from app.server.clock import Clock
from app.server.db import Database

LOOK_BACK = timedelta(days=14)
CONVERSATIONS = 50
RECENT = 1_000
"""Of so many of the workspace's newest conversations those of the page are taken: the question stays small."""

KEPT_S = 60.0


class Pace:
    """The usual wait of each chat page, worked out at most once a minute. Safe from any thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[UUID, tuple[float, int | None]] = {}

    def usual_wait_s(self, inbox: Inbox) -> int | None:
        """Median seconds to the first answer of a person; None when too few were answered to say anything."""
        now = self._clock.monotonic()
        with self._lock:
            until, wait_s = self._known.get(inbox.id, (0.0, None))
        if until > now:
            return wait_s
        with self._database.read() as session:
            wait = usual_wait(self._waits(session, inbox))
        wait_s = None if wait is None else int(wait.total_seconds())
        with self._lock:
            self._known[inbox.id] = (now + KEPT_S, wait_s)
        return wait_s

    def _waits(self, session: Session, inbox: Inbox) -> list[timedelta]:
        newest = select(func.max(Conversation.number)).where(Conversation.ws == inbox.ws).scalar_subquery()
        answered = (LogEntry.ws == Conversation.ws) & (LogEntry.conversation_id == Conversation.id)
        answered &= (LogEntry.kind == EntryKind.MESSAGE_OUT) & (LogEntry.author_kind == AuthorKind.USER)
        query = select(Conversation.created_at, func.min(LogEntry.at)).join(LogEntry, answered)
        query = query.where(
            Conversation.ws == inbox.ws,
            Conversation.number > newest - RECENT,
            Conversation.inbox_id == inbox.id,
            Conversation.channel == Channel.CHAT,
            Conversation.created_at > self._clock.now() - LOOK_BACK,
        )
        query = query.group_by(Conversation.id, Conversation.number, Conversation.created_at)
        rows = session.execute(query.order_by(Conversation.number.desc()).limit(CONVERSATIONS))
        return [first - opened for opened, first in rows if first >= opened]
