"""The command that puts a conversation aside until a time, and what happens when that time has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.commands.base import SYSTEM, Tx, handles
from app.commands.conversation import change_status
from app.domain.entry import EntryKind
from app.domain.status import ACTIVE, Status
from app.model.conversation import Conversation

LONGEST = timedelta(days=366)
_WAITING = frozenset({Status.WAITING_CUSTOMER, Status.ON_HOLD})


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Look at a conversation again at that time; None: it is not aside any more."""

    conversation_id: UUID
    entry_id: UUID
    until: datetime | None


@handles("follow_up", 1)
def follow_up(cmd: FollowUp, tx: Tx) -> None:
    """Put it aside; what nobody had becomes the actor's, so that nothing is aside for everybody. Clocks go on.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``rejected/status_not_allowed``: nothing is to be done there; ``rejected/invalid``: over a year away.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    if conversation.follow_up_at == cmd.until:
        return
    status = conversation.status
    tx.require(status in ACTIVE, "rejected", "status_not_allowed", status=status.value)
    if cmd.until is not None:
        tx.require(cmd.until - tx.now <= LONGEST, "rejected", "invalid", field="until")
        own(conversation, tx)
        conversation.follow_up_by_id = tx.actor.id
    conversation.follow_up_at = cmd.until
    until = None if cmd.until is None else cmd.until.isoformat()
    tx.append_log(conversation, cmd.entry_id, EntryKind.FOLLOW_UP, {"until": until})


def own(conversation: Conversation, tx: Tx) -> None:
    """What nobody had becomes the actor's, and is begun."""
    if conversation.assignee_id is None:
        conversation.assignee_id = tx.actor.id
        if conversation.status is Status.NEW:
            change_status(conversation, Status.OPEN, tx)


def wake(conversation: Conversation, until: datetime, entry_id: UUID, tx: Tx) -> bool:
    """It is time: there is something to do again, and the log says so. False: another time was set since.

    ``follow_up_at`` stays, so that it stands where it is due until somebody acts. Server only.
    """
    if conversation.follow_up_at != until:
        return False
    if conversation.status in _WAITING:
        change_status(conversation, Status.OPEN, tx)
    tx.append_log(conversation, entry_id, EntryKind.FOLLOW_UP, {"until": None, "woke": True}, SYSTEM)
    return True
