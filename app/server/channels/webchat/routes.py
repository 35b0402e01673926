"""Endpoints of the chat page."""

from collections.abc import Callable, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from app.protocol.chat import (
    NEWS,
    ChatFileShown,
    ChatSession,
    History,
    LeaveMessage,
    OpenSession,
    Taken,
    WriteMessage,
    Written,
)
from app.server.channels.webchat import file_routes, presence
from app.server.channels.webchat.file import ChatFiles
from app.server.channels.webchat.history import history
from app.server.channels.webchat.limit import (
    NEW_SESSIONS,
    OF_ADDRESS,
    OF_FORMS,
    OF_NEWCOMERS,
    OF_READING,
    OF_VISITOR,
    READING_OF_ADDRESS,
    Limiter,
)
from app.server.channels.webchat.reading import last_read, promised_at
from app.server.channels.webchat.service import MAX_TEXT_BYTES, ChatService
from app.server.channels.webchat.token import Visitor
from app.server.errors import Denied
from app.server.http import answer, documented, message
from app.server.parts import Parts

API = "/chat/api"
MAX_BODY_BYTES = 4 * MAX_TEXT_BYTES
"""A text of the allowed length, each character escaped, and the rest of the message."""


async def read_small(request: Request) -> bytes:
    """The body; a stranger may not fill our memory. Raises ``Denied``: 413 ``too_long``."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BODY_BYTES:
            raise Denied(413, "too_long", limit=MAX_TEXT_BYTES)
    return bytes(data)


SmallBody = Annotated[bytes, Depends(read_small)]


def endpoints(parts: Parts, service: ChatService, files: ChatFiles) -> APIRouter:
    """``/chat/api``: session, messages, history, taken, files."""
    router = APIRouter(prefix=API, tags=["chat"])
    sessions, addresses, visitors, newcomers = (
        Limiter(parts.clock, it) for it in (NEW_SESSIONS, OF_ADDRESS, OF_VISITOR, OF_NEWCOMERS)
    )

    def who(request: Request) -> Visitor:
        return service.visitor(request.headers.get("authorization", "").removeprefix("Bearer "))

    reader = _reader(parts, who)
    asking = Annotated[Visitor, Depends(who)]
    reading = Annotated[Visitor, Depends(reader)]

    @router.post("/session", openapi_extra=documented(OpenSession, ChatSession), summary="Begin or go on")
    def session(request: Request, body: SmallBody) -> Response:
        sessions.take(_address(request))
        return answer(service.session(message(body, OpenSession), _address(request)))

    @router.post("/messages", openapi_extra=documented(WriteMessage, Written), summary="Write, once for each id")
    def write(request: Request, visitor: asking, body: SmallBody) -> Response:
        addresses.take(_address(request))
        visitors.take(str(visitor.id))
        if service.is_stranger(visitor):
            newcomers.take(_address(request))
        written = service.write(visitor, message(body, WriteMessage), _address(request))
        parts.hub.publish(visitor.topic, NEWS, b"{}")  # the visitor's other tabs
        return answer(written)

    @router.post("/taken", openapi_extra=documented(Taken, None), summary="The page shows these answers")
    def taken(visitor: reading, body: SmallBody) -> Response:
        wish = message(body, Taken)
        service.taken(visitor, wish.ids, read=wish.read)
        return Response(status_code=204)

    whole = APIRouter()
    whole.include_router(router)
    whole.include_router(_past(parts, files, reader))
    whole.include_router(_beside(parts, service, who, (addresses, newcomers)))
    whole.include_router(file_routes.endpoints(parts, files, who))
    return whole


def _reader(parts: Parts, who: Callable[[Request], Visitor]) -> Callable[[Request], Visitor]:
    """Who looks at what was written, unless they look too often."""
    visitors, addresses = Limiter(parts.clock, OF_READING), Limiter(parts.clock, READING_OF_ADDRESS)

    def reader(request: Request) -> Visitor:
        visitor = who(request)
        visitors.take(str(visitor.id))
        addresses.take(_address(request))
        return visitor

    return reader


def _past(parts: Parts, files: ChatFiles, who: Callable[[Request], Visitor]) -> APIRouter:
    """``/chat/api``: what was written."""
    router = APIRouter(prefix=API, tags=["chat"])
    asking = Annotated[Visitor, Depends(who)]

    def files_of(session: Session, visitor: Visitor, ids: list[UUID]) -> Mapping[UUID, list[ChatFileShown]]:
        return files.shown(session, visitor, ids, parts.clock.now())

    @router.get("/history", openapi_extra=documented(None, History), summary="What was written after a cursor")
    def read(visitor: asking, cursor: str = "") -> Response:
        with parts.database.read() as session:
            due = promised_at(session, visitor, parts.clock.now())
            found = history(session, visitor, cursor, files_of, last_read(session, visitor), due)
        return answer(found, headers={"Cache-Control": "no-store"})

    return router


def _beside(
    parts: Parts, service: ChatService, who: Callable[[Request], Visitor], limits: tuple[Limiter, Limiter]
) -> APIRouter:
    """``/chat/api``: what is left while nobody is there, and that the visitor is writing."""
    router = APIRouter(prefix=API, tags=["chat"])
    forms = Limiter(parts.clock, OF_FORMS)
    signs = presence.limiter(parts.clock)
    asking = Annotated[Visitor, Depends(who)]

    @router.post(
        "/form",
        openapi_extra=documented(LeaveMessage, Written),
        summary="Leave a message for an answer by mail or telephone",
    )
    def leave(request: Request, visitor: asking, body: SmallBody) -> Response:
        for limit in limits:
            limit.take(_address(request))
        forms.take(str(visitor.id))
        return answer(service.leave(visitor, message(body, LeaveMessage), _address(request)))

    @router.post("/typing", status_code=204, summary="The visitor is writing")
    def typing(visitor: asking) -> Response:
        presence.visitor_types(parts, visitor, signs)
        return Response(status_code=204)

    return router


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
