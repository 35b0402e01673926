"""Conversations as channels open them, and deliveries as channels report them."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.commands.base import Refused
from app.commands.merge import MOST_MERGES
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.reason import data_of
from app.domain.status import Status, after_customer_message
from app.model.conversation import Conversation, Delivery
from app.model.customer import Customer
from app.model.identifier import new_id
from app.model.workspace import Inbox
from app.server.transaction import ServerTx

MAX_SUBJECT = 300
MAX_REASON = 400


class Door(Protocol):
    """An inbox, or what stands for one."""

    @property
    def id(self) -> UUID:
        """The inbox's id."""


def open_conversation(  # noqa: PLR0913  what a channel knows, no more
    tx: ServerTx,
    *,
    customer: Customer,
    inbox: Door,
    subject: str,
    channel: Channel,
    linked: Conversation | None = None,
    machine: str = "",
) -> Conversation:  # fmt: skip
    """Make a conversation in the inbox's queue, with its number and the queue's reply target.

    ``linked``: the closed conversation it goes on from. ``machine``: why no mail may answer it, empty for people.
    """
    tx.lock_customers([customer.id])
    queue_id, reply_target_s = _place_of(tx, inbox)
    conversation = Conversation(
        id=new_id(),
        number=tx.next_number(),
        subject=" ".join(subject.split())[:MAX_SUBJECT],
        channel=channel,
        inbox_id=inbox.id,
        queue_id=queue_id,
        customer_id=customer.id,
        linked_id=None if linked is None else linked.id,
        machine=machine[:32],
        reply_target_s=reply_target_s,
        watcher_ids=[],
        tag_ids=[],
        log_head=0,
        status_rev=0,
        rev=0,
        created_at=tx.now,
        updated_at=tx.now,
        last_message_at=tx.now,
    )
    tx.put(conversation)
    return conversation


def _place_of(tx: ServerTx, inbox: Door) -> tuple[UUID, int]:
    place = tx.place_of(inbox.id)
    if place is None:
        raise Refused("rejected", "gone", kind=Inbox.__tablename__)
    return place


def begin_conversation(
    tx: ServerTx, *, conversation_id: UUID, customer_id: UUID, like: Conversation, subject: str
) -> Conversation:
    """Make a conversation beside another one, in its queue and inbox, under an id its author chose."""
    tx.lock_customers([customer_id])
    conversation = Conversation(
        id=conversation_id, number=tx.next_number(), subject=" ".join(subject.split())[:MAX_SUBJECT],
        channel=like.channel, inbox_id=like.inbox_id, queue_id=like.queue_id, customer_id=customer_id,
        link_ids=[], kind=like.kind, priority=like.priority, reply_target_s=like.reply_target_s,
        created_at=tx.now, updated_at=tx.now, last_message_at=tx.now,
    )  # fmt: skip
    tx.put(conversation)
    return conversation


def close_as_past(conversation: Conversation, at: datetime) -> None:
    """Make a conversation that was just opened one of the past: nobody has to do anything about it."""
    conversation.status = Status.CLOSED
    conversation.created_at = conversation.last_message_at = conversation.closed_at = at


def lives_on(tx: ServerTx, conversation: Conversation) -> Conversation:
    """The conversation that a merged one goes on in, locked; itself when it is not merged."""
    final = conversation
    for _ in range(MOST_MERGES):
        further = None if final.merged_into_id is None else tx.find(Conversation, final.merged_into_id)
        if further is None:
            break
        final = further
    return conversation if final is conversation else tx.get(Conversation, final.id)


def conversation_for(
    tx: ServerTx, known: Conversation, *, customer: Customer, inbox: Door, subject: str, channel: Channel
) -> Conversation:  # fmt: skip
    """The conversation a customer's next message belongs to: ``known``, or a new linked one when that is closed."""
    locked = lives_on(tx, tx.get(Conversation, known.id))
    if after_customer_message(locked.status) is not None:
        return locked
    return open_conversation(tx, customer=customer, inbox=inbox, subject=subject, channel=channel, linked=locked)


def set_delivery(tx: ServerTx, entry_id: UUID, state: DeliveryState, reason: str = "") -> None:
    """Write how far a message got; nothing happens when there is no such delivery or nothing changes.

    ``reason`` is a code, as a ``Reason`` with what its sentence needs.
    """
    delivery = tx.find(Delivery, entry_id)
    told = state, reason[:MAX_REASON], data_of(reason)
    if delivery is None or (delivery.state, delivery.reason, delivery.reason_data) == told:
        return
    delivery.state, delivery.reason, delivery.reason_data = told
    delivery.at = tx.now


def settle_delivery(tx: ServerTx, entry_id: UUID, state: DeliveryState, reason: str = "") -> None:
    """Write what came of sending, unless the other side was faster: that a message arrived, or failed there, stands."""
    delivery = tx.find(Delivery, entry_id)
    if delivery is None:
        return
    tx.get(Conversation, delivery.conversation_id)  # its lock: word from there may be on its way
    tx.session.refresh(delivery)
    if delivery.state not in (DeliveryState.DELIVERED, DeliveryState.FAILED):
        set_delivery(tx, entry_id, state, reason)
