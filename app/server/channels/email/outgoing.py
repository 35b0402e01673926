"""Reads what a letter is made of: the reply, whom it answers, the thread before it, the way out."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.account import InboxSecret, MailMessage
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry
from app.model.customer import Customer, Identity
from app.model.sync import Effect
from app.model.workspace import Inbox, Workspace
from app.server.channels.email.address import Address, parse_addresses

MAX_THREAD = 200


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Rows of one reply, detached from any session."""

    entry: LogEntry
    conversation: Conversation
    state: DeliveryState
    inbox: Inbox | None
    secret: InboxSecret | None
    to: Address | None
    in_reply_to: str
    references: tuple[str, ...]
    files: tuple[Attachment, ...]
    locale: str


def read_outgoing(session: Session, ws: UUID, entry_id: UUID) -> Outgoing | None:
    """What there is to send; None when the reply or its delivery is gone."""
    entry = session.get(LogEntry, (ws, entry_id))
    delivery = session.get(Delivery, (ws, entry_id))
    if entry is None or delivery is None:
        return None
    conversation = session.get_one(Conversation, (ws, entry.conversation_id))
    thread = _thread(session, entry)
    incoming = [row for row in thread if not row.outgoing and not row.machine]
    parent = (incoming or thread or [None])[-1]
    inbox = _inbox(session, conversation)
    files = session.scalars(
        select(Attachment).where(Attachment.ws == ws, Attachment.entry_id == entry_id).order_by(Attachment.id)
    )
    ids = [row.message_id for row in thread if row.message_id]
    in_reply_to = parent.message_id if parent is not None else ""
    workspace = session.get(Workspace, (ws, ws))
    return Outgoing(
        entry=entry,
        conversation=conversation,
        state=delivery.state,
        inbox=inbox,
        secret=None if inbox is None else session.get(InboxSecret, (ws, inbox.id)),
        to=_recipient(session, conversation, incoming),
        in_reply_to=in_reply_to,
        references=tuple(each for each in ids if each != in_reply_to),
        files=tuple(files),
        locale=workspace.locale if workspace is not None else "en",
    )


def attempts_of(session: Session, ws: UUID, entry_id: UUID) -> int:
    """How often the delivery was tried, this time included."""
    query = select(Effect.attempts).where(Effect.ws == ws, Effect.dedupe_key == f"deliver:{entry_id}")
    return session.scalar(query) or 1


def _thread(session: Session, entry: LogEntry) -> list[Any]:
    """Mails of the conversation before the reply, oldest first."""
    query = (
        select(
            MailMessage.message_id, MailMessage.outgoing,
            LogEntry.payload["from"].as_string().label("sender"),
            LogEntry.payload["machine"].as_string().label("machine"),
        )
        .join(LogEntry, (LogEntry.ws == MailMessage.ws) & (LogEntry.entry_id == MailMessage.entry_id))
        .where(LogEntry.ws == entry.ws, LogEntry.conversation_id == entry.conversation_id, LogEntry.seq < entry.seq)
        .order_by(LogEntry.seq.desc())
        .limit(MAX_THREAD)
    )  # fmt: skip
    return list(reversed(session.execute(query).all()))


def _inbox(session: Session, conversation: Conversation) -> Inbox | None:
    """The inbox the mail came to; for a talk of another channel the mail inbox of its queue, else the first."""
    own = None if conversation.inbox_id is None else session.get(Inbox, (conversation.ws, conversation.inbox_id))
    if own is not None and own.channel is Channel.EMAIL:
        return own
    every = session.scalars(
        select(Inbox).where(Inbox.ws == conversation.ws, Inbox.channel == Channel.EMAIL).order_by(Inbox.id)
    ).all()
    return next((it for it in every if it.queue_id == conversation.queue_id), every[0] if every else None)


def _recipient(session: Session, conversation: Conversation, incoming: list[Any]) -> Address | None:
    """The address of the customer's last mail here, else the first one known; never an address of somebody else."""
    customer = session.get(Customer, (conversation.ws, conversation.customer_id))
    mine = list(
        session.scalars(
            select(Identity.value)
            .where(
                Identity.ws == conversation.ws,
                Identity.customer_id == conversation.customer_id,
                Identity.channel == Channel.EMAIL,
            )
            .order_by(Identity.id)
        )
    )
    for row in reversed(incoming):
        for sender in parse_addresses(row.sender or ""):
            if sender.address.lower() in mine:
                return sender
    if not mine:
        return None
    name = customer.header_name if customer is not None else ""
    return Address("" if "@" in name else name, mine[0])
