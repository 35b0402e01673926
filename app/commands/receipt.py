"""The command that answers a customer who asked for a read receipt; nothing is ever sent without it."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from app.model.conversation import Conversation, Delivery, LogEntry
from app.model.identifier import receipt_id


@dataclass(frozen=True, slots=True)
class AnswerReceipt:
    """Send the receipt a letter asks for, or say that none is sent. ``message_id``: the entry of that letter."""

    conversation_id: UUID
    message_id: UUID
    sends: bool


@handles("answer_receipt", 1)
def answer_receipt(cmd: AnswerReceipt, tx: Tx) -> None:
    """Log the answer, and queue the receipt when it is one; the first answer to a letter counts.

    Raises:
        NotLocal: the desktop does not hold the conversation.
        Refused: ``rejected/gone``: there is no such letter there, or it asks for none.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    entry_id = receipt_id(cmd.message_id)
    if tx.find(LogEntry, entry_id) is not None:
        return
    letter = tx.find(LogEntry, cmd.message_id)
    asks = letter is not None and letter.conversation_id == conversation.id and "receipt_to" in letter.payload
    tx.require(asks and not conversation.machine, "rejected", "gone", kind="receipt")
    assert letter is not None
    payload = {"of": str(cmd.message_id), "sent": cmd.sends, "channel": Channel.EMAIL.value}
    if cmd.sends:
        payload["to"] = letter.payload["receipt_to"]
    tx.append_log(conversation, entry_id, EntryKind.RECEIPT, payload)
    if cmd.sends:
        state = DeliveryState.QUEUED
        tx.put(Delivery(entry_id=entry_id, conversation_id=conversation.id, state=state, at=tx.now))
