"""The long poll, for networks that let no stream through; with ``timeout=0`` it is the short one."""

import asyncio
import hashlib
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from app.domain.feed import WORKSPACE
from app.model.sync import FeedHead
from app.protocol.poke import Waited
from app.protocol.wire import changed, encode
from app.server.api.stream import admit
from app.server.auth.token import Bearer
from app.server.errors import Denied
from app.server.http import denied
from app.server.parts import Parts
from app.server.presence.book import spots, stats
from app.server.presence.people import states, told_of
from app.server.sync.hub import Receive, Scope, Send, Subscription
from app.server.sync.watch import HeadWatch, topics_of

LONGEST_S = 25.0
GATHER_S = 0.05
"""Pokes of one commit come one by one; all of them make one answer."""

BYE_MS = 1_000

HEADERS = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
"""Sent before the wait, so that the desk knows who it is that lets it wait, and can end it."""


class SyncWait:
    """``GET /v1/sync/wait?known=…&timeout=25`` as raw ASGI: while it waits it holds no thread and no connection.

    ``known`` is the fingerprint of the last answer, its second half that of what people do: they are many, and told
    again only when something became of them. Everything is read from the database, so any node may answer.
    """

    def __init__(self, parts: Parts, watch: HeadWatch) -> None:
        self._parts = parts
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one question."""
        try:
            who, feeds = await run_in_threadpool(admit, self._parts, scope)
        except Denied as error:
            await denied(error)(scope, receive, send)
            return
        known, seconds = _asked(scope)
        subscription = self._parts.hub.subscribe(topics_of(who, feeds))
        subscription.beat = _silent
        gone = asyncio.ensure_future(_until_gone(subscription, receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            found = await self._found(who, feeds, known, seconds, subscription)
            await send({"type": "http.response.body", "body": encode(found)})
        finally:
            gone.cancel()
            self._parts.hub.unsubscribe(subscription)

    async def _found(
        self, who: Bearer, feeds: frozenset[str], known: str, seconds: float, subscription: Subscription
    ) -> Waited:
        """What is there when it differs from ``known``, or when the time is over."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            found = await run_in_threadpool(self._read, who, feeds, known)
            left = end - loop.time()
            if found.known != known or left <= 0:
                return found
            with suppress(TimeoutError):
                await asyncio.wait_for(subscription.next(), left)
            if subscription.closed:
                return changed(found, retry_ms=BYE_MS)
            await asyncio.sleep(GATHER_S)

    def _read(self, who: Bearer, feeds: frozenset[str], known: str) -> Waited:
        parts, now = self._parts, self._parts.clock.now()
        with parts.database.read() as session:
            query = select(FeedHead.feed, FeedHead.version)
            heads = dict(session.execute(query.where(FeedHead.ws == who.ws, FeedHead.feed.in_(feeds))).all())
            there = sorted(spots(session, who.ws, now, feeds).items())
            queues = stats(session, who.ws, now, feeds)
            people = told_of(states(session, who.ws, now) if WORKSPACE in feeds else {}).people
        self._watch.saw(who.ws, heads)
        presence = [spot.told for _, spot in there]
        marks = _mark([str(parts.epoch), sorted(heads.items()), presence, queues]), _mark(people)
        return Waited(
            epoch=parts.epoch, heads=heads, server_time=now, known=".".join(marks), presence=presence, stats=queues,
            people=None if known.partition(".")[2] == marks[1] else people,
        )  # fmt: skip


def _mark(told: Any) -> str:
    return hashlib.blake2b(encode(told), digest_size=12).hexdigest()


def _asked(scope: Scope) -> tuple[str, float]:
    query = parse_qs(scope["query_string"].decode("latin-1"))
    try:
        seconds = float(query.get("timeout", ["0"])[0])
    except ValueError:
        seconds = 0.0
    return query.get("known", [""])[0], max(0.0, min(seconds, LONGEST_S))


def _silent(_: Subscription) -> bytes:
    return b""


async def _until_gone(subscription: Subscription, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    subscription.end()
