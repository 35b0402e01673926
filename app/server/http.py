"""What every endpoint shares: bodies as typed messages, answers as bytes, who is asking, schemas for the docs."""

import logging
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Request, Response
from starlette.requests import ClientDisconnect

from app.protocol.push import ErrorAnswer
from app.protocol.wire import BadMessage, decode, encode
from app.server.auth.token import Bearer
from app.server.errors import Denied
from app.server.log import warning
from app.server.parts import Parts

T = TypeVar("T")

_log = logging.getLogger("deskhand.http")

JSON = "application/json"
WORTH_PACKING = 1_024
"""Bytes of an answer from which on it is compressed."""


async def read_body(request: Request) -> bytes:
    """The whole body; endpoints are plain functions on the thread pool and cannot await it."""
    try:
        return await request.body()
    except ClientDisconnect as gone:
        raise Denied(400, "disconnected") from gone


Body = Annotated[bytes, Depends(read_body)]


def message(data: bytes, kind: type[T]) -> T:
    """The body as a message. Raises ``Denied``: 400 ``bad_message``."""
    try:
        return decode(data, kind)
    except BadMessage as error:
        raise Denied(400, "bad_message") from error


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A message as an HTTP answer."""
    return Response(encode(value), status, headers=headers, media_type=JSON)


def packed(request: Request, value: Any) -> Response:
    """A message that may be long: compressed for whoever says that they can read it."""
    data, headers = packed_bytes(request.headers.get("accept-encoding", ""), value)
    return Response(data, headers=headers, media_type=JSON)


def packed_bytes(readable: str, value: Any) -> tuple[bytes, dict[str, str]]:
    """The same as bytes, and the headers that say how to read them; ``readable``: the header ``Accept-Encoding``."""
    data, headers = encode(value), {"Vary": "Accept-Encoding"}
    if len(data) >= WORTH_PACKING and "zstd" in readable:
        import zstandard

        data, headers["Content-Encoding"] = zstandard.ZstdCompressor().compress(data), "zstd"
    return data, headers


def denied(error: Denied) -> Response:
    """How a refused request is answered."""
    known = {key: error.fields[key] for key in ("expected", "min") if key in error.fields}
    rest = {key: value for key, value in error.fields.items() if key not in known}
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return answer(ErrorAnswer(error=error.error, detail=rest, **known), error.status, headers)


def unavailable(error: Exception) -> Response:
    """The database is away or overloaded: nothing was applied, the desk tries again."""
    warning(_log, "database_unavailable", error)
    return denied(Denied(503, "unavailable", retry_after=2))


def bearer_of(parts: Parts, header: str) -> Bearer:
    """Who an ``Authorization`` header speaks for. Raises ``Denied``: 401 ``unauthorised``."""
    scheme, _, token = header.partition(" ")
    found = parts.signer.read(token, parts.clock.now()) if scheme.lower() == "bearer" else None
    if found is None:
        raise Denied(401, "unauthorised")
    return found


def bearer(parts: Parts) -> Callable[[Request], Bearer]:
    """The dependency that names who is asking."""

    def who(request: Request) -> Bearer:
        return bearer_of(parts, request.headers.get("authorization", ""))

    return who


def documented(request: type[Any] | None, response: type[Any] | None) -> dict[str, Any]:
    """The ``openapi_extra`` of an endpoint that speaks messages."""
    extra: dict[str, Any] = {}
    if request is not None:
        extra["requestBody"] = {"required": True, "content": {JSON: {"schema": _reference(request)}}}
    if response is not None:
        extra["responses"] = {
            "200": {"description": "OK", "content": {JSON: {"schema": _reference(response)}}},
            "default": {
                "description": "Not served",
                "content": {JSON: {"schema": _reference(ErrorAnswer)}},
            },
        }
    return extra


def uuid_or_404(text: str) -> UUID:
    """A UUID from a path. Raises ``Denied``: 404 ``not_found``."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Denied(404, "not_found") from error


def _reference(kind: type[Any]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}
