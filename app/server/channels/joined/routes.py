"""Endpoints of joined channels: ``/v1/channels/{inbox}/…`` with the inbox's key."""

import tempfile
from typing import Annotated
from urllib.parse import unquote
from uuid import UUID

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from app.model.account import InboxSecret
from app.model.conversation import Attachment, Delivery, LogEntry
from app.model.workspace import Inbox
from app.protocol.channel import ChannelAccepted, ChannelFile, ChannelMessage, ChannelState
from app.server.api.blobs import file_answer
from app.server.blobs.store import CHUNK
from app.server.channels.email.secret import InboxSecrets
from app.server.channels.joined.intake import ChannelIntake, entry_of
from app.server.channels.joined.key import inbox_of
from app.server.channels.joined.signature import SECRET, SIGNATURE, TIMESTAMP, is_right
from app.server.channels.joined.way import leaves_through
from app.server.channels.webchat.file import shown_name
from app.server.channels.webchat.limit import Limiter, Rate
from app.server.channels.webchat.settings import is_yes
from app.server.errors import Denied
from app.server.http import answer, documented, message, uuid_or_404
from app.server.parts import Parts
from app.server.router import Router

MAX_BODY = 400_000
MAX_FILE = 25 * 1024 * 1024
OF_INBOX = Rate(burst=500, every_s=0.02)


class Door:
    """Lets in who has the inbox's key, and the right signature where one is given or asked for."""

    def __init__(self, parts: Parts, secrets: InboxSecrets) -> None:
        self._parts = parts
        self._secrets = secrets
        self._limit = Limiter(parts.clock, OF_INBOX)

    def open(self, inbox_id: str, request: Request, body: bytes | None) -> Inbox:
        """The inbox that is spoken to; of a file (``body`` None) only the key is asked for.

        Raises:
            Denied: 401 ``unauthorised`` or ``bad_signature``, 429 ``slow_down``.
        """
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        with self._parts.database.read() as session:
            inbox = inbox_of(session, uuid_or_404(inbox_id), key)
            self._limit.take(str(inbox.id))
            secret = self._secrets.open(session.get(InboxSecret, (inbox.ws, inbox.id))).get(SECRET, "")
        timestamp, signature = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
        asked = bool(signature) or is_yes(inbox.settings.get("require_signature"))
        right = body is None or is_right(secret, timestamp, signature, body, self._parts.clock.now())
        if asked and not right:
            raise Denied(401, "bad_signature")
        return inbox


async def read_limited(request: Request) -> bytes:
    """The body. Raises ``Denied``: 413 ``too_long``."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BODY:
            raise Denied(413, "too_long", limit=MAX_BODY)
    return bytes(data)


Limited = Annotated[bytes, Depends(read_limited)]


def routes(parts: Parts, intake: ChannelIntake, door: Door) -> Router:
    """Messages in, states of answers in."""
    router = Router(prefix="/v1/channels/{inbox_id}", tags=["channels"])

    @router.post("/messages", openapi_extra=documented(ChannelMessage, ChannelAccepted), summary="A customer wrote")
    def take(inbox_id: str, request: Request, body: Limited) -> Response:
        inbox = door.open(inbox_id, request, body)
        wish = message(body, ChannelMessage)
        taken = intake.take(inbox, wish, wish.id or request.headers.get("idempotency-key", ""))
        return answer(taken, 200 if taken.repeated else 201)

    @router.post("/deliveries", openapi_extra=documented(ChannelState, None), summary="How far an answer got")
    def state(inbox_id: str, request: Request, body: Limited) -> Response:
        intake.note_state(door.open(inbox_id, request, body), message(body, ChannelState))
        return Response(status_code=204)

    _add_file_routes(router, parts, intake, door)
    return router


def _add_file_routes(router: Router, parts: Parts, intake: ChannelIntake, door: Door) -> None:
    """Files of messages in, files of answers out."""

    @router.put(
        "/messages/{external_id}/files/{name}",
        openapi_extra=documented(None, ChannelFile),
        summary="A file of a message that was taken before",
    )
    async def put(inbox_id: str, external_id: str, name: str, request: Request) -> Response:
        inbox = await run_in_threadpool(door.open, inbox_id, request, None)
        kind = request.headers.get("content-type", "").partition(";")[0].strip()[:127] or "application/octet-stream"
        with tempfile.TemporaryFile() as file:
            size = 0
            async for chunk in request.stream():
                size += len(chunk)
                if size > MAX_FILE:
                    raise Denied(413, "too_large", limit=MAX_FILE)
                file.write(chunk)
            file.seek(0)
            chunks = iter(lambda: file.read(CHUNK), b"")
            sha256 = await run_in_threadpool(parts.blobs.put_chunks, inbox.ws, chunks)
        entry_id = entry_of(inbox.id, unquote(external_id))
        stored = await run_in_threadpool(
            intake.add_file, inbox, entry_id, shown_name(unquote(name)), kind, (sha256, size)
        )
        return answer(stored)

    @router.get("/files/{file_id}", summary="A file of an answer")
    def get(inbox_id: str, file_id: str, request: Request) -> Response:
        inbox = door.open(inbox_id, request, None)
        file = _of_answer(parts, inbox, uuid_or_404(file_id))
        return file_answer(parts.blobs, inbox.ws, file.blob, request.headers.get("range", ""))


def _of_answer(parts: Parts, inbox: Inbox, file_id: UUID) -> Attachment:
    """A file of an answer that goes out through this inbox. Raises ``Denied``: 404 ``not_found``."""
    with parts.database.read() as session:
        file = session.get(Attachment, (inbox.ws, file_id))
        entry = session.get(LogEntry, (inbox.ws, file.entry_id)) if file is not None else None
        is_ours = entry is not None and session.get(Delivery, (inbox.ws, entry.entry_id)) is not None
        is_ours = is_ours and entry is not None and leaves_through(session, entry, inbox.id)
    if file is None or not is_ours:
        raise Denied(404, "not_found")
    if not parts.blobs.has(inbox.ws, file.blob):
        raise Denied(404, "not_found")
    return file
