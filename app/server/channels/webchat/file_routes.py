"""Endpoints of files on the chat page: sending one, and getting one by a signed link."""

import tempfile
from collections.abc import Callable
from typing import IO, Annotated
from urllib.parse import quote, unquote

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from app.commands.base import SYSTEM
from app.domain.channel import Channel
from app.model.workspace import Inbox
from app.protocol.chat import ChatFileShown
from app.server.api.blobs import file_answer
from app.server.blobs.store import CHUNK
from app.server.channels.webchat.body import pieces
from app.server.channels.webchat.file import (
    MAX_VISITOR_FILE,
    PICTURES,
    ChatFiles,
    note_file,
    require_room,
    shown_name,
)
from app.server.channels.webchat.limit import FILES_OF_ADDRESS, OF_FILES, Limiter
from app.server.channels.webchat.token import Visitor
from app.server.errors import Denied
from app.server.http import answer, documented
from app.server.parts import Parts
from app.server.router import Router

NAME_HEADER = "X-File-Name"
"""The file's name, percent-encoded UTF-8."""

FILES = "/chat/api/files"


def endpoints(parts: Parts, files: ChatFiles, who: Callable[[Request], Visitor]) -> Router:
    """``POST /chat/api/files`` with a visitor's token, ``GET /chat/api/files/{link}`` with nothing but the link."""
    router = Router(tags=["chat"])
    asking = Annotated[Visitor, Depends(who)]
    visitors, addresses = Limiter(parts.clock, OF_FILES), Limiter(parts.clock, FILES_OF_ADDRESS)

    @router.post(FILES, openapi_extra=documented(None, ChatFileShown), summary="Send a file, before its message")
    async def send(request: Request, visitor: asking) -> Response:
        visitors.take(str(visitor.id))
        addresses.take(request.client.host if request.client is not None else "")
        with tempfile.TemporaryFile() as file:
            size = await _received(request, file)
            return await run_in_threadpool(_keep, parts, visitor, request, file, size)

    @router.get(FILES + "/{link}", summary="A file of the visitor's talk")
    def get(link: str, request: Request) -> Response:
        with parts.database.read() as session:
            file = files.opened(session, link, parts.clock.now())
        if not parts.blobs.has(file.ws, file.blob):
            raise Denied(404, "not_found")
        parts.gate.require_clean(file.ws, file.blob)
        picture = file.content_type in PICTURES
        headers = {
            "Content-Type": file.content_type if picture else "application/octet-stream",
            "Content-Disposition": f"{'inline' if picture else 'attachment'}; filename*=utf-8''{quote(file.name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=3600",
        }
        return file_answer(parts.blobs, file.ws, file.blob, request.headers.get("range", ""), **headers)

    return router


async def _received(request: Request, file: IO[bytes]) -> int:
    """The body into a file; how many bytes. Raises ``Denied``: 413 ``too_large``, 400 ``empty`` or see ``pieces``."""
    size = 0
    async for chunk in pieces(request):
        size += len(chunk)
        if size > MAX_VISITOR_FILE:
            raise Denied(413, "too_large", limit=MAX_VISITOR_FILE)
        file.write(chunk)
    if not size:
        raise Denied(400, "empty")
    return size


def _keep(parts: Parts, visitor: Visitor, request: Request, file: IO[bytes], size: int) -> Response:
    name = shown_name(unquote(request.headers.get(NAME_HEADER, "")))
    kind = request.headers.get("content-type", "").partition(";")[0].strip()[:127] or "application/octet-stream"
    with parts.database.read() as session:
        inbox = session.get(Inbox, (visitor.ws, visitor.inbox_id))
        require_room(session, visitor, size)  # before anything is on the disk
    if inbox is None or inbox.channel is not Channel.CHAT:
        raise Denied(404, "not_found")
    file.seek(0)
    blob = parts.blobs.put_chunks(visitor.ws, iter(lambda: file.read(CHUNK), b""))
    if parts.gate.verdict(visitor.ws, blob) == "infected":
        raise Denied(422, "infected")
    file_id = parts.uow.run(visitor.ws, SYSTEM, lambda tx: note_file(tx, visitor, name, kind, size, blob))
    return answer(ChatFileShown(id=file_id, name=name, content_type=kind, size=size, image=kind in PICTURES))
