"""Commands about files of messages."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.delivery import AWAITING_UPLOAD, LOST_FILES, DeliveryState
from app.model.conversation import Delivery, LogEntry


@dataclass(frozen=True, slots=True)
class GiveUpFile:
    """A file named in a message of one's own will never reach the server; ``reason`` is one of ``LOST_FILES``."""

    conversation_id: UUID
    entry_id: UUID
    reason: str


@handles("give_up_file", 1)
def give_up_file(cmd: GiveUpFile, tx: Tx) -> None:
    """Fail the delivery of the message, unless it has left or failed before. A second run changes nothing.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``rejected/invalid``: there is no such reason; ``rejected/forbidden``: somebody else wrote it.
    """
    tx.require(cmd.reason in LOST_FILES, "rejected", "invalid", field="reason")
    entry, delivery = tx.find(LogEntry, cmd.entry_id), tx.find(Delivery, cmd.entry_id)
    if entry is None or delivery is None or entry.conversation_id != cmd.conversation_id:
        return
    tx.require(entry.author_id == tx.actor.id, "rejected", "forbidden")
    if delivery.state is DeliveryState.QUEUED and delivery.reason in ("", AWAITING_UPLOAD):
        delivery.state = DeliveryState.FAILED
        delivery.reason = cmd.reason
        delivery.at = tx.now
