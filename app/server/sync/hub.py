"""The hub of streams: who listens to which topic. Raw ASGI, about 16 KB a connection."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
ASGI = Callable[[Scope, Receive, Send], Awaitable[None]]

BACKLOG = 64
"""Events that may wait for a slow reader; one more and the connection ends (sync.md 2.6)."""

GATHER_EACH_S, AT_ONCE_S, GATHER_AT_MOST_S = 0.000_25, 0.002, 0.25
"""How long the latest of a topic is gathered: so much a listener, nothing for eight of them, never longer than that."""

COMMENT = b":\n\n"

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"content-encoding", b"identity"),
]


def sse(event: str, data: bytes) -> bytes:
    """One server-sent event; ``data`` is a single line."""
    return b"event: %s\ndata: %s\n\n" % (event.encode("ascii"), data)


class Subscription:
    """One open stream. Everything here runs on the loop's thread."""

    def __init__(self, topics: Iterable[str]) -> None:
        self.topics = frozenset(topics)
        self.closed = False
        self.expires_at = 0.0  # Unix seconds; 0: never
        self.beat: Callable[[Subscription], bytes] = _comment
        self._waiting: deque[bytes] = deque()
        self._event = asyncio.Event()

    def give(self, chunk: bytes) -> None:
        """Queue bytes for the reader, none after its last; a reader too slow for ``BACKLOG`` events is let go."""
        if self.closed:
            return
        if len(self._waiting) >= BACKLOG:
            self._waiting.clear()
            self.closed = True
        else:
            self._waiting.append(chunk)
        self._event.set()

    def give_first(self, chunk: bytes) -> None:
        """Queue bytes before everything that came while they were made."""
        self._waiting.appendleft(chunk)
        self._event.set()

    def end(self, last: bytes = b"") -> None:
        """Let the stream end after ``last``."""
        if last:
            self._waiting.append(last)
        self.closed = True
        self._event.set()

    async def next(self) -> bytes:
        """All that waits, joined; empty when the stream has ended."""
        while not self._waiting and not self.closed:
            self._event.clear()
            await self._event.wait()
        joined = b"".join(self._waiting)
        self._waiting.clear()
        return joined


class Hub:
    """Delivers events to streams by topic. ``publish`` may be called from any thread, all else on the loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._by_topic: dict[str, set[Subscription]] = defaultdict(set)
        self._all: set[Subscription] = set()
        self._gathered: dict[str, bytes] = {}

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Serve from this loop; events published before are not kept: nobody listened."""
        self._loop = loop

    def publish(self, topic: str, event: str, data: bytes) -> None:
        """Send an event to every stream of a topic."""
        self.publish_all(topic, [(event, data)])

    def publish_all(self, topic: str, events: Iterable[tuple[str, bytes]]) -> None:
        """Send events to every stream of a topic; together they wait as one for a slow reader."""
        if topic in self._by_topic:
            self.call(self._give, topic, b"".join(sse(event, data) for event, data in events))

    def publish_latest(self, topic: str, event: str, data: bytes) -> None:
        """The same for an event that says all its predecessors said: of many in a short time only the last goes out.

        Few listeners hear it at once; for a thousand it is gathered a quarter of a second, since writing to each of
        them for every commit would leave the process no time for the commits.
        """
        if topic in self._by_topic:
            self.call(self._gather, topic, sse(event, data))

    def _gather(self, topic: str, chunk: bytes) -> None:
        pause_s = min(GATHER_AT_MOST_S, len(self._by_topic.get(topic, ())) * GATHER_EACH_S - AT_ONCE_S)
        if pause_s <= 0 or self._loop is None:
            self._gathered.pop(topic, None)
            self._give(topic, chunk)
            return
        if topic not in self._gathered:
            self._loop.call_later(pause_s, self._give_gathered, topic)
        self._gathered[topic] = chunk

    def _give_gathered(self, topic: str) -> None:
        chunk = self._gathered.pop(topic, b"")
        if chunk:
            self._give(topic, chunk)

    def call(self, function: Callable[..., object], *args: object) -> None:
        """Run a function on the loop's thread soon; nothing when the loop is gone."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *args)

    def topics(self) -> list[str]:
        """Topics with at least one stream; from any thread."""
        return list(self._by_topic)

    def subscribe(self, topics: Iterable[str]) -> Subscription:
        """Start to listen; the caller must ``unsubscribe``."""
        subscription = Subscription(topics)
        self._all.add(subscription)
        for topic in subscription.topics:
            self._by_topic[topic].add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop to listen."""
        self._all.discard(subscription)
        for topic in subscription.topics:
            listeners = self._by_topic[topic]
            listeners.discard(subscription)
            if not listeners:
                del self._by_topic[topic]

    def beat(self) -> None:
        """Keep every connection alive."""
        for subscription in list(self._all):
            chunk = subscription.beat(subscription)
            if chunk:
                subscription.give(chunk)

    def end(self, topic: str, last: bytes) -> None:
        """End every stream of a topic after ``last``."""
        for subscription in self._by_topic.get(topic, ()):
            subscription.end(last)

    def bye(self, data: bytes) -> None:
        """Tell every stream to come back later, and end it."""
        for subscription in list(self._all):
            subscription.end(sse("bye", data))

    def stream(self, topics: Iterable[str], first_events: Iterable[bytes] = ()) -> ASGI:
        """An ASGI application that streams the topics' events; ``first_events`` (made by ``sse``) go first."""
        wanted, first = frozenset(topics), b"".join(first_events)

        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            subscription = self.subscribe(wanted)
            subscription.give(first or COMMENT)
            await self.run(subscription, receive, send)

        return application

    async def run(self, subscription: Subscription, receive: Receive, send: Send) -> None:
        """Answer with the subscription's events until either side ends; unsubscribes."""
        watcher = asyncio.ensure_future(_until_gone(subscription, receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
            while chunk := await subscription.next():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            watcher.cancel()
            self.unsubscribe(subscription)

    def _give(self, topic: str, chunk: bytes) -> None:
        for subscription in self._by_topic.get(topic, ()):
            subscription.give(chunk)


def _comment(_: Subscription) -> bytes:
    return COMMENT


async def _until_gone(subscription: Subscription, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    subscription.end()
