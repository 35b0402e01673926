"""What has happened in a conversation since an operator looked: from its log, under the conversation's lock."""

from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.commands.base import Actor
from app.domain.channel import INSTANT
from app.domain.entry import DECISIONS, MESSAGES, AuthorKind, EntryKind
from app.domain.stale import is_stale
from app.model.conversation import Conversation, LogEntry


def held_back(
    session: Session, conversation: Conversation, seen_seq: int, actor: Actor, age: timedelta
) -> dict[str, Any] | None:
    """Messages newer than ``seen_seq`` of other people (no machine), and the age, when they hold a reply; else None.

    What the system itself wrote, such as an acknowledgement, holds nothing back.
    """
    machine = LogEntry.payload["machine"].as_string().label("machine")
    query = select(LogEntry.seq, LogEntry.author_kind, LogEntry.author_id, machine).where(
        LogEntry.ws == conversation.ws,
        LogEntry.conversation_id == conversation.id,
        LogEntry.seq > seen_seq,
        LogEntry.kind.in_(MESSAGES),
        LogEntry.author_kind != AuthorKind.SYSTEM,
    )
    newer = [
        row
        for row in session.execute(query.order_by(LogEntry.seq))
        if (row.author_kind, row.author_id) != (actor.kind, actor.id) and not row.machine
    ]
    held = is_stale(
        newer_messages=bool(newer),
        newer_from_customer_only=all(row.author_kind is AuthorKind.CUSTOMER for row in newer),
        age=age,
        live_chat=conversation.channel in INSTANT,
    )
    if not held:
        return None
    return {
        "seqs": [row.seq for row in newer[:50]],
        "log_head": conversation.log_head,
        "age_ms": int(age.total_seconds() * 1000),
    }


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
