"""The ASGI application: endpoints, streams beside them, and what every answer carries."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect

from app.protocol.versions import EPOCH_HEADER
from app.server.api import auth, blobs, docs, health, sync, uploads
from app.server.db import DATABASE_AWAY, POOL
from app.server.errors import Denied
from app.server.http import denied, unavailable
from app.server.parts import Parts
from app.server.sync.hub import ASGI, Receive, Scope, Send
from app.server.sync.watch import keep_beating


def create_application(parts: Parts) -> ASGI:
    """Put the endpoints of all parts together; every answer carries ``X-Sync-Epoch``."""
    app = _endpoints(parts)
    epoch = (EPOCH_HEADER.lower().encode(), str(parts.epoch).encode())

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_marked(event: MutableMapping[str, Any]) -> None:
            if event["type"] == "http.response.start":
                event["headers"] = [*event.get("headers", ()), epoch]
            await send(event)

        stream = parts.streams.get(scope["path"]) if scope["type"] == "http" else None
        if stream is not None:
            await _answered(stream, scope, receive, send_marked)
        else:
            await app(scope, receive, send if scope["type"] == "lifespan" else send_marked)

    return application


async def _answered(stream: ASGI, scope: Scope, receive: Receive, send: Send) -> None:
    """What FastAPI does for its endpoints: an answer when the database is away or a bug is met.

    The web server's own would not say whose it is, and a desk took it for a captive portal's.
    """
    begun = False

    async def send_noted(event: MutableMapping[str, Any]) -> None:
        nonlocal begun
        begun = True
        await send(event)

    try:
        await stream(scope, receive, send_noted)
    except Exception as error:
        away = isinstance(error, DATABASE_AWAY)
        if not begun:
            response = unavailable(error) if away else denied(Denied(500, "internal"))
            await response(scope, receive, send)
        if begun or not away:
            raise


def _endpoints(parts: Parts) -> FastAPI:
    app = FastAPI(
        title="Deskhand",
        description="Named commands go up, changed rows come down, a poke says when.",
        lifespan=lambda _: _running(parts),
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.openapi = lambda: docs.describe(app)  # type: ignore[method-assign]
    app.add_exception_handler(Denied, _on_denied)
    for away in DATABASE_AWAY:
        app.add_exception_handler(away, _on_database)
    app.add_exception_handler(ClientDisconnect, _on_gone)
    for router in (
        auth.routes(parts),
        sync.routes(parts),
        blobs.routes(parts),
        uploads.routes(parts),
        health.routes(parts),
        docs.routes(),
        *(make() for make in parts.routers),
    ):
        app.router.routes += router.routes  # including it made every endpoint a second time, at the first request
    return app


@asynccontextmanager
async def _running(parts: Parts) -> AsyncIterator[None]:
    """While requests are served: as many threads as database connections, and a heartbeat for streams."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = POOL
    parts.hub.attach(asyncio.get_running_loop())
    beating = asyncio.ensure_future(keep_beating(parts.hub))
    try:
        yield
    finally:
        beating.cancel()


async def _on_denied(_: Request, error: Exception) -> Response:
    assert isinstance(error, Denied)
    return denied(error)


async def _on_database(_: Request, error: Exception) -> Response:
    return unavailable(error)


async def _on_gone(_: Request, __: Exception) -> Response:
    """Who asked left before the question was whole, as pages do that are closed: nothing was done, nobody listens."""
    return Response(status_code=400)
