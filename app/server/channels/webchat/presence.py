"""Who is writing right now, both ways: told to open streams at once, and to other nodes by a volatile row."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from sqlalchemy import select

from app.domain.channel import Channel
from app.domain.feed import conversation_feeds
from app.domain.status import Status
from app.model.conversation import Conversation
from app.model.customer import Identity
from app.model.workspace import User
from app.protocol.chat import TYPING, Typing
from app.protocol.poke import PRESENCE, Presence
from app.protocol.versions import TYPING_PATH
from app.protocol.wire import encode
from app.server.auth.token import Bearer
from app.server.channels.webchat.history import customer_of
from app.server.channels.webchat.limit import OF_TYPING, Limiter
from app.server.channels.webchat.token import Visitor, topic_of
from app.server.clock import Clock
from app.server.errors import Denied
from app.server.feed.grants import granted
from app.server.http import bearer, uuid_or_404
from app.server.parts import Parts
from app.server.presence import book
from app.server.router import Router
from app.server.sync.client import device_of
from app.server.sync.watch import topic_of as topic_of_feed


def visitor_types(parts: Parts, visitor: Visitor, limit: Limiter) -> None:
    """Tell the desks that follow the visitor's open conversation. Raises ``Denied``: 429 ``slow_down``."""
    limit.take(str(visitor.id))
    with parts.database.read() as session:
        customer_id = customer_of(session, visitor)
        mine = (Conversation.ws == visitor.ws) & (Conversation.customer_id == customer_id)
        query = select(Conversation).where(mine, Conversation.inbox_id == visitor.inbox_id)
        last = session.scalar(query.order_by(Conversation.number.desc()).limit(1)) if customer_id else None
    if last is None or last.status in {Status.CLOSED, Status.SPAM}:
        return
    watchers = [UUID(it) for it in last.watcher_ids]
    feeds = conversation_feeds(last.queue_id, last.assignee_id, watchers, closed_at=None, now=parts.clock.now())
    now = parts.clock.now()
    parts.uow.note(lambda session: book.writes(session, visitor.ws, last.id, last.customer_id, now, customer=True))
    event = encode(Presence(conversation_id=last.id))
    for feed in feeds:
        parts.hub.publish(topic_of_feed(visitor.ws, feed), PRESENCE, event)


def limiter(clock: Clock) -> Limiter:
    """How often one visitor, or one operator, may say that they are writing."""
    return Limiter(clock, OF_TYPING)


def routes(parts: Parts) -> Router:
    """``POST /v1/conversations/{id}/typing``: the operator is writing to the customer."""
    router = Router(tags=["sync"])
    signed_in, limit = bearer(parts), limiter(parts.clock)

    @router.post(TYPING_PATH, status_code=204, summary="Let a chat visitor see that somebody is writing")
    def typing(conversation_id: str, who: Annotated[Bearer, Depends(signed_in)]) -> Response:
        limit.take(str(who.user_id))
        talk = uuid_or_404(conversation_id)
        name, visitors = _told(parts, who, talk)
        now = parts.clock.now()
        parts.uow.note(lambda session: book.writes(session, who.ws, talk, who.user_id, now, customer=False))
        for visitor in visitors:
            parts.hub.publish(topic_of(visitor), TYPING, encode(Typing(name=name)))
        return Response(status_code=204)

    return router


def _told(parts: Parts, who: Bearer, conversation_id: UUID) -> tuple[str, list[str]]:
    """The operator's first name, and the visitors of a conversation they may answer."""
    with parts.database.read() as session:
        device_of(session, who, who.client)
        conversation = session.get(Conversation, (who.ws, conversation_id))
        if conversation is None:
            raise Denied(404, "not_found")
        watchers = [UUID(it) for it in conversation.watcher_ids]
        own = conversation_feeds(
            conversation.queue_id, conversation.assignee_id, watchers, closed_at=None, now=parts.clock.now()
        )
        if not own & granted(session, who.ws, who.user_id):
            raise Denied(404, "not_found")
        user = session.get(User, (who.ws, who.user_id))
        mine = (Identity.ws == who.ws) & (Identity.customer_id == conversation.customer_id)
        visitors = list(session.scalars(select(Identity.value).where(mine, Identity.channel == Channel.CHAT)))
    return (user.name.split() or [""])[0] if user is not None else "", visitors
