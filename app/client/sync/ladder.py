"""Which road news come by in this network: a stream, a long poll, a short poll; what works is remembered for a day."""

import json
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import IntEnum
from urllib.parse import urlsplit

from app.client.clock import Clock
from app.client.port import Trouble
from app.client.store.outbox import Outbox

REMEMBERED = timedelta(hours=24)
_META = "roads"
_MOST = 20


class Rung(IntEnum):
    """Roads, the best first."""

    STREAM = 0
    WAIT = 1
    POLL = 2


class Ladder:
    """The rung to stand on.

    Goes down when a rung does not carry though the server answers; up again after a day, or in another network.
    """

    def __init__(self, outbox: Outbox, clock: Clock, network: Callable[[], str]) -> None:
        """``network``: a name of the network this computer is in now."""
        self._outbox = outbox
        self._clock = clock
        self._network = network

    @property
    def rung(self) -> Rung:
        """Where to begin in the present network."""
        found = self._known().get(self._network())
        return Rung(found[0]) if found else Rung.STREAM

    def down(self, failed: Rung) -> Rung:
        """That rung does not carry here: the next one, which is remembered."""
        lower = Rung(min(failed + 1, Rung.POLL))
        known = self._known()
        known.pop(self._network(), None)
        known[self._network()] = (lower, self._clock.wall().isoformat())
        with suppress(Trouble):  # a full disk: found out again at the next start
            self._outbox.set_meta(_META, json.dumps(dict(list(known.items())[-_MOST:])))
        return lower

    def _known(self) -> dict[str, tuple[int, str]]:
        now, stored = self._clock.wall(), json.loads(self._outbox.meta(_META) or "{}")
        return {name: (rung, at) for name, (rung, at) in stored.items() if _is_young(at, now)}


def _is_young(at: str, now: datetime) -> bool:
    return abs(now - datetime.fromisoformat(at)) < REMEMBERED


def network_to(url: str) -> str:
    """The network by which a server is reached: our own address on the way there. Sends nothing."""
    parts = urlsplit(url)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((parts.hostname or "127.0.0.1", parts.port or 443))
            own: str = probe.getsockname()[0]
    except OSError:
        own = ""
    return f"{parts.netloc} {own.rpartition('.')[0]}"
