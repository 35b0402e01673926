"""What has happened in a conversation since an operator looked: from its log, under the conversation's lock."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.commands.base import Actor
from app.domain.channel import INSTANT, Channel
from app.domain.delivery import AWAITING_FILES, DeliveryState
from app.domain.entry import DECISIONS, MESSAGES, AuthorKind, EntryKind
from app.domain.stale import STALE_AFTER, is_stale
from app.model.conversation import Conversation, Delivery, LogEntry

_WAITING = (
    select(LogEntry, Delivery.reason)
    .join(Delivery, (Delivery.ws == LogEntry.ws) & (Delivery.entry_id == LogEntry.entry_id))
    .where(
        LogEntry.ws == bindparam("ws"),
        LogEntry.entry_id == bindparam("entry"),
        LogEntry.kind == EntryKind.MESSAGE_OUT,
        LogEntry.author_kind == AuthorKind.USER,
        Delivery.state == DeliveryState.QUEUED,
    )
)
"""A person's answer that has not left, and what it waits for."""


def held_back(
    session: Session, conversation: Conversation, seen_seq: int, channel: Channel, actor: Actor, age: timedelta
) -> dict[str, Any] | None:
    """Messages newer than ``seen_seq`` of other people (no machine), and the age, when they hold a reply; else None.

    What the system itself wrote, such as an acknowledgement, holds nothing back. ``channel``: the reply's own, which
    alone decides whether it is live chat. More seen than there is: the log was restored, and holds it, too.
    """
    lost = seen_seq > conversation.log_head
    newer = _of_others(session, conversation, 0 if lost else seen_seq, actor)
    held = is_stale(
        newer_messages=bool(newer),
        newer_from_customer_only=all(row.author_kind is AuthorKind.CUSTOMER for row in newer),
        age=age,
        live_chat=channel in INSTANT,
    )
    if not held and not lost:
        return None
    seqs = [row.seq for row in newer]
    return {
        "seqs": (seqs or [conversation.log_head])[-1:] if lost else seqs[:50],
        "log_head": conversation.log_head,
        "age_ms": int(age.total_seconds() * 1000),
    }


def _of_others(session: Session, conversation: Conversation, seen_seq: int, actor: Actor) -> list[Row[Any]]:
    machine = LogEntry.payload["machine"].as_string().label("machine")
    query = select(LogEntry.seq, LogEntry.author_kind, LogEntry.author_id, machine).where(
        LogEntry.ws == conversation.ws,
        LogEntry.conversation_id == conversation.id,
        LogEntry.seq > seen_seq,
        LogEntry.kind.in_(MESSAGES),
        LogEntry.author_kind != AuthorKind.SYSTEM,
    )
    rows = session.execute(query.order_by(LogEntry.seq))
    return [it for it in rows if (it.author_kind, it.author_id) != (actor.kind, actor.id) and not it.machine]


def unseen_since(session: Session, conversation: Conversation, seen_seq: int) -> datetime | None:
    """When the customer (no machine) wrote the first message newer than ``seen_seq``; None: there is none."""
    query = select(LogEntry.at).where(
        LogEntry.ws == conversation.ws,
        LogEntry.conversation_id == conversation.id,
        LogEntry.seq > seen_seq,
        LogEntry.kind == EntryKind.MESSAGE_IN,
        LogEntry.author_kind == AuthorKind.CUSTOMER,
        func.coalesce(LogEntry.payload["machine"].as_string(), "") == "",
    )
    return session.scalar(query.order_by(LogEntry.seq).limit(1))


def overtaken(session: Session, ws: UUID, entry_id: UUID, now: datetime) -> bool:
    """Whether the customer wrote after an answer that waited for its files, or half a day for anything, to leave.

    By the same rule that held it back when it was given: in live chat what is younger than a minute goes.
    """
    found = session.execute(_WAITING, {"ws": ws, "entry": entry_id}).first()
    if found is None:
        return False
    entry, reason = found
    if reason not in AWAITING_FILES and now - entry.at < STALE_AFTER:
        return False
    conversation = session.get_one(Conversation, (ws, entry.conversation_id))
    return unseen_since(session, conversation, entry.seq or 0) is not None and is_stale(
        newer_messages=True,
        newer_from_customer_only=True,
        age=now - entry.at,
        live_chat=Channel(entry.payload["channel"]) in INSTANT,
    )


def decided_by_others(session: Session, conversation: Conversation, seen_seq: int, actor: Actor) -> bool:
    """Whether somebody else changed status or owner after ``seen_seq``."""
    newer = select(LogEntry.entry_id).where(
        LogEntry.ws == conversation.ws,
        LogEntry.conversation_id == conversation.id,
        LogEntry.seq > seen_seq,
        LogEntry.kind.in_(DECISIONS),
        LogEntry.author_id.is_distinct_from(actor.id),
        or_(LogEntry.kind != EntryKind.MESSAGE_OUT, LogEntry.author_kind != AuthorKind.SYSTEM),
    )
    return session.scalar(newer.limit(1)) is not None
