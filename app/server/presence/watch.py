"""Tells open streams who is where and how the queues stand, from rows every node of the server writes."""

import logging
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.feed import queue_feed
from app.protocol.poke import PRESENCE, STATS, Presence, Stats
from app.protocol.wire import encode
from app.server.clock import Clock
from app.server.db import AWAY_S, Database
from app.server.presence.book import Spot, spots, stats
from app.server.rounds import Rounds
from app.server.sync.hub import Hub
from app.server.sync.watch import topic_of

LOOK_S = 1.0
"""Presence is told at most once a second (sync.md 2.6)."""

STATS_EVERY = 5
"""Rounds between two counts of the queues."""

_log = logging.getLogger("deskhand.presence")


@dataclass(slots=True)
class _Told:
    """What the streams of one workspace were told last."""

    spots: dict[UUID, Spot] = field(default_factory=dict)
    stats: dict[UUID, bytes] = field(default_factory=dict)


class PresenceWatch(Rounds):
    """Looks once a second while somebody listens; each change is told once, to the feeds of its conversation."""

    def __init__(self, database: Database, hub: Hub, clock: Clock) -> None:
        super().__init__("presence", LOOK_S, _log, "presence_failed", AWAY_S)
        self._database = database
        self._hub = hub
        self._clock = clock
        self._workspaces: dict[UUID, _Told] = {}
        self._round = 0

    def saw(self, ws: UUID, found: dict[UUID, Spot]) -> None:
        """A stream was told these at its beginning: it must hear of their end, however soon that comes."""
        told = self._workspaces.setdefault(ws, _Told())
        told.spots = told.spots | found  # a new one: the watch may be reading the old one just now

    def go_round(self) -> None:
        """Look once at every workspace that somebody follows."""
        listened: dict[UUID, list[str]] = {}
        for topic in self._hub.topics():
            ws, _, feed = topic.partition("/")
            if feed and len(ws) == 36:
                listened.setdefault(UUID(ws), []).append(feed)
        self._workspaces = {it: self._workspaces.get(it) or _Told() for it in listened}
        counts, self._round = self._round % STATS_EVERY == 0, self._round + 1
        for workspace, feeds in listened.items():
            with self._database.read() as session:
                now = self._clock.now()
                found = spots(session, workspace, now)
                counted = stats(session, workspace, now, feeds) if counts else None
            self._tell(workspace, found)
            if counted is not None:
                self._count(workspace, counted)

    def _tell(self, ws: UUID, found: dict[UUID, Spot]) -> None:
        before, self._workspaces[ws].spots = self._workspaces[ws].spots, found
        for conversation_id in before.keys() | found.keys():
            was, now = before.get(conversation_id), found.get(conversation_id)
            writing = now is not None and now.told.seconds > 0  # said again while it goes on
            if was == now and not writing:
                continue
            told = now.told if now is not None else Presence(conversation_id=conversation_id, seconds=0, people=[])
            for feed in (was.feeds if was else frozenset()) | (now.feeds if now else frozenset()):
                self._hub.publish(topic_of(ws, feed), PRESENCE, encode(told))

    def _count(self, ws: UUID, counted: Stats) -> None:
        before = self._workspaces[ws].stats
        for queue in counted.queues:
            told = encode(Stats(queues=[queue]))
            if before.get(queue.queue_id) != told:
                self._hub.publish(topic_of(ws, queue_feed(queue.queue_id)), STATS, told)
                before[queue.queue_id] = told
