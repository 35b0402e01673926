"""Tells open streams who is where, what they do and how the queues stand, from rows every node of the server writes."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.feed import WORKSPACE, queue_feed
from app.domain.work_state import GONE
from app.protocol.poke import PEOPLE, PRESENCE, STATS, Presence, Stats
from app.protocol.wire import encode
from app.server.clock import Clock
from app.server.db import AWAY_S, Database
from app.server.presence.book import Spot, spots, stats
from app.server.presence.people import states, told_of
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
    """What all streams of one workspace were told last, and what single ones were told at their beginning since."""

    spots: dict[UUID, Spot] = field(default_factory=dict)
    stats: dict[UUID, bytes] = field(default_factory=dict)
    people: dict[UUID, str] = field(default_factory=dict)
    begun: list[tuple[dict[UUID, Spot], dict[UUID, str]]] = field(default_factory=list)


class PresenceWatch(Rounds):
    """Looks once a second while somebody listens; each change is told once, to the feeds of its conversation.

    What people do is told to everybody, who changed in one second by one event.
    """

    def __init__(self, database: Database, hub: Hub, clock: Clock) -> None:
        super().__init__("presence", LOOK_S, _log, "presence_failed", AWAY_S)
        self._database = database
        self._hub = hub
        self._clock = clock
        self._workspaces: dict[UUID, _Told] = {}
        self._round = 0

    def saw(self, ws: UUID, found: dict[UUID, Spot], people: dict[UUID, str]) -> None:
        """A stream was told these at its beginning: it must hear of their end, however soon that comes.

        The others are still to be told of them: they were not there when this stream began.
        """
        self._workspaces.setdefault(ws, _Told()).begun.append((found, people))

    def go_round(self) -> None:
        """Look once at every workspace that somebody follows."""
        listened: dict[UUID, list[str]] = {}
        for topic in self._hub.topics():
            ws, _, feed = topic.partition("/")
            if feed and len(ws) == 36:
                listened.setdefault(UUID(ws), []).append(feed)
        for left in [it for it in list(self._workspaces) if it not in listened]:
            del self._workspaces[left]
        counts, self._round = self._round % STATS_EVERY == 0, self._round + 1
        for workspace, feeds in listened.items():
            told = self._workspaces.setdefault(workspace, _Told())
            begun = list(told.begun)  # before it is looked: what begins later is compared in the next round
            with self._database.read() as session:
                now = self._clock.now()
                found = spots(session, workspace, now)
                people = states(session, workspace, now)
                counted = stats(session, workspace, now, feeds) if counts else None
            del told.begun[: len(begun)]
            before, told.spots = told.spots, found
            self._tell(workspace, [before, *(it for it, _ in begun)], found)
            stood, told.people = told.people, people
            self._tell_of(workspace, [stood, *(it for _, it in begun)], people)
            if counted is not None:
                self._count(workspace, told.stats, counted)

    def _tell(self, ws: UUID, before: Sequence[dict[UUID, Spot]], found: dict[UUID, Spot]) -> None:
        by_feed = defaultdict[str, list[tuple[str, bytes]]](list)
        for conversation_id in found.keys() | {it for told in before for it in told}:
            now = found.get(conversation_id)
            was = [before[0].get(conversation_id), *(it[conversation_id] for it in before[1:] if conversation_id in it)]
            writing = now is not None and now.told.seconds > 0  # said again while it goes on
            if all(it == now for it in was) and not writing:
                continue
            told = now.told if now is not None else Presence(conversation_id=conversation_id, seconds=0, people=[])
            for feed in frozenset().union(*(it.feeds for it in (now, *was) if it is not None)):
                by_feed[feed].append((PRESENCE, encode(told)))
        for feed, events in by_feed.items():
            self._hub.publish_all(topic_of(ws, feed), events)

    def _tell_of(self, ws: UUID, before: Sequence[dict[UUID, str]], people: dict[UUID, str]) -> None:
        news = {it for it, state in people.items() if before[0].get(it) != state}
        news |= {it for told in before for it, state in told.items() if people.get(it) != state}
        if news:
            now = {it: people.get(it, GONE) for it in news}
            self._hub.publish(topic_of(ws, WORKSPACE), PEOPLE, encode(told_of(now)))

    def _count(self, ws: UUID, before: dict[UUID, bytes], counted: Stats) -> None:
        for queue in counted.queues:
            told = encode(Stats(queues=[queue]))
            if before.get(queue.queue_id) != told:
                self._hub.publish(topic_of(ws, queue_feed(queue.queue_id)), STATS, told)
                before[queue.queue_id] = told
