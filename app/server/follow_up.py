"""Conversations that were put aside come back by themselves: one effect for each time that was set."""

from datetime import UTC, datetime
from uuid import UUID

from app.commands.base import SYSTEM
from app.commands.follow_up import FollowUp, wake
from app.model.conversation import Conversation
from app.model.sync import Effect
from app.server.after import after
from app.server.parts import Parts
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

WAKE = "wake"
"""Kind of the effect."""


@after("follow_up", 1)
def follow_up_after(cmd: FollowUp, tx: ServerTx) -> None:
    """Let it come back; a time that was changed since wakes nothing."""
    if cmd.until is not None:
        payload = {"conversation_id": str(cmd.conversation_id), "until": cmd.until.isoformat()}
        until = cmd.until.astimezone(UTC).isoformat()
        key = f"{WAKE}:{cmd.conversation_id}:{until}"  # two desks may have chosen the same time
        tx.effect(WAKE, key=key, payload=payload, not_before=cmd.until)


def connect(parts: Parts) -> None:
    """Add the handler of the effect."""
    parts.handlers[WAKE] = Waker(parts.uow)


class Waker:
    """Wakes one conversation; twice is once."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def __call__(self, effect: Effect) -> None:
        """It is time, unless somebody set another one or answered."""
        conversation_id = UUID(effect.payload["conversation_id"])
        until = datetime.fromisoformat(effect.payload["until"])
        self._uow.run(effect.ws, SYSTEM, lambda tx: _wake(tx, conversation_id, until, effect.id))


def _wake(tx: ServerTx, conversation_id: UUID, until: datetime, entry_id: UUID) -> None:
    tx.lock_conversations([conversation_id])
    conversation = tx.find(Conversation, conversation_id)
    if conversation is not None:
        wake(conversation, until, entry_id, tx)
