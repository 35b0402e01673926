"""What a stream says, and the ways in which it ends."""

import json
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest

from app.client.presence import Presence
from app.client.sync import stream as module
from app.client.sync.herald import Ears
from app.client.sync.stream import Stream
from app.client.sync.transport import Transport
from app.client.sync.world import AuthExpired
from app.protocol.versions import STREAM_PATH
from tests.fakes.http_server import Scripted, ScriptedServer

HELLO = {"epoch": str(UUID(int=1)), "heads": {"w": 3}, "server_time": "2026-03-01T09:00:00Z"}


class Heard:
    """Who listens."""

    def __init__(self) -> None:
        self.around = Presence(me=UUID(int=7))
        self.ears = Ears(self.around)
        self.said: list[object] = []
        self.standing: list[str | None] = []

    def hello(self, heads: dict[str, int], server_time: datetime, *, live: bool = True) -> None:
        self.said.append(("hello", heads))

    def poke(self, heads: dict[str, int]) -> None:
        self.said.append(("poke", heads))

    def lost(self, retry_after: float) -> None:
        self.said.append(("lost", retry_after))


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    made = ScriptedServer()
    yield made
    made.stop()


def told(*events: tuple[str, object]) -> bytes:
    return b"".join(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode() for name, data in events)


def run(server: ScriptedServer, answer: Scripted) -> tuple[Stream, Heard]:
    server.say(STREAM_PATH, answer)
    heard = Heard()
    heard.around.on_standing(lambda: heard.standing.append(heard.around.state(UUID(int=3))))
    stream = Stream(Transport(server.url, access="a"), heard)
    stream.run()
    return stream, heard


def test_everything_a_stream_says_reaches_whoever_listens_and_its_goodbye_says_when_to_come_back(
    server: ScriptedServer,
):
    talk, who, queue = str(UUID(int=2)), str(UUID(int=3)), str(UUID(int=4))
    body = told(
        ("hello", HELLO),
        ("presence", {"conversation_id": talk, "seconds": 0, "people": [{"user_id": who}]}),
        ("stats", {"queues": [{"queue_id": queue, "here": 2}]}),
        ("people", {"people": [{"user_id": who, "state": "lunch", "mood": "of a later version"}]}),
        ("poke", {"heads": {"w": 4}}),
        ("of a later version", {}),
        ("bye", {"retry_ms": 1500}),
    )
    stream, heard = run(server, Scripted(200, body))
    assert heard.said == [("hello", {"w": 3}), ("poke", {"w": 4}), ("lost", 1.5)]
    assert [it.user_id for it in heard.around.at(UUID(int=2))] == [UUID(int=3)]
    assert heard.standing == ["lunch"]
    assert not stream.silent


def test_a_stream_that_speaks_another_language_is_lost_and_no_bug(server: ScriptedServer):
    _, heard = run(server, Scripted(200, told(("hello", {"heads": "none"}))))
    assert heard.said == [("lost", 0.0)]


def test_a_stream_that_nobody_serves_is_lost_for_as_long_as_the_server_says(server: ScriptedServer):
    stream, heard = run(server, Scripted(503, b"", {"Retry-After": "9"}))
    assert heard.said == [("lost", 9.0)]
    assert not stream.silent


def test_a_stream_that_is_refused_says_so(server: ScriptedServer):
    server.say(STREAM_PATH, Scripted(401))
    heard = Heard()
    with pytest.raises(AuthExpired):
        Stream(Transport(server.url, access="a"), heard).run()
    assert heard.said == [("lost", 0.0)]


def test_a_stream_without_end_in_one_event_is_given_up(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MAX_EVENT_BYTES", 10)
    _, heard = run(server, Scripted(200, told(("hello", HELLO))))
    assert heard.said == [("lost", 0.0)]


def test_stopping_a_stream_that_is_not_open_is_nothing(server: ScriptedServer):
    Stream(Transport(server.url, access="a"), Heard()).stop()
