"""Endpoints of search and history; whatever is looked at is written to the audit log."""

from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Response
from sqlalchemy.orm import Session

from app.commands.base import Actor
from app.domain.entry import AuthorKind
from app.domain.role import may
from app.protocol.search import (
    PAST_PATH,
    SEARCH_PATH,
    TALK_PATH,
    FoundTalks,
    LookFor,
    PastTalks,
    SeenTalk,
)
from app.server import audit
from app.server.auth.token import Bearer
from app.server.errors import Denied
from app.server.feed.grants import roles_of
from app.server.http import Body, answer, bearer, documented, message, uuid_or_404
from app.server.parts import Parts
from app.server.router import Router
from app.server.search.finding import find
from app.server.search.history import past_of, talk_seen
from app.server.search.indexing import Indexer
from app.server.sync.client import device_of

LOOK_UP = "look_up"
"""In the permission matrix."""

T = TypeVar("T")


def connect(parts: Parts) -> None:
    """Add endpoints, and the job that keeps the index."""
    parts.jobs.append(lambda it: Indexer(it.database, it.uow))
    parts.routers.append(lambda: routes(parts))


def routes(parts: Parts) -> Router:
    """``/v1/search`` and ``/v1/history``."""
    router = Router(tags=["search"])
    signed_in = bearer(parts)
    Who = Annotated[Bearer, Depends(signed_in)]  # noqa: N806  a type

    @router.post(SEARCH_PATH, openapi_extra=documented(LookFor, FoundTalks), summary="Find conversations")
    def search(body: Body, who: Who) -> Response:
        wish = message(body, LookFor)
        found = _read(parts, who, lambda session: find(session, who, wish))
        # never what was typed: it is a customer's name or number more often than not
        _record(parts, who, "searched", None, found=len(found.found))
        return answer(found)

    @router.get(TALK_PATH + "{conversation}", openapi_extra=documented(None, SeenTalk), summary="Read a conversation")
    def talk(conversation: str, who: Who) -> Response:
        key = uuid_or_404(conversation)
        seen = _read(parts, who, lambda session: talk_seen(session, who, key))
        _record(parts, who, "looked_at_conversation", key)
        return answer(seen)

    @router.get(PAST_PATH + "{customer}", openapi_extra=documented(None, PastTalks), summary="Past of a customer")
    def past(customer: str, who: Who) -> Response:
        key = uuid_or_404(customer)
        talks = _read(parts, who, lambda session: past_of(session, who, key))
        _record(parts, who, "looked_at_customer", key)
        return answer(talks)

    return router


def _read(parts: Parts, who: Bearer, work: Any) -> Any:
    """In one snapshot. Raises ``Denied``: 403 ``forbidden`` when no role of this person allows to look."""
    with parts.database.read() as session:
        _require(session, who)
        return work(session)


def _require(session: Session, who: Bearer) -> None:
    device_of(session, who, who.client)
    if not may(roles_of(session, who.ws, who.user_id), LOOK_UP):
        raise Denied(403, "forbidden")


def _record(parts: Parts, who: Bearer, what: str, subject: UUID | None, **detail: Any) -> None:
    actor = Actor(AuthorKind.USER, who.user_id)
    parts.uow.run(who.ws, actor, lambda tx: audit.note(tx, what, subject, **detail))
