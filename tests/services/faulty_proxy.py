"""A proxy of ours that reads HTTP and treats every request as a bad network would; what it did is counted."""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO

from app.protocol.versions import STREAM_PATH, WAIT_PATH
from tests.services.listening import listening

LONGEST_DELAY_S = 0.2
PAGE = b"<html><body><h1>Free Wi-Fi</h1><form>room number</form></body></html>"


class Fate(StrEnum):
    """What happens to one request."""

    PASSED = "passed"
    LOST = "dropped before it was forwarded"
    CUT = "forwarded by half"
    ANSWER_LOST = "dropped after it was forwarded"
    TRUNCATED = "answer cut off in the middle"
    DOUBLED = "forwarded twice"
    LATE = "delayed"
    PORTAL = "answered by a captive portal"
    BUSY = "answered by a gateway that cannot reach the server"
    STALLED = "stream that says hello and then nothing"


BAD = {
    Fate.LOST: 4.0, Fate.CUT: 3.0, Fate.ANSWER_LOST: 6.0, Fate.TRUNCATED: 4.0, Fate.DOUBLED: 6.0, Fate.LATE: 4.0,
    Fate.PORTAL: 2.0, Fate.BUSY: 2.0,
}  # fmt: skip
"""Percent of requests: one in three meets something."""


@dataclass(frozen=True)
class Request:
    """One request as its bytes; ``held``: its answer has no known end."""

    head: bytes
    body: bytes

    @property
    def path(self) -> str:
        """Where it goes."""
        return self.head.split(b" ", 2)[1].decode("latin-1")

    @property
    def held(self) -> bool:
        """Whether its answer may take long and come in pieces."""
        return self.path.startswith((STREAM_PATH, WAIT_PATH))

    @property
    def closing(self) -> bytes:
        """The same, asking the server to close after its answer: the end of the bytes is the end of the answer."""
        return _without(self.head, b"connection") + b"Connection: close\r\n\r\n" + self.body


@dataclass
class FaultyProxy:
    """Listens on loopback and passes on to ``target``. ``percent``: how many of a hundred requests meet each fate."""

    target: int
    seed: int = 1
    port: int = 0
    percent: Mapping[Fate, float] = field(default_factory=dict)
    stalls: bool = False
    """Every stream says hello, and then nothing."""
    met: Counter[Fate] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)
    _open: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    @property
    def url(self) -> str:
        """Where desks connect."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def faults(self) -> int:
        """How many requests did not simply pass."""
        return self.met.total() - self.met[Fate.PASSED]

    def serve(self, listener: socket.socket) -> None:
        """Take connections until ``stop``."""
        while not self._over.is_set():
            try:
                near, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(near,), daemon=True).start()

    def stop(self) -> None:
        """End every connection."""
        self._over.set()
        with self._lock:
            left = list(self._open)
        for it in left:
            with suppress(OSError):
                it.shutdown(socket.SHUT_RDWR)

    # ------------------------------------------------------------------ one connection

    def _talk(self, near: socket.socket) -> None:
        with self._kept(near), suppress(OSError), near.makefile("rb") as words:
            while not self._over.is_set():
                request = _read_request(words)
                if request is None:
                    return
                fate = self._fate(request)
                with self._lock:
                    self.met[fate] += 1
                if not self._meets(request, fate, near):
                    return

    def _fate(self, request: Request) -> Fate:
        if self.stalls and request.path.startswith(STREAM_PATH):
            return Fate.STALLED
        with self._lock:
            drawn = self._dice.uniform(0, 100)
        for fate, percent in self.percent.items():
            drawn -= percent
            if drawn < 0:
                return fate
        return Fate.PASSED

    def _meets(self, request: Request, fate: Fate, near: socket.socket) -> bool:
        """Whether the connection goes on afterwards."""
        match fate:
            case Fate.LOST:
                return False
            case Fate.CUT:
                self._asked(request.closing[: len(request.closing) - len(request.body) // 2 - 1], whole=False)
                return False
            case Fate.PORTAL | Fate.BUSY:
                line = b"200 OK" if fate is Fate.PORTAL else b"502 Bad Gateway"
                near.sendall(
                    b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % (line, len(PAGE))
                )
                near.sendall(PAGE)
                return True
        if request.held:
            self._flows(request, fate, near)
            return False
        return self._answers(request, fate, near)

    def _answers(self, request: Request, fate: Fate, near: socket.socket) -> bool:
        if fate is Fate.LATE:
            self._over.wait(self._dice.uniform(0, LONGEST_DELAY_S))
        answer = self._asked(request.closing)
        if fate is Fate.DOUBLED:
            answer = self._asked(request.closing)
        if fate is Fate.ANSWER_LOST or not answer:
            return False
        head, _, body = answer.partition(b"\r\n\r\n")
        kept = _without(head, b"connection") + b"\r\n" + body
        near.sendall(kept if fate is not Fate.TRUNCATED else kept[: len(kept) - len(body) // 2 - 1])
        return fate is not Fate.TRUNCATED

    def _flows(self, request: Request, fate: Fate, near: socket.socket) -> None:
        """An answer in pieces; what else than passing may happen to it is that it is cut off, or stalls."""
        with socket.create_connection(("127.0.0.1", self.target)) as far, self._kept(far):
            far.sendall(request.closing)
            ends_at = time.monotonic() + (self._dice.uniform(0, 2.0) if fate is not Fate.PASSED else float("inf"))
            if fate is Fate.STALLED:
                _pass_hello(far, near)
                _wait_for_end(near)
                return
            far.settimeout(0.1)
            while time.monotonic() < ends_at and not self._over.is_set():
                with suppress(TimeoutError):
                    piece = far.recv(65_536)
                    if not piece:
                        return
                    near.sendall(piece)

    def _asked(self, sent: bytes, *, whole: bool = True) -> bytes:
        """What the server answers to these bytes; nothing when it is gone."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.target)) as far, self._kept(far):
            far.sendall(sent)
            if not whole:
                return b""
            answer = bytearray()
            while piece := far.recv(65_536):
                answer += piece
            return bytes(answer)
        return b""

    @contextmanager
    def _kept(self, end: socket.socket) -> Iterator[None]:
        with self._lock:
            self._open.add(end)
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(end)
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _read_request(words: BinaryIO) -> Request | None:
    """The next request of a connection; None at its end."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = words.readline()
        if not line:
            return None
        head += line
    size = int(_value(head, b"content-length") or 0)
    body = words.read(size)
    return Request(head, body) if len(body) == size else None


def _value(head: bytes, name: bytes) -> bytes:
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip()
    return b""


def _without(head: bytes, name: bytes) -> bytes:
    """The lines of a head without one header and without the empty line at the end."""
    lines = [it for it in head.split(b"\r\n") if it and it.partition(b":")[0].strip().lower() != name]
    return b"\r\n".join(lines) + b"\r\n"


def _pass_hello(far: socket.socket, near: socket.socket) -> None:
    """What a stream says up to the end of its hello, and nothing that came in one piece with it."""
    seen, passed = b"", 0
    while True:
        piece = far.recv(65_536)
        if not piece:
            return
        seen += piece
        begin = seen.find(b"event: hello")
        end = -1 if begin < 0 else seen.find(b"\n\n", begin)
        until = len(seen) if end < 0 else end + 2
        near.sendall(seen[passed:until])
        if end >= 0:
            return
        passed = until


def _wait_for_end(near: socket.socket) -> None:
    while near.recv(4_096):
        pass


@contextmanager
def running_faulty_proxy(target: int, seed: int = 1) -> Iterator[FaultyProxy]:
    """A proxy to that loopback port that passes everything on, until it is told otherwise."""
    proxy = FaultyProxy(target, seed)
    with listening(proxy):
        yield proxy
