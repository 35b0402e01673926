"""The stream of pokes to desks."""

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from app.domain.feed import WORKSPACE
from app.model.sync import FeedHead
from app.protocol.poke import PEOPLE, PRESENCE, STATS, Hello
from app.protocol.wire import encode
from app.server.auth.token import Bearer
from app.server.errors import Denied
from app.server.feed.grants import granted
from app.server.http import bearer_of, denied
from app.server.parts import Parts
from app.server.presence.book import spots, stats
from app.server.presence.people import states, told_of
from app.server.sync.client import device_of
from app.server.sync.hub import Receive, Scope, Send, sse
from app.server.sync.watch import HeadWatch, topics_of


class SyncStream:
    """``GET /v1/sync/stream`` as raw ASGI: subscribe, read heads and presence, say hello, then poke."""

    def __init__(self, parts: Parts, watch: HeadWatch) -> None:
        self._parts = parts
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one stream."""
        hub = self._parts.hub
        try:
            who, feeds = await run_in_threadpool(admit, self._parts, scope)
        except Denied as error:
            await denied(error)(scope, receive, send)
            return
        subscription = hub.subscribe(topics_of(who, feeds))
        subscription.expires_at = who.expires_at
        subscription.beat = self._watch.beat
        try:
            # After subscribing, never before: a commit in between would be told to nobody.
            subscription.give_first(await run_in_threadpool(self._hello, who, feeds))
        except BaseException:
            hub.unsubscribe(subscription)
            raise
        await hub.run(subscription, receive, send)

    def _hello(self, who: Bearer, feeds: frozenset[str]) -> bytes:
        with self._parts.database.read() as session:
            query = select(FeedHead.feed, FeedHead.version)
            heads = dict(session.execute(query.where(FeedHead.ws == who.ws, FeedHead.feed.in_(feeds))).all())
            now = self._parts.clock.now()
            there = spots(session, who.ws, now, feeds)
            queues = stats(session, who.ws, now, feeds)
            people = states(session, who.ws, now) if WORKSPACE in feeds else {}
        self._watch.saw(who.ws, heads)
        self._parts.presence.saw(who.ws, there, people)
        hello = Hello(epoch=self._parts.epoch, heads=heads, server_time=now)
        around = b"".join(sse(PRESENCE, encode(it.told)) for it in there.values())
        counted, doing = sse(STATS, encode(queues)), sse(PEOPLE, encode(told_of(people)))
        return sse("hello", encode(hello)) + around + counted + doing


def admit(parts: Parts, scope: Scope) -> tuple[Bearer, frozenset[str]]:
    """Who asks, and the feeds they may follow. Raises ``Denied``: not signed in, or the device is revoked."""
    headers = dict(scope["headers"])
    who = bearer_of(parts, headers.get(b"authorization", b"").decode("latin-1"))
    with parts.database.read() as session:
        device_of(session, who, who.client)
        return who, granted(session, who.ws, who.user_id)
