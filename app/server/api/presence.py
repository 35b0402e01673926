"""What desks say of themselves: that they are at work, what is open, who takes which request upon themselves."""

from collections.abc import Callable
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Response
from sqlalchemy.orm import Session

from app.domain.feed import conversation_feeds
from app.model.conversation import Conversation
from app.protocol.poke import Here, Presence
from app.protocol.versions import CLAIM_PATH, HERE_PATH
from app.server.auth.token import Bearer
from app.server.errors import Denied
from app.server.feed.grants import granted
from app.server.http import Body, answer, bearer, documented, message, uuid_or_404
from app.server.parts import Parts
from app.server.presence import book
from app.server.presence.people import said_by
from app.server.router import Router
from app.server.sync.client import device_of

T = TypeVar("T")


def routes(parts: Parts) -> Router:
    """``/v1/sync/here`` and ``/v1/conversations/{id}/claim``. None of it is a command: lost, it is said again."""
    router = Router(tags=["sync"])
    signed_in = bearer(parts)

    @router.post(HERE_PATH, status_code=204, openapi_extra=documented(Here, None), summary="A desk is at work")
    def here(body: Body, who: Annotated[Bearer, Depends(signed_in)]) -> Response:
        wish = message(body, Here)

        def write(session: Session) -> None:
            now, conversation_id = parts.clock.now(), wish.conversation_id
            if conversation_id is not None and not reaches(session, parts, who, conversation_id):
                conversation_id = None
            book.seen(session, who.ws, who.user_id, now, said_by(session, who, wish, now))
            book.looks(session, who.ws, who.user_id, conversation_id, now)

        _note(parts, who, write)
        return Response(status_code=204)

    @router.post(CLAIM_PATH, openapi_extra=documented(None, Presence), summary="Take a request upon oneself for 60 s")
    def claim(conversation_id: str, who: Annotated[Bearer, Depends(signed_in)]) -> Response:
        talk = uuid_or_404(conversation_id)

        def write(session: Session) -> Presence:
            if not reaches(session, parts, who, talk):
                raise Denied(404, "not_found")
            now = parts.clock.now()
            book.claim(session, who.ws, talk, who.user_id, now)
            return book.spots(session, who.ws, now)[talk].told

        return answer(_note(parts, who, write))

    return router


def _note(parts: Parts, who: Bearer, work: Callable[[Session], T]) -> T:
    def write(session: Session) -> T:
        device_of(session, who, who.client)
        return work(session)

    return parts.uow.note(write)


def reaches(session: Session, parts: Parts, who: Bearer, conversation_id: UUID) -> bool:
    """Whether a conversation is in a feed that user is granted."""
    conversation = session.get(Conversation, (who.ws, conversation_id))
    if conversation is None:
        return False
    watchers = [UUID(it) for it in conversation.watcher_ids]
    own = conversation_feeds(
        conversation.queue_id, conversation.assignee_id, watchers, closed_at=None, now=parts.clock.now()
    )
    return bool(own & granted(session, who.ws, who.user_id))
