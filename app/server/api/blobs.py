"""Endpoints of files: PUT by hash, GET with the grants of their conversations."""

import tempfile
from typing import IO, Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from app.commands.base import SYSTEM
from app.protocol.versions import BLOB_PATH
from app.server.auth.token import Bearer
from app.server.blobs.access import may_read, note_upload
from app.server.blobs.store import CHUNK, OtherContent
from app.server.errors import Denied
from app.server.feed.grants import granted
from app.server.http import bearer
from app.server.parts import Parts
from app.server.sync.client import device_of

MAX_UPLOAD = 25 * 1024 * 1024
"""From a desk (sync.md 2.7); mail intake keeps originals up to its own limit."""


def routes(parts: Parts) -> APIRouter:
    """``/v1/blobs/{sha256}``."""
    router = APIRouter(tags=["files"])
    signed_in = bearer(parts)

    @router.put(BLOB_PATH + "{sha256}", status_code=204, summary="Send the bytes of a file")
    async def put(sha256: str, request: Request, who: Annotated[Bearer, Depends(signed_in)]) -> Response:
        if int(request.headers.get("content-length") or 0) > MAX_UPLOAD:
            raise Denied(413, "too_large")
        with tempfile.TemporaryFile() as file:
            size = 0
            async for chunk in request.stream():
                size += len(chunk)
                if size > MAX_UPLOAD:
                    raise Denied(413, "too_large")
                file.write(chunk)
            await run_in_threadpool(_keep, parts, who, sha256, file)
        return Response(status_code=204)

    @router.get(BLOB_PATH + "{sha256}", summary="Fetch the bytes of a file")
    def get(sha256: str, who: Annotated[Bearer, Depends(signed_in)]) -> Response:
        with parts.database.read() as session:
            device_of(session, who, who.client)
            feeds = granted(session, who.ws, who.user_id)
            allowed = may_read(session, who.ws, feeds, sha256)
        if not allowed or not parts.blobs.has(who.ws, sha256):
            raise Denied(404, "not_found")
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return StreamingResponse(
            parts.blobs.read(who.ws, sha256), media_type="application/octet-stream", headers=headers
        )

    return router


def _keep(parts: Parts, who: Bearer, sha256: str, file: IO[bytes]) -> None:
    with parts.database.read() as session:
        device_of(session, who, who.client)
    file.seek(0)
    try:
        parts.blobs.put_chunks(who.ws, iter(lambda: file.read(CHUNK), b""), expected=sha256)
    except OtherContent as error:
        raise Denied(400, "other_content") from error
    parts.uow.run(who.ws, SYSTEM, lambda tx: note_upload(tx, sha256, who.user_id))
    parts.effects.wake()
