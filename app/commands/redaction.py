"""Commands that make things go, and the hold that keeps them."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.erasure import Target
from app.model.conversation import Conversation
from app.model.customer import Customer

MOST_REASON = 300
"""Of its column."""


@dataclass(frozen=True, slots=True)
class Redact:
    """Erase an entry, a file or a customer, for good and everywhere.

    ``conversation_id``: where the entry or the file is; ``customer_id``: the customer, equal to ``target_id``.
    """

    target: Target
    target_id: UUID
    conversation_id: UUID | None = None
    customer_id: UUID | None = None


@handles("redact", 1)
def redact(cmd: Redact, tx: Tx) -> None:
    """Check that it may be; the server alone overwrites: a desk that did so would keep what was there for its undo.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``rejected/gone``; ``rejected/invalid``: it does not say where; ``rejected/legal_hold``.
    """
    if cmd.target is Target.CUSTOMER:
        tx.require(cmd.customer_id == cmd.target_id, "rejected", "invalid", field="customer_id")
        tx.require(not tx.get(Customer, cmd.target_id).legal_hold, "rejected", "legal_hold")
        return
    known = cmd.target in (Target.ENTRY, Target.ATTACHMENT) and cmd.conversation_id is not None
    tx.require(known, "rejected", "invalid", field="conversation_id")
    if cmd.conversation_id is not None:
        conversation = tx.get(Conversation, cmd.conversation_id)
        tx.require(not conversation.legal_hold, "rejected", "legal_hold")


@dataclass(frozen=True, slots=True)
class SetHold:
    """Keep everything of a conversation, or of a customer, from being erased; or let go of it. Exactly one is named.

    ``reason``: why a customer is held, kept until the hold is lifted.
    """

    on: bool
    conversation_id: UUID | None = None
    customer_id: UUID | None = None
    reason: str = ""


@handles("set_hold", 1)
def set_hold(cmd: SetHold, tx: Tx) -> None:
    """Set the mark; a second run changes nothing.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``rejected/gone``; ``rejected/invalid``: none or both are named.
    """
    tx.require((cmd.conversation_id is None) != (cmd.customer_id is None), "rejected", "invalid")
    if cmd.conversation_id is not None:
        tx.get(Conversation, cmd.conversation_id).legal_hold = cmd.on
    if cmd.customer_id is not None:
        customer = tx.get(Customer, cmd.customer_id)
        customer.legal_hold = cmd.on
        customer.hold_reason = " ".join(cmd.reason.split())[:MOST_REASON] if cmd.on else ""
