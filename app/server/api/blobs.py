"""Endpoints of files: PUT by hash, GET with the grants of their conversations, also from the middle."""

import re
import tempfile
from typing import IO, Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from app.protocol.versions import BLOB_PATH
from app.server.auth.token import Bearer
from app.server.blobs.access import may_read
from app.server.blobs.store import CHUNK, BlobStore
from app.server.blobs.upload import Upload
from app.server.errors import Denied
from app.server.feed.grants import granted
from app.server.http import bearer
from app.server.parts import Parts
from app.server.router import Router
from app.server.sync.client import device_of

MAX_UPLOAD = 25 * 1024 * 1024
"""From a desk (sync.md 2.7); mail intake keeps originals up to its own limit."""

_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


def routes(parts: Parts) -> Router:
    """``/v1/blobs/{sha256}``."""
    router = Router(tags=["files"])
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

    @router.get(BLOB_PATH + "{sha256}", summary="Fetch the bytes of a file, or a range of them")
    def get(sha256: str, request: Request, who: Annotated[Bearer, Depends(signed_in)]) -> Response:
        with parts.database.read() as session:
            device_of(session, who, who.client)
            feeds = granted(session, who.ws, who.user_id)
            allowed = may_read(session, who.ws, feeds, sha256)
        if not allowed or not parts.blobs.has(who.ws, sha256):
            raise Denied(404, "not_found")
        parts.gate.require_clean(who.ws, sha256)
        return file_answer(parts.blobs, who.ws, sha256, request.headers.get("range", ""))

    return router


def file_answer(blobs: BlobStore, ws: UUID, sha256: str, wanted: str, **headers: str) -> Response:
    """The file, or the range of it that a ``Range`` header asks for.

    Raises:
        Denied: 416 ``range``: it ends before that.
    """
    size = blobs.size(ws, sha256)
    start, end = _range(wanted, size)
    said = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff", "Accept-Ranges": "bytes"}
    said |= {"Content-Length": str(end - start), **headers}
    kind = said.pop("Content-Type", "application/octet-stream")
    if (start, end) != (0, size):
        said["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    status = 206 if "Content-Range" in said else 200
    return StreamingResponse(blobs.read(ws, sha256, start, end), status, headers=said, media_type=kind)


def _range(wanted: str, size: int) -> tuple[int, int]:
    """First byte and the one after the last; the whole file for what is no single range."""
    found = _RANGE.fullmatch(wanted.strip())
    if found is None:
        return 0, size
    start, end = int(found[1]), min(int(found[2]) + 1, size) if found[2] else size
    if start >= end:
        raise Denied(416, "range", size=size)
    return start, end


def _keep(parts: Parts, who: Bearer, sha256: str, file: IO[bytes]) -> None:
    with parts.database.read() as session:
        device_of(session, who, who.client)
    file.seek(0)
    parts.keeper.keep(Upload(who.ws, who.user_id, sha256), iter(lambda: file.read(CHUNK), b""))
