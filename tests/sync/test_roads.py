"""On every kind of network the desk hears of news, and says how it stands."""

import time
from datetime import timedelta

import pytest

from app.client.desk import ProfileDesk
from app.client.port import Link, LinkStatus
from app.client.presence import Colleague
from app.client.profile import Folders
from app.client.start import Surroundings, open_desk, sign_in
from app.client.sync import ladder, road, stream
from app.domain.work_state import WorkState
from tests.fakes.vault import MemoryVault
from tests.services.faulty_proxy import Fate, running_faulty_proxy
from tests.services.proxy import Road, running_proxy
from tests.sync.conftest import wait_for
from tests.sync.real_server import PASSWORD


class Behind:
    """A desk behind a proxy, and what it told of its connection."""

    def __init__(self, folder, url: str, name: str) -> None:
        self.around = Surroundings(Folders(folder / "data", folder / "config"), vault=MemoryVault())
        self.profile = sign_in(url, f"{name}@domisvet.example", PASSWORD, around=self.around)
        self.desk: ProfileDesk = open_desk(self.profile, around=self.around)
        self.told: list[LinkStatus] = []
        self.desk.on_status(self.told.append)

    @property
    def link(self) -> Link:
        return self.told[-1].link

    @property
    def road(self) -> object:
        return self.desk._machine._courier._stream._road


@pytest.fixture
def proxy(server):
    with running_proxy(server.port) as made:
        yield made


@pytest.fixture
def behind(tmp_path, proxy):
    made: list[Behind] = []

    def make(name: str = "anna") -> Behind:
        made.append(Behind(tmp_path / f"behind{len(made)}", proxy.url, name))
        return made[-1]

    yield make
    for it in made:
        it.desk.close()


def test_where_no_stream_comes_through_a_long_poll_does_and_that_is_remembered(
    behind, proxy, server, station, monkeypatch
):
    monkeypatch.setattr(stream, "HELLO_WITHIN_S", 0.3)
    proxy.set(Road.UNSTREAMED)
    anna = behind()
    wait_for(lambda: anna.link is Link.LIVE, "a long poll")
    assert '[1, "' in anna.desk._parts.outbox.meta("roads")
    talk = server.write("oleg", "Где заказ?")
    wait_for(lambda: anna.desk.queries.card(talk), "news by the long poll")
    denis = station("denis").open()
    wait_for(lambda: denis.presence.herald is not None, "denis is there")
    wait_for(lambda: denis.queries.card(talk), "the same request")
    denis.presence.look(talk)
    who = server.users["denis"]
    wait_for(lambda: anna.desk.presence.at(talk) == (Colleague(who),), "a colleague by the long poll")
    denis.presence.claim(talk)
    wait_for(lambda: anna.desk.presence.at(talk) == (Colleague(who, claims=True),), "a claim by the long poll")
    denis.presence.look(None, WorkState.LUNCH, anew=True)
    wait_for(lambda: anna.desk.presence.state(who) == "lunch", "what a colleague does by the long poll")


def test_a_network_that_wants_a_sign_in_is_offline_with_a_sentence_and_ends_by_itself(behind, proxy, monkeypatch):
    anna = behind()
    wait_for(lambda: anna.link is Link.LIVE, "live")
    proxy.set(Road.PORTAL)
    anna.desk.sync_now()
    wait_for(lambda: anna.told[-1].portal, "the portal")
    assert anna.link is Link.OFFLINE
    proxy.set(Road.OPEN)
    wait_for(lambda: anna.link is Link.LIVE, "live again")
    assert not anna.told[-1].portal
    assert any(it.catching_up for it in anna.told)


def test_when_long_polls_are_cut_off_it_asks_now_and_then(behind, proxy, monkeypatch):
    monkeypatch.setattr(stream, "HELLO_WITHIN_S", 0.3)
    monkeypatch.setattr(road, "PATIENCE_S", 0.3)
    monkeypatch.setattr(road, "WAIT_S", 0.2)
    monkeypatch.setattr(road, "POLL_EVERY_S", 0.2)
    proxy.set(Road.SHORT)
    anna = behind()
    wait_for(lambda: '[2, "' in (anna.desk._parts.outbox.meta("roads") or ""), "the short poll")
    wait_for(lambda: anna.link is Link.POLLING, "polling")


def test_a_stream_that_says_hello_and_then_nothing_is_given_up_for_a_long_poll(server, tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "BEAT_WITHIN_S", 0.3)
    with running_faulty_proxy(server.port) as proxy:
        proxy.stalls = True
        anna = Behind(tmp_path, proxy.url, "anna")
        try:
            wait_for(lambda: '[1, "' in (anna.desk._parts.outbox.meta("roads") or ""), "the long poll")
            wait_for(lambda: anna.link is Link.LIVE, "live")
            talk = server.write("oleg", "Где заказ?")
            wait_for(lambda: anna.desk.queries.card(talk), "news")
            assert proxy.met[Fate.STALLED] == 1
        finally:
            anna.desk.close()


def test_a_stream_stays_open_though_its_server_closes_after_every_answer(server, tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "HELLO_WITHIN_S", 2.0)  # what the socket's patience is until the hello
    with running_faulty_proxy(server.port) as proxy:
        anna = Behind(tmp_path, proxy.url, "anna")
        try:
            wait_for(lambda: anna.link is Link.LIVE, "live")
            began = time.monotonic()
            wait_for(lambda: time.monotonic() - began > 2.5, "a while")
            assert sum(it.link is Link.LIVE for it in anna.told) == 1
            assert anna.road.silent is False
        finally:
            anna.desk.close()


def test_when_a_day_has_passed_the_stream_is_tried_again_though_the_poll_works(behind, proxy, monkeypatch):
    monkeypatch.setattr(stream, "HELLO_WITHIN_S", 0.3)
    monkeypatch.setattr(road, "WAIT_S", 0.2)
    proxy.set(Road.UNSTREAMED)
    anna = behind()
    wait_for(lambda: anna.link is Link.LIVE, "a long poll")
    assert '[1, "' in anna.desk._parts.outbox.meta("roads")
    proxy.set(Road.OPEN)
    wait_for(lambda: anna.link is Link.LIVE, "a long poll again")
    monkeypatch.setattr(ladder, "REMEMBERED", timedelta())
    wait_for(lambda: isinstance(anna.road, stream.Stream), "the stream")
    wait_for(lambda: anna.link is Link.LIVE, "live")
