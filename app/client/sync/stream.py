"""Server-sent events: a small reader, and the road that turns each into a call."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from app.client.sync.answer import prolong
from app.client.sync.herald import Ears
from app.client.sync.transport import STREAM_READ_S, Transport
from app.client.sync.world import Offline
from app.protocol.poke import HEARTBEAT_S, PEOPLE, PRESENCE, STATS, Bye, Hello, People, Poke, Presence, Stats
from app.protocol.versions import STREAM_PATH
from app.protocol.wire import BadMessage, decode

MAX_EVENT_BYTES = 1_048_576
HELLO_WITHIN_S = 5.0
BEAT_WITHIN_S = HEARTBEAT_S + 10.0
"""After the hello; a filter may let the first words of an answer through and keep the rest."""


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
    """Who is told what the stream says, on the stream's thread. ``ears`` take presence and statistics."""

    ears: Ears

    def hello(self, heads: dict[str, int], server_time: datetime, *, live: bool = True) -> None:
        """The server is there; while ``live`` no change goes unannounced."""

    def poke(self, heads: dict[str, int]) -> None:
        """Feeds have moved, or a heartbeat repeats where they stand."""

    def lost(self, retry_after: float) -> None:
        """The stream ended; ``retry_after``: what the server asked for, 0 when nothing."""


class Stream:
    """One connection at a time; ``run`` returns when it ends. ``stop`` ends it from another thread.

    ``silent``: the server took the question, but its hello did not come within ``HELLO_WITHIN_S``, or after the hello
    no heartbeat within ``BEAT_WITHIN_S``.
    """

    def __init__(self, transport: Transport, listener: StreamEvents) -> None:
        self._transport = transport
        self._listener = listener
        self._response: requests.Response | None = None
        self._stopped = threading.Event()
        self._beats = False
        self.silent = False

    def run(self) -> None:
        """Open the stream and read it to its end; whatever happens ends in ``lost``.

        Raises:
            AuthExpired, Revoked, TooOld: when it is opened, like any request.
        """
        retry_after = 0.0
        late = threading.Timer(HELLO_WITHIN_S, self._end_without_hello)
        late.daemon = True
        try:
            self._response = self._transport.stream(STREAM_PATH, read_s=HELLO_WITHIN_S)
            self.silent = True
            prolong(self._response, BEAT_WITHIN_S)
            late.start()
            for event in events(self._response.iter_lines(chunk_size=1)):
                retry_after = max(retry_after, self._told(event))
        except (requests.RequestException, HTTPError, BadMessage, OSError, AttributeError) as error:
            if isinstance(error, AttributeError) and not self._stopped.is_set():
                raise  # urllib3 loses its file when it is shut down from another thread; all else is a bug
            self.silent = self.silent or (_is_silence(error) and not self._beats)
        except Offline as offline:
            self.silent = self.silent or offline.reason == "ReadTimeout"
            retry_after = offline.retry_after
        finally:
            late.cancel()
            if self._response is not None:
                self._response.close()
            self._response = None
            self._listener.lost(retry_after)

    def _end_without_hello(self) -> None:
        if self.silent:
            self.stop()

    def stop(self) -> None:
        """End ``run`` soon."""
        self._stopped.set()
        raw: Any = self._response.raw if self._response is not None else None
        if raw is not None:
            try:
                raw.shutdown()
            except (ValueError, OSError, RuntimeError, AttributeError):
                return  # it has just ended by itself

    def _beating(self) -> None:
        """What comes through after the hello shows that this road carries."""
        if not self._beats and self._response is not None:
            self._beats = True
            prolong(self._response, STREAM_READ_S)

    def _told(self, event: Event) -> float:
        if event.name == "hello":
            self.silent = False
            hello = decode(event.data, Hello)
            self._listener.hello(hello.heads, hello.server_time)
        elif event.name == "poke":
            self._beating()
            self._listener.poke(decode(event.data, Poke).heads)
        elif event.name == PRESENCE:
            self._listener.ears.hear(decode(event.data, Presence))
        elif event.name == STATS:
            self._listener.ears.count(decode(event.data, Stats))
        elif event.name == PEOPLE:
            self._listener.ears.know(decode(event.data, People).people)
        elif event.name == "bye":
            return decode(event.data, Bye).retry_ms / 1_000
        return 0.0


def _is_silence(error: Exception) -> bool:
    return any(isinstance(it, ReadTimeoutError | TimeoutError) for it in (error, *error.args))
