"""Legal hold: what must be kept, whoever wants it gone."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from app.model.conversation import Conversation
from app.model.customer import Customer
from app.server.transaction import ServerTx


def on_hold() -> ColumnElement[bool]:
    """Of a ``Conversation``: it, or its customer, must be kept."""
    customer = exists().where(
        Customer.ws == Conversation.ws, Customer.id == Conversation.customer_id, Customer.legal_hold
    )
    return or_(Conversation.legal_hold, customer)


def require_no_hold(tx: ServerTx, *, customer_id: UUID | None = None, conversation_id: UUID | None = None) -> None:
    """Raises ``Refused``: ``rejected/legal_hold``, when any of it must be kept."""
    query = select(Conversation.id).where(Conversation.ws == tx.ws, on_hold())
    if customer_id is not None:
        query = query.where(Conversation.customer_id == customer_id)
        customer = tx.find(Customer, customer_id)
        tx.require(customer is None or not customer.legal_hold, "rejected", "legal_hold")
    if conversation_id is not None:
        query = query.where(Conversation.id == conversation_id)
    tx.require(tx.session.scalar(query.limit(1)) is None, "rejected", "legal_hold")
