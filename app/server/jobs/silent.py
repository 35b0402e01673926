"""Live chats of a desk that fell silent go back to the queue: a visitor who waits does not wait for a closed lid."""

import logging
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.commands.base import SYSTEM, Refused
from app.commands.conversation import AssignConversation, assign
from app.domain.channel import Channel
from app.domain.status import Status
from app.domain.why import Why, with_reasons
from app.model.conversation import Conversation, LogEntry
from app.model.presence import DeskSeen
from app.server.clock import Clock
from app.server.db import Database
from app.server.log import event
from app.server.presence.book import SILENT, forget_old
from app.server.rounds import Rounds
from app.server.unit_of_work import ServerTx, UnitOfWork

LOOK_S = 5.0
LIVE = timedelta(minutes=30)
"""A chat whose visitor wrote that lately is live; an older one is answered like a letter."""

_log = logging.getLogger("deskhand.silent")

Lost = tuple[UUID, UUID, UUID]
"""Workspace, conversation, and whose it was."""


class SilentDesks(Rounds):
    """Looks every few seconds. Only chats whose visitor waits for an answer; the assignment is compared, so that two
    workers, or a desk that comes back in the same moment, do no harm. A user whose desk never told anything keeps all.
    """

    def __init__(self, database: Database, uow: UnitOfWork, clock: Clock) -> None:
        super().__init__("silent", LOOK_S, _log, "silent_failed")
        self._database = database
        self._uow = uow
        self._clock = clock

    def go_round(self) -> None:
        """Give back what nobody is there to answer."""
        for lost in self._lost():
            if self._uow.run(lost[0], SYSTEM, lambda tx, lost=lost: _give_back(tx, lost)):  # type: ignore[misc]
                event(_log, "chat_given_back", conversation=str(lost[1]), user=str(lost[2]))
        self._uow.note(lambda session: forget_old(session, self._clock.now()))

    def _lost(self) -> list[Lost]:
        now = self._clock.now()
        query = (
            select(Conversation.ws, Conversation.id, DeskSeen.user_id)
            .join(DeskSeen, (DeskSeen.ws == Conversation.ws) & (DeskSeen.user_id == Conversation.assignee_id))
            .where(
                DeskSeen.at < now - SILENT,
                Conversation.channel == Channel.CHAT,
                Conversation.status.in_([Status.NEW, Status.OPEN]),
                Conversation.waiting_since.is_not(None),
                Conversation.last_message_at > now - LIVE,
            )
        )
        with self._database.read() as session:
            return [(row[0], row[1], row[2]) for row in session.execute(query)]


def _give_back(tx: ServerTx, lost: Lost) -> bool:
    """Whether it went back; False when somebody else has it, or it was answered, by now."""
    _, conversation_id, user_id = lost
    try:
        if tx.get(Conversation, conversation_id).waiting_since is None:
            return False
        entry_id = tx.mint()
        assign(AssignConversation(conversation_id, entry_id, None, user_id), tx)
    except Refused:
        return False
    entry, seen = tx.find(LogEntry, entry_id), tx.session.get(DeskSeen, (tx.ws, user_id))
    if entry is not None:
        seen_at = "" if seen is None else f"{seen.at:%Y-%m-%d %H:%M:%S}"
        silent_s = int(SILENT.total_seconds())
        why = Why("the desk fell silent", "desk.silent", user=user_id, seconds=silent_s, seen_at=seen_at)
        entry.payload = with_reasons(entry.payload, why)
    return True
