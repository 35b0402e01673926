"""The roads news come by, and the choice among them: a stream, a long poll, a short one."""

import random
import threading
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlencode

import requests
from urllib3.exceptions import HTTPError

from app.client.clock import Clock
from app.client.store.outbox import Forked
from app.client.sync.answer import read_answer
from app.client.sync.ladder import Ladder, Rung
from app.client.sync.stream import Stream, StreamEvents
from app.client.sync.transport import Transport
from app.client.sync.world import AuthExpired, Gap, Offline, Revoked, TooOld
from app.protocol.poke import Waited
from app.protocol.versions import WAIT_PATH

WAIT_S = 25.0
PATIENCE_S = 10.0
"""How much later than promised an answer may come."""

POLL_EVERY_S = 15.0
CUTS = 2
"""Long polls that were cut off one after the other, before they are given up in this network."""


class Road(Protocol):
    """One way to hear of news, until it ends."""

    def run(self) -> None:
        """Tell what comes, until it ends; whatever happens ends in ``lost``."""

    def stop(self) -> None:
        """End ``run`` soon, from another thread."""


class Poll:
    """Asks again and again; the server keeps each answer back for up to ``wait_s`` while there is nothing new.

    ``carried``: a question that was kept back was answered. ``cut``: one never was.
    """

    def __init__(
        self,
        transport: Transport,
        listener: StreamEvents,
        wait_s: float,
        rest: Callable[[], float],
        stays: Callable[[], bool],
    ) -> None:
        """``rest``: seconds between an answer and the next question; ``stays``: no better road is to be tried."""
        self._transport = transport
        self._listener = listener
        self._wait_s = wait_s
        self._rest = rest
        self._stays = stays
        self._known = ""
        self._response: requests.Response | None = None
        self._stopped = threading.Event()
        self.carried = self.cut = False

    def run(self) -> None:
        """Ask until the server is not there, says goodbye, or a better road is to be tried."""
        retry_after = 0.0
        try:
            while not self._stopped.is_set() and self._stays():
                told = ask(self._transport, self._known, self._wait_s, self._opened)
                self.carried = self.carried or bool(self._known)
                self._tell(told)
                if told.retry_ms:
                    retry_after = told.retry_ms / 1_000
                    return
                self._stopped.wait(self._rest())
        except (Offline, requests.RequestException, HTTPError, OSError, AttributeError) as error:
            if isinstance(error, AttributeError) and not self._stopped.is_set():
                raise  # see Stream.run
            self.cut = not self._stopped.is_set()
            retry_after = error.retry_after if isinstance(error, Offline) else 0.0
        finally:
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

    def _opened(self, response: requests.Response) -> None:
        self._response = response

    def _tell(self, told: Waited) -> None:
        self._known = told.known
        self._listener.hello(told.heads, told.server_time, live=self._wait_s > 0)
        self._listener.ears.hear_all(told.presence)
        self._listener.ears.count(told.stats)
        if told.people is not None:
            self._listener.ears.know_all(told.people)


class Roads:
    """Opens the best road this network lets through, and remembers which one that is.

    A poll ends when that memory does, or when the computer is in another network: the stream is tried again then.
    """

    def __init__(self, transport: Transport, ladder: Ladder, clock: Clock) -> None:
        self._transport = transport
        self._ladder = ladder
        self._clock = clock
        self._dice = random.Random()
        self._cuts = 0

    def open(self, listener: StreamEvents) -> Road:
        """The road to take now."""
        return _Watched(self, self._ladder.rung, listener)

    def made(self, rung: Rung, listener: StreamEvents) -> "Stream | Poll":
        """The road of that rung."""
        if rung is Rung.STREAM:
            return Stream(self._transport, listener)
        wait_s, rest = (WAIT_S, float) if rung is Rung.WAIT else (0.0, self._poll_rest)
        return Poll(self._transport, listener, wait_s, rest, lambda: self._ladder.rung is rung)

    def ended(self, rung: Rung, road: "Stream | Poll") -> None:
        """A road ended: when it does not carry though the server answers, the next one is taken from now on."""
        if isinstance(road, Poll):
            self._cuts = 0 if road.carried else self._cuts + road.cut
            if self._cuts < CUTS:
                return
        elif not road.silent:
            return
        if rung is not Rung.POLL and self._answers():
            self._ladder.down(rung)
            self._cuts = 0

    def _answers(self) -> bool:
        try:
            ask(self._transport, "", 0.0, lambda response: None)
        except (Offline, AuthExpired, Revoked, TooOld, Gap, Forked):
            return False
        return True

    def _poll_rest(self) -> float:
        return self._clock.patience(POLL_EVERY_S * self._dice.uniform(0.8, 1.2))


class _Watched:
    """A road whose end is looked at."""

    def __init__(self, roads: Roads, rung: Rung, listener: StreamEvents) -> None:
        self._roads, self._rung = roads, rung
        self._road = roads.made(rung, listener)
        self._stopped = False

    def run(self) -> None:
        """See ``Road``."""
        self._road.run()
        if not self._stopped:
            self._roads.ended(self._rung, self._road)

    def stop(self) -> None:
        """See ``Road``."""
        self._stopped = True
        self._road.stop()


def ask(transport: Transport, known: str, wait_s: float, opened: Callable[[requests.Response], None]) -> Waited:
    """One question. ``opened`` is given the answer while it is kept back. Raises like ``Transport.post``."""
    path = f"{WAIT_PATH}?{urlencode({'known': known, 'timeout': f'{wait_s:g}'})}"
    response = transport.stream(path, read_s=wait_s + PATIENCE_S)
    opened(response)
    try:
        return read_answer(response, Waited)
    finally:
        response.close()
