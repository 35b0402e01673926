"""What a visitor may know beside the messages: how far we have read them, by when they were promised to hear of us."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.entry import EntryKind
from app.model.conversation import LogEntry, Promise, ReadMark
from app.model.identifier import derived_id
from app.model.workspace import Inbox, User
from app.server.channels.webchat.history import conversations_of, customer_of
from app.server.channels.webchat.settings import chat_settings
from app.server.channels.webchat.token import Visitor


def last_read(session: Session, visitor: Visitor) -> UUID | None:
    """The visitor's newest message an operator has read; None: none, or the company does not tell."""
    inbox = session.get(Inbox, (visitor.ws, visitor.inbox_id))
    if inbox is None or not chat_settings(inbox.settings).shows_read:
        return None
    customer_id = customer_of(session, visitor)
    talks = conversations_of(session, visitor.ws, customer_id) if customer_id else []
    if not talks:
        return None
    talk = talks[-1].id
    users = session.scalars(select(User.id).where(User.ws == visitor.ws, User.active))
    marks = [derived_id("read", user_id, talk) for user_id in users]
    seen = session.scalar(select(func.max(ReadMark.seq)).where(ReadMark.ws == visitor.ws, ReadMark.id.in_(marks)))
    mine = (LogEntry.ws == visitor.ws) & (LogEntry.conversation_id == talk) & (LogEntry.kind == EntryKind.MESSAGE_IN)
    query = select(LogEntry.entry_id).where(mine, LogEntry.seq <= (seen or 0))
    return session.scalar(query.order_by(LogEntry.seq.desc()).limit(1))


def promised_at(session: Session, visitor: Visitor, now: datetime) -> datetime | None:
    """The next promise to this visitor that is open and not late, on this page's requests; its words stay with us."""
    customer_id = customer_of(session, visitor)
    talks = conversations_of(session, visitor.ws, customer_id) if customer_id else []
    ids = [it.id for it in talks if it.inbox_id == visitor.inbox_id]
    query = select(func.min(Promise.due_at)).where(
        Promise.ws == visitor.ws, Promise.conversation_id.in_(ids), Promise.state == "open", Promise.due_at > now
    )
    return session.scalar(query) if ids else None
