"""A conversation with its customer and first message."""

from uuid import UUID

from app.commands.base import SYSTEM
from app.commands.message import IncomingMessage, receive
from app.domain.channel import Channel
from app.model.conversation import Conversation
from app.model.identifier import new_id
from app.model.workspace import Inbox
from app.server.conversations.service import open_conversation
from app.server.customers.service import customer_for
from app.server.unit_of_work import ServerTx, UnitOfWork


def make_conversation(
    uow: UnitOfWork,
    ws: UUID,
    inbox_id: UUID,
    *,
    address: str = "marina@example.com",
    text: str = "Где мой заказ?",
    messages: int = 1,
) -> UUID:
    """A customer with ``address`` wrote ``messages`` times to an inbox; returns the conversation's id."""

    def work(tx: ServerTx) -> UUID:
        inbox = tx.get(Inbox, inbox_id)
        customer = customer_for(tx, inbox.channel, address, "Марина")
        conversation = open_conversation(
            tx, customer=customer, inbox=inbox, subject="Заказ 48-20917", channel=inbox.channel
        )
        for _ in range(messages):
            receive(written(inbox.channel, text, tx), conversation, tx)
        return conversation.id

    return uow.run(ws, SYSTEM, work)


def written(channel: Channel, text: str, tx: ServerTx) -> IncomingMessage:
    """A customer's message as a channel hands it over."""
    return IncomingMessage(new_id(), {"channel": channel.value, "text": text}, channel, tx.now)


def customer_writes(uow: UnitOfWork, ws: UUID, conversation_id: UUID, text: str = "И ещё вопрос") -> None:
    """One more message of the customer."""

    def work(tx: ServerTx) -> None:
        conversation = tx.get(Conversation, conversation_id)
        receive(written(conversation.channel, text, tx), conversation, tx)

    uow.run(ws, SYSTEM, work)


def make_customer(uow: UnitOfWork, ws: UUID, email: str, name: str) -> UUID:
    """A customer known by a mail address; returns the id."""
    return uow.run(ws, SYSTEM, lambda tx: customer_for(tx, Channel.EMAIL, email, display=name).id)
