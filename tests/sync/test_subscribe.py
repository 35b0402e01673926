"""Nothing falls between the first pull and the stream: the desk pulls once the stream stands (sync.md 2.6)."""

import random
import threading

import pytest

from app.client.clock import ServerTime, SystemClock
from app.client.sync import courier
from app.client.sync.courier import Courier, CourierParts
from app.client.sync.engine import SyncReport
from app.client.sync.stream import StreamEvents
from tests.sync.conftest import wait_for


class ChangingServer:
    """A server on which something changes right before the stream is open; nobody pokes for it afterwards."""

    def __init__(self) -> None:
        self.version, self.seen = 1, 0
        self.pulled = threading.Event()
        self.ended = threading.Event()

    def sync_once(self) -> SyncReport:
        self.seen = self.version
        self.pulled.set()
        return SyncReport()

    def open_stream(self, listener: StreamEvents) -> "ChangingServer":
        self._listener = listener
        return self

    def run(self) -> None:
        self.pulled.wait(0.5)  # a desk that pulls too early does so now
        self.version = 2
        self._listener.hello({"w": 2}, SystemClock().wall())
        self.ended.wait()
        self._listener.lost(0)

    def stop(self) -> None:
        self.ended.set()


def test_what_changes_while_the_stream_is_being_opened_is_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "POLL_EVERY_S", 3_600.0)  # nothing repairs it later
    server, clock = ChangingServer(), SystemClock()
    at_work = Courier(
        CourierParts(
            engine=server, open_stream=server.open_stream, clock=clock, time=ServerTime(clock),
            status=lambda _: None, stopped=lambda _: None, trouble=lambda _: None, dice=random.Random(7),
        )
    )  # fmt: skip
    at_work.start()
    try:
        wait_for(lambda: server.seen == 2, "the change")
    finally:
        at_work.stop(10)
