"""Commands against a customer who abuses the chat."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.entry import EntryKind
from app.model.conversation import Conversation
from app.model.customer import Customer

MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class BlockCustomer:
    """Take no chat messages of this conversation's customer for some days; they are told so, and until when."""

    conversation_id: UUID
    entry_id: UUID
    days: int


@handles("block", 1)
def block(cmd: BlockCustomer, tx: Tx) -> None:
    """Set the day until which nothing is taken; a second block replaces the first.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``rejected/invalid``: less than a day or more than a year.
    """
    tx.require(1 <= cmd.days <= MOST_DAYS, "rejected", "invalid", field="days")
    conversation = tx.get(Conversation, cmd.conversation_id)
    customer = tx.get(Customer, conversation.customer_id)
    customer.blocked_until = tx.now + timedelta(days=cmd.days)
    payload = {"until": customer.blocked_until.isoformat()}
    tx.append_log(conversation, cmd.entry_id, EntryKind.BLOCK, payload)


@dataclass(frozen=True, slots=True)
class UnblockCustomer:
    """Take this customer's chat messages again."""

    conversation_id: UUID
    entry_id: UUID


@handles("unblock", 1)
def unblock(cmd: UnblockCustomer, tx: Tx) -> None:
    """Forget the block; nothing happens when there is none. Raises ``NotLocal`` when the desktop has no such row."""
    conversation = tx.get(Conversation, cmd.conversation_id)
    customer = tx.get(Customer, conversation.customer_id)
    if customer.blocked_until is None:
        return
    customer.blocked_until = None
    tx.append_log(conversation, cmd.entry_id, EntryKind.BLOCK, {"until": None})
