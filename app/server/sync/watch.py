"""Watches the heads of feeds: a commit here or in another process becomes a poke."""

import asyncio
import logging
import threading
from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.model.sync import FeedHead, SyncClient
from app.protocol.poke import HEARTBEAT_S, Bye, Poke
from app.protocol.wire import encode
from app.server.auth.token import Bearer
from app.server.clock import Clock
from app.server.db import AWAY_S, Database
from app.server.rounds import Rounds
from app.server.sync.hub import COMMENT, Hub, Subscription, sse
from app.server.unit_of_work import Committed

POLL_S = 0.25
"""How often a node looks at the heads itself: what other nodes committed is seen this late at most (sync.md 2.6)."""

_log = logging.getLogger("deskhand.stream")


REVOKED_EVERY = 20
"""Rounds between two looks at devices: an open stream of a revoked one ends after 5 s at the latest."""

_DEVICE = "d:"


def topic_of(ws: UUID, feed: str) -> str:
    """Topic of a feed in the hub."""
    return f"{ws}/{feed}"


def topics_of(who: Bearer, feeds: Iterable[str]) -> set[str]:
    """What a device's stream listens to: its feeds, and what concerns the device itself."""
    return {topic_of(who.ws, feed) for feed in feeds} | {topic_of(who.ws, f"{_DEVICE}{who.client}")}


class HeadWatch(Rounds):
    """Knows the heads of all feeds somebody listens to; pokes on each change, from a commit here or from the poll."""

    def __init__(self, database: Database, hub: Hub, clock: Clock) -> None:
        super().__init__("heads", POLL_S, _log, "poll_failed", AWAY_S)
        self._database = database
        self._hub = hub
        self._clock = clock
        self._known: dict[str, int] = {}
        self._lock = threading.Lock()
        self._rounds = 0

    def committed(self, done: Committed) -> None:
        """Poke for a commit of this process, at once; users whose grants changed must open their stream anew."""
        self.saw(done.ws, done.heads)
        for user_id in done.regranted:
            self._hub.call(self._hub.end, topic_of(done.ws, f"u:{user_id}"), sse("bye", encode(Bye(retry_ms=0))))

    def revoked(self, ws: UUID, client: UUID) -> None:
        """That device may no longer read: its streams end at once, and opening another one is refused."""
        self._hub.call(self._hub.end, topic_of(ws, f"{_DEVICE}{client}"), sse("bye", encode(Bye(retry_ms=0))))

    def saw(self, ws: UUID, heads: Mapping[str, int]) -> None:
        """Publish heads that are news."""
        for feed, version in heads.items():
            topic = topic_of(ws, feed)
            with self._lock:
                if self._known.get(topic, 0) >= version:
                    continue
                self._known[topic] = version
            self._hub.publish_latest(topic, "poke", encode(Poke(heads={feed: version})))

    def heads(self, subscription: Subscription) -> dict[str, int]:
        """What is known of the heads a stream follows."""
        with self._lock:
            found = {topic: self._known.get(topic, 0) for topic in subscription.topics}
        return {topic.partition("/")[2]: version for topic, version in found.items() if version}

    def beat(self, subscription: Subscription) -> bytes:
        """A heartbeat: heads again, so that a lost poke is repaired; ``bye`` when the token's time is over."""
        if subscription.expires_at and subscription.expires_at <= self._clock.now().timestamp():
            subscription.end(sse("bye", encode(Bye(retry_ms=0))))
            return b""
        heads = self.heads(subscription)
        return sse("poke", encode(Poke(heads=heads))) if heads else COMMENT

    def go_round(self) -> None:
        """Look once at the heads of everything somebody listens to."""
        by_workspace: dict[UUID, list[str]] = {}
        for topic in self._hub.topics():
            ws, _, name = topic.partition("/")
            if name and len(ws) == 36:
                by_workspace.setdefault(UUID(ws), []).append(name)
        self._rounds += 1
        for workspace, names in by_workspace.items():
            feeds = [it for it in names if not it.startswith(_DEVICE)]
            with self._database.read() as session:
                query = select(FeedHead.feed, FeedHead.version)
                query = query.where(FeedHead.ws == workspace, FeedHead.feed.in_(feeds))
                self.saw(workspace, dict(session.execute(query).all()))
                if self._rounds % REVOKED_EVERY == 0:
                    self._look_at_devices(session, workspace, {it.removeprefix(_DEVICE) for it in {*names} - {*feeds}})

    def _look_at_devices(self, session: Session, ws: UUID, listening: set[str]) -> None:
        """Another process, or the command line, may have revoked one that listens here."""
        query = select(SyncClient.client_id).where(SyncClient.ws == ws, SyncClient.revoked)
        for client in session.scalars(query):
            if str(client) in listening:
                self.revoked(ws, client)


async def keep_beating(hub: Hub) -> None:
    """Send every stream its heartbeat every 15 s, until cancelled."""
    while True:
        await asyncio.sleep(HEARTBEAT_S)
        hub.beat()
