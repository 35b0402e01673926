"""Server-sent events: a small reader, and the thread that turns hello, poke and bye into calls."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import requests
from urllib3.exceptions import HTTPError

from app.client.sync.transport import Transport
from app.client.sync.world import Offline
from app.protocol.poke import PRESENCE, Bye, Hello, Poke, Presence
from app.protocol.versions import STREAM_PATH
from app.protocol.wire import BadMessage, decode

MAX_EVENT_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name and its data."""

    name: str
    data: str


def events(lines: Iterable[bytes]) -> Iterator[Event]:
    """Events of a stream of lines (WHATWG, server-sent events): comments skipped, data lines joined.

    Raises:
        Offline: an event is larger than any of ours.
    """
    name, size = "message", 0
    data: list[str] = []
    for raw in lines:
        line = raw.decode("utf-8", "replace")
        if not line:
            if data:
                yield Event(name, "\n".join(data))
            name, data, size = "message", [], 0
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
            size += len(raw)
        if size > MAX_EVENT_BYTES:
            raise Offline("an event without end")


class StreamEvents(Protocol):
    """Who is told what the stream says, on the stream's thread."""

    def hello(self, heads: dict[str, int], server_time: datetime) -> None:
        """The stream is open; from now on no change goes unannounced."""

    def poke(self, heads: dict[str, int]) -> None:
        """Feeds have moved, or a heartbeat repeats where they stand."""

    def presence(self, conversation_id: UUID, seconds: int) -> None:
        """The customer of a conversation is writing, for so long unless it is said again."""

    def lost(self, retry_after: float) -> None:
        """The stream ended; ``retry_after``: what the server asked for, 0 when nothing."""


class Stream:
    """One connection at a time; ``run`` returns when it ends. ``stop`` ends it from another thread."""

    def __init__(self, transport: Transport, listener: StreamEvents) -> None:
        self._transport = transport
        self._listener = listener
        self._response: requests.Response | None = None
        self._stopped = threading.Event()

    def run(self) -> None:
        """Open the stream and read it to its end; whatever happens ends in ``lost``.

        Raises:
            AuthExpired, Revoked, TooOld: when it is opened, like any request.
        """
        retry_after = 0.0
        try:
            self._response = self._transport.stream(STREAM_PATH)
            for event in events(self._response.iter_lines(chunk_size=1)):
                retry_after = max(retry_after, self._told(event))
        except (requests.RequestException, HTTPError, BadMessage, OSError, AttributeError) as error:
            if isinstance(error, AttributeError) and not self._stopped.is_set():
                raise  # urllib3 loses its file when it is shut down from another thread; all else is a bug
        except Offline as offline:
            retry_after = offline.retry_after
        finally:
            if self._response is not None:
                self._response.close()
            self._response = None
            self._listener.lost(retry_after)

    def stop(self) -> None:
        """End ``run`` soon."""
        self._stopped.set()
        raw: Any = self._response.raw if self._response is not None else None
        if raw is not None:
            try:
                raw.shutdown()
            except (ValueError, OSError, RuntimeError, AttributeError):
                return  # it has just ended by itself

    def _told(self, event: Event) -> float:
        if event.name == "hello":
            hello = decode(event.data, Hello)
            self._listener.hello(hello.heads, hello.server_time)
        elif event.name == "poke":
            self._listener.poke(decode(event.data, Poke).heads)
        elif event.name == PRESENCE:
            told = decode(event.data, Presence)
            self._listener.presence(told.conversation_id, told.seconds)
        elif event.name == "bye":
            return decode(event.data, Bye).retry_ms / 1_000
        return 0.0
