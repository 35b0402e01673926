"""What a visitor may read: both sides' chat messages, and nothing else of the log."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import MESSAGES, AuthorKind, EntryKind
from app.domain.status import Status
from app.model.conversation import Conversation, Delivery, LogEntry
from app.model.customer import Identity
from app.model.workspace import User
from app.protocol.chat import ChatFileShown, ChatMessage, History
from app.server.channels.webchat.sender import SHOWN
from app.server.channels.webchat.token import Visitor

PAGE = 200
"""Messages of one conversation in one answer; the first answer holds the newest ones."""

CONVERSATIONS = 20
"""How many of the visitor's last conversations are shown."""

SHOWN_KINDS = MESSAGES
"""Entries of a chat that a visitor sees."""

_ON_THEIR_WAY = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNKNOWN})


FilesOf = Callable[[Session, Visitor, list[UUID]], Mapping[UUID, list[ChatFileShown]]]
"""Gives the files of messages, by entry."""


def no_files(session: Session, visitor: Visitor, entry_ids: list[UUID]) -> Mapping[UUID, list[ChatFileShown]]:
    """A page without files."""
    return {}


def history(
    session: Session,
    visitor: Visitor,
    cursor: str,
    files: FilesOf = no_files,
    read_to: UUID | None = None,
    promised_at: datetime | None = None,
) -> History:
    """Messages after ``cursor``, oldest conversation first; the page drops what it already shows, by id.

    The cursor never passes an answer that is still on its way, so an answer released later is not missed.
    """
    customer_id = customer_of(session, visitor)
    if customer_id is None:
        return History(messages=[], cursor="")
    since, found = _read_cursor(cursor), conversations_of(session, visitor.ws, customer_id)
    messages: list[ChatMessage] = []
    reached: dict[int, int] = {}
    more = False
    for conversation in found:
        number = conversation.number or 0
        rows = _rows(session, conversation, since.get(number))
        more = more or (number in since and len(rows) == PAGE)
        reached[number] = _reached(rows, since.get(number, 0))
        messages += _visible(session, visitor, conversation, rows, files)
    agent = _agent(session, found)
    return History(
        messages=messages, cursor=_write_cursor(reached), agent=agent, more=more, read_to=read_to,
        promised_at=promised_at,
    )  # fmt: skip


def customer_of(session: Session, visitor: Visitor) -> UUID | None:
    """The customer a visitor is, once they have written."""
    mine = (Identity.ws == visitor.ws) & (Identity.channel == Channel.CHAT) & (Identity.value == str(visitor.id))
    return session.scalar(select(Identity.customer_id).where(mine))


def conversations_of(session: Session, ws: UUID, customer_id: UUID) -> Sequence[Conversation]:
    """The customer's last conversations, oldest first."""
    mine = (Conversation.ws == ws) & (Conversation.customer_id == customer_id)
    query = select(Conversation).where(mine).order_by(Conversation.number.desc()).limit(CONVERSATIONS)
    return list(session.scalars(query))[::-1]


Rows = Sequence[tuple[LogEntry, Delivery | None]]


def _rows(session: Session, conversation: Conversation, since: int | None) -> Rows:
    delivery = (Delivery.ws == LogEntry.ws) & (Delivery.entry_id == LogEntry.entry_id)
    query = select(LogEntry, Delivery).outerjoin(Delivery, delivery)
    query = query.where(LogEntry.ws == conversation.ws, LogEntry.conversation_id == conversation.id)
    query = query.where(LogEntry.kind.in_(SHOWN_KINDS)).limit(PAGE)
    if since is None:
        return [(entry, delivery) for entry, delivery in session.execute(query.order_by(LogEntry.seq.desc()))][::-1]
    newer = query.where(LogEntry.seq > since).order_by(LogEntry.seq)
    return [(entry, delivery) for entry, delivery in session.execute(newer)]


def _visible(
    session: Session, visitor: Visitor, conversation: Conversation, rows: Rows, files_of: FilesOf
) -> list[ChatMessage]:
    shown = [
        (entry, delivery)
        for entry, delivery in rows
        if entry.payload.get("channel") == Channel.CHAT and (delivery is None or delivery.state in SHOWN)
    ]
    files = files_of(session, visitor, [entry.entry_id for entry, _ in shown])
    names = _names(
        session, conversation.ws, {entry.author_id for entry, _ in shown if entry.author_kind is AuthorKind.USER}
    )
    return [
        ChatMessage(
            id=entry.entry_id,
            text=str(entry.payload.get("text", "")),
            at=entry.at,
            number=conversation.number or 0,
            own=entry.kind is EntryKind.MESSAGE_IN,
            author=names.get(entry.author_id, "") if entry.kind is EntryKind.MESSAGE_OUT else "",
            taken=delivery is None or delivery.state is DeliveryState.DELIVERED,
            read=delivery is not None and delivery.read_at is not None,
            files=files.get(entry.entry_id, []),
        )
        for entry, delivery in shown
    ]


def _names(session: Session, ws: UUID, ids: set[UUID | None]) -> dict[UUID | None, str]:
    """First names of who answered."""
    if not ids:
        return {}
    found = session.execute(select(User.id, User.name).where(User.ws == ws, User.id.in_(ids)))
    return {user_id: name.split()[0] if name.split() else "" for user_id, name in found}


def _agent(session: Session, conversations: Sequence[Conversation]) -> str:
    """Full name of who works on the last conversation, while it is not over."""
    last = conversations[-1] if conversations else None
    if last is None or last.assignee_id is None or last.status in {Status.CLOSED, Status.SPAM}:
        return ""
    user = session.get(User, (last.ws, last.assignee_id))
    return user.name if user is not None else ""


def _reached(rows: Rows, before: int) -> int:
    """The highest ``seq`` below which nothing can appear any more."""
    reached = before
    for entry, delivery in rows:
        if delivery is not None and delivery.state in _ON_THEIR_WAY:
            return reached
        reached = entry.seq or reached
    return reached


def _write_cursor(reached: Mapping[int, int]) -> str:
    return ".".join(f"{number}-{seq}" for number, seq in reached.items())


def _read_cursor(text: str) -> dict[int, int]:
    """Conversations' numbers and how far each was read; what is not understood is read again from the start."""
    pairs = (part.partition("-") for part in text[:1_000].split(".") if part)
    return {int(number): int(seq) for number, _, seq in pairs if _is_number(number) and _is_number(seq)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
