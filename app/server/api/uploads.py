"""Endpoints of resumable uploads, in the manner of tus: POST begins, HEAD tells how far, PATCH goes on."""

from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from app.domain.attachment import MAX_CHUNK_BYTES, MAX_FILE_BYTES
from app.protocol.versions import UPLOAD_PATH
from app.server.auth.token import Bearer
from app.server.blobs.access import may_read
from app.server.blobs.store import is_sha256
from app.server.blobs.upload import TooMuch, Upload, UploadStore, WrongOffset
from app.server.errors import Denied
from app.server.feed.grants import granted
from app.server.http import bearer
from app.server.parts import Parts
from app.server.router import Router
from app.server.sync.client import device_of

OFFSET, LENGTH = "Upload-Offset", "Upload-Length"


def routes(parts: Parts) -> Router:
    """``/v1/uploads/{sha256}``: a file named by its hash, that may come in many requests and over days."""
    router = Router(tags=["files"])
    asking = Annotated[Bearer, Depends(bearer(parts))]
    path = UPLOAD_PATH + "{sha256}"

    @router.post(path, status_code=201, summary="Begin to send a large file, or go on")
    def begin(sha256: str, request: Request, who: asking) -> Response:
        return _begin(parts, _upload_of(parts, who, sha256), _number(request, LENGTH))

    @router.head(path, summary="How much of it is here")
    def head(sha256: str, who: asking) -> Response:
        known = parts.uploads.offset(_upload_of(parts, who, sha256))
        if known is None:
            raise Denied(404, "not_found")
        return _told(200, *known)

    @router.patch(path, status_code=204, summary="Send the next piece; the last one is verified")
    async def go_on(sha256: str, request: Request, who: asking) -> Response:
        data = await _piece(request)
        return await run_in_threadpool(_go_on, parts, who, sha256, _number(request, OFFSET), data)

    @router.delete(path, status_code=204, summary="Send no more of it")
    def drop(sha256: str, who: asking) -> Response:
        parts.uploads.drop(_upload_of(parts, who, sha256))
        return Response(status_code=204)

    return router


def _upload_of(parts: Parts, who: Bearer, sha256: str) -> Upload:
    if not is_sha256(sha256):
        raise Denied(404, "not_found")
    with parts.database.read() as session:
        device_of(session, who, who.client)
    return Upload(who.ws, who.user_id, sha256)


def _begin(parts: Parts, upload: Upload, length: int) -> Response:
    if not 0 < length <= MAX_FILE_BYTES:
        raise Denied(413, "too_large", limit=MAX_FILE_BYTES)
    if _is_known(parts, upload, length):
        parts.keeper.accept(upload)
        return _told(201, length, length, Location=UPLOAD_PATH + upload.sha256)
    try:
        offset = parts.uploads.begin(upload, length)
    except TooMuch as error:
        raise Denied(429, "too_much", retry_after=600) from error
    if offset == length:  # the answer to its last piece was lost
        parts.keeper.keep_upload(upload)
    return _told(201, offset, length, Location=UPLOAD_PATH + upload.sha256)


def _is_known(parts: Parts, upload: Upload, length: int) -> bool:
    """Whether the bytes lie here and their sender may read them anyway: of a text with a file nothing is sent twice."""
    with parts.database.read() as session:
        feeds = granted(session, upload.ws, upload.user_id)
        may = may_read(session, upload.ws, feeds, upload.sha256)
    return may and parts.blobs.has(upload.ws, upload.sha256) and parts.blobs.size(upload.ws, upload.sha256) == length


def _go_on(parts: Parts, who: Bearer, sha256: str, at: int, data: bytes) -> Response:
    upload = _upload_of(parts, who, sha256)
    offset, length = _appended(parts.uploads, upload, at, data)
    if offset == length:
        parts.keeper.keep_upload(upload)
    return _told(204, offset, length)


def _appended(uploads: UploadStore, upload: Upload, at: int, data: bytes) -> tuple[int, int]:
    known = uploads.offset(upload)
    if known is None:
        raise Denied(404, "not_found")
    try:
        return uploads.append(upload, at, data), known[1]
    except WrongOffset as error:
        raise Denied(409, "wrong_offset", offset=known[0]) from error


async def _piece(request: Request) -> bytes:
    """What came of the body: when the connection breaks, what arrived is kept, as the sender will ask.

    Raises:
        Denied: 413 ``too_large``.
    """
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > MAX_CHUNK_BYTES:
                raise Denied(413, "too_large", limit=MAX_CHUNK_BYTES)
    except ClientDisconnect:
        pass
    return bytes(data)


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Denied(400, "bad_message", header=name)
    return int(text)


def _told(status: int, offset: int, length: int, **more: str) -> Response:
    headers = {OFFSET: str(offset), LENGTH: str(length), "Cache-Control": "no-store", **more}
    return Response(status_code=status, headers=headers)
