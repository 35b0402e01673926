"""Legal hold: what must be kept, whoever wants it gone."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from app.model.conversation import Conversation
from app.model.customer import Customer
from app.server.customers.merging import kept_as, names_of
from app.server.transaction import ServerTx


def on_hold() -> ColumnElement[bool]:
    """Of a ``Conversation``: it, or its customer, must be kept."""
    customer = exists().where(
        Customer.ws == Conversation.ws, Customer.id == Conversation.customer_id, Customer.legal_hold
    )
    return or_(Conversation.legal_hold, customer)


def require_no_hold(tx: ServerTx, *, customer_id: UUID | None = None, conversation_id: UUID | None = None) -> None:
    """Raises ``Refused``: ``rejected/legal_hold``, when any of it must be kept; a customer by whatever name."""
    query = select(Conversation.id).where(Conversation.ws == tx.ws, on_hold())
    if customer_id is not None:
        names = names_of(tx, customer_id)
        query = query.where(Conversation.customer_id.in_(names))
        found = [tx.find(Customer, it) for it in names]
        tx.require(not any(it is not None and it.legal_hold for it in found), "rejected", "legal_hold")
    if conversation_id is not None:
        query = query.where(Conversation.id == conversation_id)
    tx.require(tx.session.scalar(query.limit(1)) is None, "rejected", "legal_hold")


def require_whole(tx: ServerTx, customer_id: UUID) -> None:
    """Raises ``Refused``: ``rejected/merged_away``: what is theirs is kept under another name, and goes with that."""
    tx.require(not kept_as(tx, customer_id), "rejected", "merged_away")


def hold(tx: ServerTx, customer_id: UUID, *, on: bool) -> None:
    """Lay a hold on a person, or lift it, by all their names: parted again, each of them is kept, and told why."""
    names = names_of(tx, customer_id)
    tx.lock_customers(names)
    reason = tx.get(Customer, customer_id).hold_reason
    for it in names:
        row = tx.get(Customer, it)
        row.legal_hold, row.hold_reason = on, reason
