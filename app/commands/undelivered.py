"""Commands about messages that did not leave, or perhaps left: what a person decides about them."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.delivery import TAKEN_BACK, DeliveryState
from app.domain.entry import EntryKind
from app.model.conversation import Conversation, Delivery, LogEntry

_ENDED = (DeliveryState.FAILED, DeliveryState.UNKNOWN)
_LEAVES = (DeliveryState.QUEUED, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The text of a message that did not, or perhaps did not, leave is in an editor again; the message stays here."""

    conversation_id: UUID
    entry_id: UUID


@dataclass(frozen=True, slots=True)
class SendAgain:
    """Let a message that did not, or perhaps did not, leave go once more, as it is."""

    conversation_id: UUID
    entry_id: UUID


@handles("take_back", 1)
def take_back(cmd: TakeBack, tx: Tx) -> None:
    """Note it; whether it has perhaps left stays open. A second run changes nothing.

    Raises:
        NotLocal: the desktop does not hold the conversation.
        Refused: ``rejected/gone``: there is no such message; ``conflict/letter_left``: it leaves, or has left.
    """
    delivery = _delivery(cmd, tx)
    tx.require(delivery.state in _ENDED, "conflict", "letter_left")
    if delivery.reason != TAKEN_BACK:
        delivery.reason, delivery.reason_data, delivery.at = TAKEN_BACK, {}, tx.now


@handles("send_again", 1)
def send_again(cmd: SendAgain, tx: Tx) -> None:
    """Queue it; one that waits already waits on.

    Raises:
        NotLocal: the desktop does not hold the conversation.
        Refused: ``rejected/gone``: there is no such message; ``conflict/letter_left``: it has left.
    """
    delivery = _delivery(cmd, tx)
    tx.require(delivery.state in (*_ENDED, *_LEAVES), "conflict", "letter_left")
    if delivery.state in _ENDED:
        delivery.state = DeliveryState.QUEUED
        delivery.reason, delivery.reason_data, delivery.at = "", {}, tx.now


def _delivery(cmd: TakeBack | SendAgain, tx: Tx) -> Delivery:
    conversation = tx.get(Conversation, cmd.conversation_id)
    entry, delivery = tx.find(LogEntry, cmd.entry_id), tx.find(Delivery, cmd.entry_id)
    is_there = entry is not None and delivery is not None and entry.conversation_id == conversation.id
    is_message = is_there and entry is not None and entry.kind is EntryKind.MESSAGE_OUT
    tx.require(is_message, "rejected", "gone", kind="message")
    assert delivery is not None
    return delivery
