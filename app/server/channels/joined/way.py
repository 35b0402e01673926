"""Which conversation of another messenger an answer of ours goes to, also when it is given in another request."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.channel import Channel
from app.model.chat import ChannelThread
from app.model.conversation import Conversation, LogEntry
from app.model.workspace import Inbox
from app.server.channels.joined.webhook import is_address


def way_of(session: Session, entry: LogEntry) -> tuple[Inbox | None, ChannelThread | None]:
    """The inbox an answer leaves through and the conversation there.

    That of its own request; when the operator chose this channel in a request of another one, the newest the customer
    has in this channel. None: no inbox takes answers, or the customer has never written there.
    """
    talk = session.get(Conversation, (entry.ws, entry.conversation_id))
    if talk is None:
        return None, None
    own = None if talk.inbox_id is None else session.get(Inbox, (talk.ws, talk.inbox_id))
    channel = Channel(str(entry.payload.get("channel") or talk.channel))
    if own is not None and own.channel is channel:
        return (own if takes_answers(own) else None), _thread(session, own, talk.id)
    return _elsewhere(session, talk, channel)


def leaves_through(session: Session, entry: LogEntry, inbox_id: UUID) -> bool:
    """Whether an answer goes, or went, out through that inbox."""
    talk, inbox = session.get(Conversation, (entry.ws, entry.conversation_id)), session.get(Inbox, (entry.ws, inbox_id))
    if talk is None or inbox is None or Channel(str(entry.payload.get("channel") or talk.channel)) is not inbox.channel:
        return False
    if talk.inbox_id == inbox_id:
        return True
    own = None if talk.inbox_id is None else session.get(Inbox, (talk.ws, talk.inbox_id))
    is_elsewhere = own is None or own.channel is not inbox.channel
    return is_elsewhere and any(it.id == inbox_id for _thread, it in _threads(session, talk, inbox.channel))


def takes_answers(inbox: Inbox) -> bool:
    """Another program is told of what we write there."""
    return is_address(str(inbox.settings.get("webhook_url", "")))


def _thread(session: Session, inbox: Inbox, conversation_id: UUID) -> ChannelThread | None:
    mine = (ChannelThread.ws == inbox.ws) & (ChannelThread.conversation_id == conversation_id)
    return session.scalar(select(ChannelThread).where(mine, ChannelThread.inbox_id == inbox.id).limit(1))


def _elsewhere(session: Session, talk: Conversation, channel: Channel) -> tuple[Inbox | None, ChannelThread | None]:
    for thread, inbox in _threads(session, talk, channel):
        if takes_answers(inbox):
            return inbox, thread
    inboxes = session.scalars(select(Inbox).where(Inbox.ws == talk.ws, Inbox.channel == channel))
    return next(filter(takes_answers, inboxes), None), None


def _threads(session: Session, talk: Conversation, channel: Channel) -> list[tuple[ChannelThread, Inbox]]:
    """Conversations of the customer in another channel, the newest first, and the inboxes they came to."""
    theirs = (Conversation.ws == talk.ws) & (Conversation.customer_id == talk.customer_id)
    query = (
        select(ChannelThread, Inbox)
        .join(Conversation, (Conversation.ws == ChannelThread.ws) & (Conversation.id == ChannelThread.conversation_id))
        .join(Inbox, (Inbox.ws == ChannelThread.ws) & (Inbox.id == ChannelThread.inbox_id))
        .where(theirs, Inbox.channel == channel)
        .order_by(Conversation.last_message_at.desc(), ChannelThread.external_id)
    )
    return [(thread, inbox) for thread, inbox in session.execute(query)]
