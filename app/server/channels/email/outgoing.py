"""Reads what a letter is made of: the reply, whom it answers, the thread before it, the way out."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.account import InboxSecret, MailMessage
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry
from app.model.customer import Customer, Identity
from app.model.mailbox import OutgoingTrouble
from app.model.sync import Effect
from app.model.workspace import Inbox, Workspace
from app.server.channels.email.address import Address, parse_addresses

MAX_THREAD = 200

# Statements are made once: building them costs more than running them.
_WS: BindParameter[UUID] = bindparam("ws")
_ENTRY: BindParameter[UUID] = bindparam("entry")
_REPLY = (
    select(LogEntry, Delivery, Conversation, Customer, Workspace)
    .join(Delivery, (Delivery.ws == LogEntry.ws) & (Delivery.entry_id == LogEntry.entry_id))
    .join(Conversation, (Conversation.ws == LogEntry.ws) & (Conversation.id == LogEntry.conversation_id))
    .outerjoin(Customer, (Customer.ws == LogEntry.ws) & (Customer.id == Conversation.customer_id))
    .outerjoin(Workspace, (Workspace.ws == LogEntry.ws) & (Workspace.id == LogEntry.ws))
    .where(LogEntry.ws == _WS, LogEntry.entry_id == _ENTRY)
)
_THREAD = (
    select(
        MailMessage.message_id, MailMessage.outgoing,
        LogEntry.payload["from"].as_string().label("sender"),
        LogEntry.payload["machine"].as_string().label("machine"),
        LogEntry.payload["reply_to"].as_string().label("reply_to"),
        LogEntry.payload[("forwarded", "address")].as_string().label("author"),
    )
    .join(LogEntry, (LogEntry.ws == MailMessage.ws) & (LogEntry.entry_id == MailMessage.entry_id))
    .where(
        LogEntry.ws == _WS,
        LogEntry.conversation_id == bindparam("conversation"),
        LogEntry.seq < bindparam("seq"),
    )
    .order_by(LogEntry.seq.desc())
    .limit(MAX_THREAD)
)  # fmt: skip
_FILES = select(Attachment).where(Attachment.ws == _WS, Attachment.entry_id == _ENTRY).order_by(Attachment.id)
_ADDRESSES = (
    select(Identity.value)
    .where(Identity.ws == _WS, Identity.customer_id == bindparam("customer"), Identity.channel == Channel.EMAIL)
    .order_by(Identity.id)
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Rows of one reply, detached from any session.

    ``unasked``: whom it was to go to and may not; then ``to`` is empty. ``trouble``: of the inbox's way out.
    """

    entry: LogEntry
    conversation: Conversation
    state: DeliveryState
    inbox: Inbox | None
    secret: InboxSecret | None
    trouble: OutgoingTrouble | None
    to: tuple[Address, ...]
    unasked: tuple[str, ...]
    in_reply_to: str
    references: tuple[str, ...]
    files: tuple[Attachment, ...]
    locale: str


def read_outgoing(session: Session, ws: UUID, entry_id: UUID) -> Outgoing | None:
    """What there is to send; None when the reply or its delivery is gone."""
    found: Any = session.execute(_REPLY, {"ws": ws, "entry": entry_id}).one_or_none()
    if found is None:
        return None
    entry, delivery, conversation, customer, workspace = found
    thread = _thread(session, entry)
    incoming = [row for row in thread if not row.outgoing and not row.machine]
    parent = (incoming or thread or [None])[-1]
    inbox = inbox_of(session, conversation)
    files = session.scalars(_FILES, {"ws": ws, "entry": entry_id})
    ids = [row.message_id for row in thread if row.message_id]
    in_reply_to = parent.message_id if parent is not None else ""
    to, unasked = _recipients(session, conversation, customer, incoming, str(entry.payload.get("to", "")))
    return Outgoing(
        entry=entry,
        conversation=conversation,
        state=delivery.state,
        inbox=inbox,
        secret=None if inbox is None else session.get(InboxSecret, (ws, inbox.id)),
        trouble=None if inbox is None else session.get(OutgoingTrouble, (ws, inbox.id)),
        to=to,
        unasked=unasked,
        in_reply_to=in_reply_to,
        references=tuple(each for each in ids if each != in_reply_to),
        files=tuple(files),
        locale=workspace.locale if workspace is not None else "en",
    )


def as_receipt(session: Session, outgoing: Outgoing) -> Outgoing:
    """A receipt answers the letter that asked for it, wherever that one wants it, and carries no thread."""
    payload = outgoing.entry.payload
    asked = (MailMessage.ws == outgoing.entry.ws) & (MailMessage.entry_id == UUID(str(payload["of"])))
    original = session.scalar(select(MailMessage.message_id).where(asked).limit(1)) or ""
    wanted = parse_addresses(str(payload.get("to", "")))
    return replace(outgoing, to=tuple(wanted[:1]), in_reply_to=original, references=())


def attempts_of(session: Session, ws: UUID, entry_id: UUID) -> int:
    """How often the delivery was tried, this time included."""
    query = select(Effect.attempts).where(Effect.ws == ws, Effect.dedupe_key == f"deliver:{entry_id}")
    return session.scalar(query) or 1


def _thread(session: Session, entry: LogEntry) -> list[Any]:
    """Mails of the conversation before the reply, oldest first."""
    values = {"ws": entry.ws, "conversation": entry.conversation_id, "seq": entry.seq}
    return list(reversed(session.execute(_THREAD, values).all()))


def inbox_of(session: Session, conversation: Conversation) -> Inbox | None:
    """The inbox the mail came to; for a talk of another channel the mail inbox of its queue, else the first."""
    own = None if conversation.inbox_id is None else session.get(Inbox, (conversation.ws, conversation.inbox_id))
    if own is not None and own.channel is Channel.EMAIL:
        return own
    every = session.scalars(
        select(Inbox).where(Inbox.ws == conversation.ws, Inbox.channel == Channel.EMAIL).order_by(Inbox.id)
    ).all()
    return next((it for it in every if it.queue_id == conversation.queue_id), every[0] if every else None)


def _recipients(
    session: Session, conversation: Conversation, customer: Customer | None, incoming: list[Any], chosen: str
) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    """The address of the customer's last mail here, else the first one known; never an address of somebody else.

    ``chosen``: at which of their addresses, or of those their letters here ask for; empty: the usual. Nobody, when some
    of the chosen are neither: these come second.
    """
    mine = list(session.scalars(_ADDRESSES, {"ws": conversation.ws, "customer": conversation.customer_id}))
    if chosen:
        return _chosen(chosen, mine, _name_of(customer), incoming)
    return _usual(mine, _name_of(customer), incoming), ()


def _usual(mine: list[str], name: str, incoming: list[Any]) -> tuple[Address, ...]:
    for row in reversed(incoming):
        for sender in parse_addresses(row.sender or ""):
            if sender.address.lower() in mine:
                return (sender,)
        if row.author in mine:  # they were made the customer
            return (Address(name, row.author),)
    return tuple(Address(name, it) for it in mine[:1])


def _chosen(
    chosen: str, mine: list[str], name: str, incoming: list[Any]
) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    asked = [it for row in incoming if _is_of(row.sender, mine) for it in parse_addresses(row.reply_to or "")]
    known = {it.address.lower(): it for it in asked} | {it: Address(name, it) for it in mine}
    wanted = [it.address.lower() for it in parse_addresses(chosen)]
    unasked = tuple(it for it in wanted if it not in known)
    return () if unasked else tuple(known[it] for it in wanted), unasked


def _is_of(sender: str | None, mine: list[str]) -> bool:
    return any(it.address.lower() in mine for it in parse_addresses(sender or ""))


def _name_of(customer: Customer | None) -> str:
    name = customer.header_name if customer is not None else ""
    return "" if "@" in name else name
