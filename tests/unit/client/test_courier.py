"""The threads of the exchange go on, whatever a round meets."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.client.clock import ServerTime, SystemClock
from app.client.port import Link, LinkStatus, Problem, Trouble
from app.client.presence import Colleague, Presence
from app.client.store.outbox import Forked
from app.client.store.writer import Closed
from app.client.sync import courier
from app.client.sync.courier import Courier, CourierParts
from app.client.sync.engine import SyncReport
from app.client.sync.herald import Ears
from app.client.sync.stream import StreamEvents
from app.client.sync.world import AuthExpired, Gap, Offline, Portal, Revoked, TooOld
from app.domain.work_state import GONE
from app.protocol.poke import Attendant, Doing, QueueStats, Stats
from app.protocol.poke import Presence as Said


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


class Rounds:
    """An engine whose rounds do what they are told, one after the other; then all is well."""

    def __init__(self, *bad: Exception | SyncReport) -> None:
        self.bad = list(bad)
        self.count = 0

    def sync_once(self) -> SyncReport:
        self.count += 1
        met = self.bad.pop(0) if self.bad else SyncReport()
        if isinstance(met, Exception):
            raise met
        return met


class Streams:
    """Streams that fail as told, then stay open until they are stopped."""

    def __init__(self, listener: StreamEvents, bad: list[Exception]) -> None:
        self._listener, self._bad = listener, bad
        self._stopped = threading.Event()

    def run(self) -> None:
        if self._bad:
            self._listener.lost(0)
            raise self._bad.pop(0)
        self._listener.hello({}, SystemClock().wall())
        self._stopped.wait()
        self._listener.lost(0)

    def stop(self) -> None:
        self._stopped.set()


class Watched:
    """A courier at work and what it told."""

    def __init__(self, rounds: Rounds, *bad_streams: Exception) -> None:
        self.rounds, self.bad_streams = rounds, list(bad_streams)
        self.links: list[Link] = []
        self.statuses: list[LinkStatus] = []
        self.reasons: list[Exception] = []
        self.troubles: list[Problem] = []
        clock = SystemClock()
        parts = CourierParts(
            engine=rounds,
            open_stream=lambda listener: Streams(listener, self.bad_streams),
            clock=clock,
            time=ServerTime(clock),
            status=self._told,
            stopped=self.reasons.append,
            trouble=lambda trouble: self.troubles.append(trouble.problem),
            dice=random.Random(7),
        )
        self.courier = Courier(parts)

    def _told(self, status: LinkStatus) -> None:
        self.links.append(status.link)
        self.statuses.append(status)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Watched]]:
    made: list[Watched] = []
    for name in ("BUG_PAUSE_S", "POLL_EVERY_S", "RETRY_S"):
        monkeypatch.setattr(courier, name, 0.01)

    def start(*args: object) -> Watched:
        made.append(Watched(*args))
        made[-1].courier.start()
        return made[-1]

    yield start
    for it in made:
        it.courier.stop(10)


@pytest.fixture
def bugs(monkeypatch: pytest.MonkeyPatch) -> list[type[BaseException] | None]:
    seen: list[type[BaseException] | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: seen.append(args.exc_type))
    return seen


def test_a_bug_in_a_round_is_reported_once_and_the_rounds_go_on(
    watch: Callable[..., Watched], bugs: list[type[BaseException] | None]
):
    watched = watch(Rounds(OSError(28, "x"), OSError(28, "x"), KeyError("y"), OSError(28, "x")))
    wait_for(lambda: Link.LIVE in watched.links)
    assert watched.rounds.count >= 5
    assert bugs == [OSError, KeyError, OSError]  # the same one twice in a row is told once


class LateAnswer(Rounds):
    """Its round is still on its way when the desk is closed, and then finds the files shut."""

    def __init__(self) -> None:
        super().__init__(ValueError("Cannot operate on a closed database."))
        self.under_way, self.answer = threading.Event(), threading.Event()

    def sync_once(self) -> SyncReport:
        self.under_way.set()
        self.answer.wait(20)
        return super().sync_once()


def test_an_answer_that_comes_after_the_end_is_no_bug(
    watch: Callable[..., Watched], bugs: list[type[BaseException] | None]
):
    late = LateAnswer()
    watched = watch(late)
    assert late.under_way.wait(20)
    watched.courier.stop(0)
    late.answer.set()
    watched.courier.stop(20)
    assert (late.count, bugs) == (1, [])


def test_the_stream_is_opened_again_after_a_locked_keyring_and_after_a_bug(
    watch: Callable[..., Watched], bugs: list[type[BaseException] | None]
):
    watched = watch(Rounds(), Trouble(Problem.KEYRING_LOCKED), ValueError("z"))
    wait_for(lambda: Link.LIVE in watched.links)
    assert watched.troubles == [Problem.KEYRING_LOCKED]
    assert bugs == [ValueError]


def test_trouble_with_a_file_is_told_and_the_connection_stays(watch: Callable[..., Watched]):
    watched = watch(Rounds(SyncReport(more=True, trouble=Trouble(Problem.DISK_FULL))))
    wait_for(lambda: watched.rounds.count >= 2)
    assert watched.troubles == [Problem.DISK_FULL]
    assert Link.OFFLINE not in watched.links


def test_what_is_heard_while_the_desk_closes_is_told_to_nobody(watch: Callable[..., Watched]):
    watched = watch(Rounds())
    wait_for(lambda: Link.LIVE in watched.links)
    watched.courier.stop(10)
    told = len(watched.links)
    watched.courier.lost(0)
    watched.courier.hello({}, SystemClock().wall())
    watched.courier._failed(Link.OFFLINE, 0)
    assert len(watched.links) == told


def test_that_a_customer_is_writing_is_passed_on_and_kept_nowhere():
    told: list[tuple[UUID, int]] = []
    around = Presence()
    around.listen(lambda *event: told.append(event))
    watched = Watched(Rounds())
    Courier(replace(watched.courier._parts, ears=Ears(around))).ears.hear(Said(conversation_id=UUID(int=1)))
    watched.courier.ears.hear(Said(conversation_id=UUID(int=2)))  # nobody listens
    assert told == [(UUID(int=1), 6)]


def test_who_is_at_a_request_is_known_while_the_connection_holds():
    around, one, two = Presence(me=UUID(int=7)), UUID(int=1), UUID(int=2)
    news: list[frozenset[UUID]] = []
    around.on_around(news.append)
    courier = Courier(replace(Watched(Rounds()).courier._parts, ears=Ears(around)))
    people = [Attendant(user_id=UUID(int=7)), Attendant(user_id=UUID(int=8), claims=True)]
    courier.ears.hear_all([Said(conversation_id=one, seconds=0, people=people)])
    assert around.at(one) == (Colleague(UUID(int=8), claims=True),)
    courier.ears.hear(Said(conversation_id=two, seconds=0, people=people))
    courier.ears.hear_all([Said(conversation_id=two, seconds=0, people=people)])
    assert (around.at(one), len(around.at(two))) == ((), 1)
    courier.ears.count(Stats(queues=[QueueStats(queue_id=one, here=3)]))
    assert around.here(one) == 3
    courier.lost(0)
    assert (around.at(two), around.here(one)) == ((), None)
    assert news == [frozenset({one}), frozenset({two}), frozenset({one}), frozenset({two})]


def test_what_colleagues_do_is_known_while_the_connection_holds_and_who_looks_is_shown_anew():
    me, anna, boris, talk = (UUID(int=it) for it in range(4))
    around = Presence(me=me)
    news: list[object] = []
    around.on_standing(lambda: news.append(around.state(anna)))
    around.on_around(news.append)
    courier = Courier(replace(Watched(Rounds()).courier._parts, ears=Ears(around)))
    assert around.state(anna) is None
    courier.ears.know([Doing(user_id=me), Doing(user_id=anna, state="lunch")])
    assert (around.state(me), around.state(anna), around.state(boris)) == (None, "lunch", GONE)
    courier.ears.know([Doing(user_id=anna, state="lunch")])
    courier.ears.hear(Said(conversation_id=talk, seconds=0, people=[Attendant(user_id=anna)]))
    courier.ears.know([Doing(user_id=boris)])
    courier.ears.know([Doing(user_id=anna, state="on_the_phone")])
    courier.ears.know([Doing(user_id=anna, state=GONE)])
    courier.ears.know_all([Doing(user_id=boris), Doing(user_id=anna)])
    assert (around.state(anna), around.state(boris)) == ("available", "available")
    courier.lost(0)
    assert around.state(anna) is None
    there = frozenset({talk})
    assert news == ["lunch", there, "lunch", "on_the_phone", there, GONE, there, "available", there, there, None]


@pytest.mark.parametrize(
    ("error", "link", "portal"),
    [
        (Offline("503"), Link.OFFLINE, False),
        (Portal("a hotel"), Link.OFFLINE, True),
        (TooOld(), Link.UPGRADE, False),
        (Trouble(Problem.DISK_FULL), Link.OFFLINE, False),
    ],
)
def test_what_a_round_meets_is_told_and_the_next_one_goes_well(
    watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch, error: Exception, link: Link, portal: bool
):
    monkeypatch.setattr(courier, "LIVE_EVERY_S", 0.01)
    watched = watch(Rounds(error))
    wait_for(lambda: Link.LIVE in watched.links)
    assert link in watched.links
    assert watched.courier.status.link is Link.LIVE
    assert any(it.portal for it in watched.statuses) is portal
    assert watched.troubles == ([Problem.DISK_FULL] if isinstance(error, Trouble) else [])


@pytest.mark.parametrize("asked", [1e10, float("inf"), float("nan")])
def test_no_wish_when_to_come_back_ends_the_threads_or_a_day(
    watch: Callable[..., Watched], bugs: list[type[BaseException] | None], asked: float
):
    watched = watch(Rounds(Offline("503", asked)))
    wait_for(lambda: any(it.retry_at for it in watched.statuses))
    (retry_at,) = [it.retry_at for it in watched.statuses if it.retry_at]
    assert retry_at <= SystemClock().wall() + timedelta(minutes=10)
    watched.courier.kick()
    wait_for(lambda: Link.LIVE in watched.links)
    watched.courier.lost(asked)  # as a stream's goodbye
    assert 0 < watched.courier._stream_pause <= 600
    assert bugs == []


@pytest.mark.parametrize("error", [AuthExpired(), Revoked("revoked"), Forked("client_forked")])
def test_after_what_only_a_person_can_mend_nothing_is_tried_until_they_have(
    watch: Callable[..., Watched], error: Exception
):
    watched = watch(Rounds(error))
    wait_for(lambda: watched.links[-1:] == [Link.SIGNED_OUT])
    assert watched.reasons == [error]
    count = watched.rounds.count
    watched.courier.kick()
    watched.courier.poke({"w": 9})
    assert watched.rounds.count == count
    watched.courier.signed_in()
    wait_for(lambda: watched.links[-1:] == [Link.LIVE])


def test_a_desk_that_is_being_closed_ends_its_rounds(watch: Callable[..., Watched]):
    watched = watch(Rounds(Closed()))
    wait_for(lambda: not watched.courier._threads[1].is_alive())
    assert watched.rounds.count == 1


def test_a_stream_that_is_refused_is_opened_again_later(watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch):
    for name in ("HELLO_WITHIN_S", "LIVE_EVERY_S"):
        monkeypatch.setattr(courier, name, 0.01)
    watched = watch(Rounds(), AuthExpired(), TooOld(), Gap(3))
    wait_for(lambda: Link.LIVE in watched.links)
    assert not watched.bad_streams


def test_what_is_looked_at_starts_a_round_and_while_nobody_answers_it_waits_for_the_next_try(
    watch: Callable[..., Watched],
):
    watched = watch(Rounds())
    wait_for(lambda: Link.LIVE in watched.links)
    wait_for(lambda: not watched.courier._wake.is_set())
    count = watched.rounds.count
    watched.courier.look()
    wait_for(lambda: watched.rounds.count > count)
    watched.rounds.bad.append(Offline("no route", retry_after=60.0))
    watched.courier.kick()
    wait_for(lambda: watched.courier.status.link is Link.OFFLINE)
    watched.courier.look()
    assert not watched.courier._wake.is_set()


def test_a_heartbeat_without_news_starts_no_round_and_one_with_news_does(watch: Callable[..., Watched]):
    watched = watch(Rounds())
    wait_for(lambda: Link.LIVE in watched.links)
    wait_for(lambda: not watched.courier._wake.is_set())
    count = watched.rounds.count
    watched.courier.poke({})
    assert not watched.courier._wake.is_set()
    watched.courier.poke({"q:sales": 9})
    wait_for(lambda: watched.rounds.count > count)
