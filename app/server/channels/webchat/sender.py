"""The way of an answer to the visitor's page."""

from uuid import UUID

from sqlalchemy import select

from app.commands.base import SYSTEM
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.conversation import Conversation, Delivery
from app.model.customer import Identity
from app.protocol.chat import NEWS
from app.server.channels.webchat.token import topic_of
from app.server.conversations.service import set_delivery
from app.server.errors import Failed
from app.server.sync.hub import Hub
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

SHOWN = frozenset({DeliveryState.SENT, DeliveryState.DELIVERED})
"""States of an answer the visitor may see."""


class ChatSender:
    """Releases an answer to the visitor: ``sent`` lies ready for the page, ``delivered`` a page has told it shows it.

    Sending twice changes nothing: the page asks for what it does not have, and an answer is one by its id.
    """

    def __init__(self, uow: UnitOfWork, hub: Hub) -> None:
        self._uow = uow
        self._hub = hub

    def send(self, ws: UUID, entry_id: UUID) -> None:
        """Let the page see the answer, and tell it to look.

        Raises:
            Failed: ``no_chat_page``: this customer has never written there.
        """
        for visitor in self._uow.run(ws, SYSTEM, lambda tx: _release(tx, entry_id)):
            self._hub.publish(topic_of(visitor), NEWS, b"{}")


def _release(tx: ServerTx, entry_id: UUID) -> list[str]:
    """Mark the answer as sent; returns the visitors it is for."""
    delivery = tx.find(Delivery, entry_id)
    if delivery is None:
        return []
    conversation = tx.get(Conversation, delivery.conversation_id)
    mine = (Identity.ws == tx.ws) & (Identity.customer_id == conversation.customer_id)
    visitors = list(tx.session.scalars(select(Identity.value).where(mine, Identity.channel == Channel.CHAT)))
    if not visitors:
        raise Failed("no_chat_page")
    if delivery.state not in SHOWN:
        set_delivery(tx, entry_id, DeliveryState.SENT)
    return visitors
