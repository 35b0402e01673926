"""A TCP proxy of ours on loopback that can be closed, or stall: bytes go in and nothing ever comes out."""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum

from tests.services.listening import listening


class Road(StrEnum):
    """What the proxy does with bytes."""

    OPEN = "open"
    STALLED = "stalled"
    """Connections stay up and new ones are accepted, but nothing is passed on: a black hole."""
    PORTAL = "portal"
    """Every request is answered by a page that wants a sign-in to the network; nothing is passed on."""
    UNSTREAMED = "unstreamed"
    """A filter that reads answers to their end before it passes them on: of a stream nothing ever comes out."""
    SHORT = "short"
    """Only questions that are answered at once come through: neither streams nor long polls."""
    CLOSED = "closed"
    """Connections are reset and new ones end at once: nobody is there."""


PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 17\r\nConnection: close\r\n\r\n<p>Sign in</p>   "


@dataclass
class Proxy:
    """Listens on ``port`` and passes on to ``target`` (a loopback port that may change)."""

    target: int
    port: int = 0
    _road: Road = Road.OPEN
    _changed: threading.Event = field(default_factory=threading.Event)
    _over: bool = False
    _pairs: list[tuple[socket.socket, socket.socket]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where desks connect."""
        return f"http://127.0.0.1:{self.port}"

    def set(self, road: Road, target: int = 0) -> None:
        """Another road from now on, also for connections that are open; what stalled for ever is never passed on."""
        self._road = road
        self.target = target or self.target
        if road is not Road.STALLED:
            for pair in list(self._pairs):  # the far side is another process by now, or bytes are missing
                self._end(pair)

    def serve(self, listener: socket.socket) -> None:
        """Take connections until ``stop``."""
        while not self._over:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            if self._road is Road.CLOSED:
                near.close()
                continue
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def stop(self) -> None:
        """End everything."""
        self._over = True
        for pair in list(self._pairs):
            self._end(pair)

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.target), timeout=10)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        pair = (near, far)
        self._pairs.append(pair)
        with selectors.DefaultSelector() as ready:
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            self._pump(ready)
        self._end(pair)

    def _pump(self, ready: selectors.DefaultSelector) -> None:
        while not self._over:
            for key, _ in ready.select(0.1):
                try:
                    data = key.fileobj.recv(65_536)  # type: ignore[union-attr]
                    if not data:
                        return
                    if self._road is Road.PORTAL:
                        key.fileobj.sendall(PAGE)  # type: ignore[union-attr]
                        return
                    if self._passes(data):
                        key.data.sendall(data)
                except OSError:
                    return

    def _passes(self, data: bytes) -> bool:
        held = data.startswith(b"GET /v1/sync/wait") and b"timeout=0 " not in data.partition(b"\r\n")[0]
        streams = data.startswith(b"GET /v1/sync/stream")
        return {
            Road.OPEN: True,
            Road.UNSTREAMED: not streams,
            Road.SHORT: not streams and not held,
        }.get(self._road, False)

    def _end(self, pair: tuple[socket.socket, socket.socket]) -> None:
        for end in pair:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        if pair in self._pairs:
            self._pairs.remove(pair)


@contextmanager
def running_proxy(target: int) -> Iterator[Proxy]:
    """A proxy to that loopback port."""
    proxy = Proxy(target)
    with listening(proxy):
        yield proxy
