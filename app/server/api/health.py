"""Endpoints that tell whether this process lives and whether it can work, and the clock of simulations."""

from datetime import datetime, timedelta

from fastapi import Request, Response
from sqlalchemy import select

from app.model.sync import Lease
from app.protocol.versions import HEALTH_PATH
from app.protocol.wire import Message
from app.server.clock import DrivenClock
from app.server.db import DATABASE_AWAY
from app.server.errors import Denied
from app.server.http import Body, answer, documented, message
from app.server.jobs.lease import WORKER
from app.server.parts import Parts
from app.server.router import Router
from app.server.schema import HEAD, revision

LOOPBACK = frozenset({"127.0.0.1", "::1", "testclient"})


class Readiness(Message, frozen=True):
    """What this process needs.

    ``worker``: some process carries effects out. ``watch``: this one sees what others commit.
    """

    database: bool
    revision: str
    expected: str
    worker: bool
    watch: bool


class Move(Message, frozen=True):
    """How to move a driven clock: to an instant, or by seconds."""

    now: datetime | None = None
    advance_s: float = 0.0


def routes(parts: Parts) -> Router:
    """``/health`` and, for simulations only, ``/clock``."""
    router = Router(tags=["health"])

    @router.get(HEALTH_PATH, summary="This process lives")
    def live() -> Response:
        return answer({"status": "ok", "server_id": parts.server_id})

    @router.get(HEALTH_PATH + "/ready", openapi_extra=documented(None, Readiness), summary="It can work")
    def ready() -> Response:
        found = readiness(parts)
        good = found.database and found.worker and found.watch and found.revision == found.expected
        return answer(found, 200 if good else 503)

    if isinstance(parts.clock, DrivenClock):
        clock = parts.clock

        @router.post("/clock", summary="Move the clock of a simulation")
        def move(request: Request, body: Body) -> Response:
            if request.client is None or request.client.host not in LOOPBACK:
                raise Denied(403, "loopback_only")
            wish = message(body, Move)
            moved = clock.set(wish.now) if wish.now is not None else clock.advance(timedelta(seconds=wish.advance_s))
            return answer({"now": moved})

    return router


def readiness(parts: Parts) -> Readiness:
    """Ask the database, and the thread that watches it."""
    watch = parts.watch.is_alive()
    try:
        with parts.database.read() as session:
            until = session.scalar(select(Lease.until).where(Lease.name == WORKER))
        found = revision(parts.database.engine)
    except DATABASE_AWAY:
        return Readiness(database=False, revision="", expected=HEAD, worker=False, watch=watch)
    works = until is not None and until > parts.clock.now()
    return Readiness(database=True, revision=found, expected=HEAD, worker=works, watch=watch)
