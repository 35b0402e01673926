"""Endpoints of the chat page."""

from collections.abc import Callable, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
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
from app.server.channels.webchat.body import pieces
from app.server.channels.webchat.file import ChatFiles
from app.server.channels.webchat.history import history
from app.server.channels.webchat.limits import StrangerLimits
from app.server.channels.webchat.reading import last_read, promised_at
from app.server.channels.webchat.service import MAX_TEXT_BYTES, ChatService
from app.server.channels.webchat.token import Visitor
from app.server.errors import Denied
from app.server.http import answer, documented, message
from app.server.parts import Parts
from app.server.router import Router

API = "/chat/api"
MAX_BODY_BYTES = 4 * MAX_TEXT_BYTES
"""A text of the allowed length, each character escaped, and the rest of the message."""


async def read_small(request: Request) -> bytes:
    """The body; a stranger may not fill our memory. Raises ``Denied``: 413 ``too_long``, or see ``pieces``."""
    data = bytearray()
    async for chunk in pieces(request):
        data += chunk
        if len(data) > MAX_BODY_BYTES:
            raise Denied(413, "too_long", limit=MAX_TEXT_BYTES)
    return bytes(data)


SmallBody = Annotated[bytes, Depends(read_small)]


def endpoints(parts: Parts, service: ChatService, files: ChatFiles, limits: StrangerLimits) -> Router:
    """``/chat/api``: session, messages, history, taken, files."""
    router = Router(prefix=API, tags=["chat"])

    def who(request: Request) -> Visitor:
        return service.visitor(request.headers.get("authorization", "").removeprefix("Bearer "))

    def reader(request: Request) -> Visitor:
        visitor = who(request)
        limits.read(visitor, _address(request))
        return visitor

    asking = Annotated[Visitor, Depends(who)]

    @router.post("/session", openapi_extra=documented(OpenSession, ChatSession), summary="Begin or go on")
    def session(request: Request, body: SmallBody) -> Response:
        limits.begin(_address(request))
        return answer(service.session(message(body, OpenSession), _address(request)))

    @router.post("/messages", openapi_extra=documented(WriteMessage, Written), summary="Write, once for each id")
    def write(request: Request, visitor: asking, body: SmallBody) -> Response:
        limits.write(visitor, _address(request))
        if service.is_stranger(visitor):
            limits.open(_address(request))
        written = service.write(visitor, message(body, WriteMessage), _address(request))
        parts.hub.publish(visitor.topic, NEWS, b"{}")  # the visitor's other tabs
        return answer(written)

    for more in (
        _past(parts, service, files, reader),
        _beside(parts, service, who, limits),
        file_routes.endpoints(parts, files, who),
    ):
        router.routes += more.routes
    return router


def _past(parts: Parts, service: ChatService, files: ChatFiles, reader: Callable[[Request], Visitor]) -> Router:
    """``/chat/api``: what was written, and what of it the page shows."""
    router = Router(prefix=API, tags=["chat"])
    reading = Annotated[Visitor, Depends(reader)]

    def files_of(session: Session, visitor: Visitor, ids: list[UUID]) -> Mapping[UUID, list[ChatFileShown]]:
        return files.shown(session, visitor, ids, parts.clock.now())

    @router.get("/history", openapi_extra=documented(None, History), summary="What was written after a cursor")
    def read(visitor: reading, cursor: str = "") -> Response:
        with parts.database.read() as session:
            due = promised_at(session, visitor, parts.clock.now())
            found = history(session, visitor, cursor, files_of, last_read(session, visitor), due)
        return answer(found, headers={"Cache-Control": "no-store"})

    @router.post("/taken", openapi_extra=documented(Taken, None), summary="The page shows these answers")
    def taken(visitor: reading, body: SmallBody) -> Response:
        wish = message(body, Taken)
        service.taken(visitor, wish.ids, read=wish.read)
        return Response(status_code=204)

    return router


def _beside(parts: Parts, service: ChatService, who: Callable[[Request], Visitor], limits: StrangerLimits) -> Router:
    """``/chat/api``: what is left while nobody is there, and that the visitor is writing."""
    router = Router(prefix=API, tags=["chat"])
    signs = presence.limiter(parts.clock)
    asking = Annotated[Visitor, Depends(who)]

    @router.post(
        "/form",
        openapi_extra=documented(LeaveMessage, Written),
        summary="Leave a message for an answer by mail or telephone",
    )
    def leave(request: Request, visitor: asking, body: SmallBody) -> Response:
        limits.leave(visitor, _address(request))
        return answer(service.leave(visitor, message(body, LeaveMessage), _address(request)))

    @router.post("/typing", status_code=204, summary="The visitor is writing")
    def typing(visitor: asking) -> Response:
        presence.visitor_types(parts, visitor, signs)
        return Response(status_code=204)

    return router


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
