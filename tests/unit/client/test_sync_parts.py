"""Backoff, events, time, files and the writer, each alone."""

import random
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.client.clock import ServerTime, SystemClock
from app.client.port import Problem, Trouble
from app.client.store.cipher import Damaged, connect
from app.client.store.database import StoreFiles, damage_mark, open_cache
from app.client.store.writer import PAGE, USER, Closed, Writer
from app.client.sync.backoff import Backoff
from app.client.sync.stream import Event, events
from app.client.sync.world import Offline
from tests.builders.wire import START
from tests.fakes.clock import DrivenClock


def test_waits_grow_with_jitter_to_a_minute_and_start_anew_after_success():
    backoff = Backoff(random.Random(7))
    waits = [backoff.after_failure() for _ in range(200)]
    assert all(0.5 <= wait <= 60 for wait in waits)
    assert max(waits) > 30
    assert backoff.after_failure(retry_after=600) == 600
    backoff.after_success()
    assert backoff.after_failure() <= 1.5


@pytest.mark.parametrize("asked", [601.0, 86_400.0, 1e10])
def test_nobody_is_left_alone_for_longer_than_ten_minutes(asked: float):
    assert Backoff(random.Random(7)).after_failure(asked) == 600


@pytest.mark.parametrize("asked", [float("inf"), float("nan"), -5.0, 0.0])
def test_a_wish_that_is_no_time_is_none(asked: float):
    assert 0.5 <= Backoff(random.Random(7)).after_failure(asked) <= 1.5


def test_events_are_read_as_the_standard_says():
    lines = [
        b": heartbeat",
        b"event: hello",
        b"data: {",
        b"data:}",
        b"",
        b"data: x",
        b"retry: 5",
        b"",
        b"",
        b"event: cut",
    ]
    assert list(events(lines)) == [Event("hello", "{\n}"), Event("message", "x")]


def test_an_event_without_end_is_given_up():
    with pytest.raises(Offline):
        list(events([b"data: " + b"x" * 600_000] * 2))


def test_server_time_runs_by_the_monotonic_clock_whatever_the_wall_clock_does(clock: DrivenClock):
    time = ServerTime(clock, skew_ms=-60_000)
    assert time.now() == clock.wall() - timedelta(minutes=1)
    time.told(START + timedelta(days=1))
    clock.advance(5)
    clock.set_wall(START - timedelta(days=300))
    assert time.now() == START + timedelta(days=1, seconds=5)
    assert time.skew_ms > 0


def test_the_systems_clock_is_patient_and_aware():
    clock = SystemClock()
    assert clock.wall().tzinfo is not None
    assert clock.patience(3) == 3
    assert clock.patience(-1) == 0


def test_a_damaged_cache_is_set_aside_and_made_anew(files: StoreFiles):
    connection, rebuilt = open_cache(files)
    assert not rebuilt
    connection.close()
    files.cache.write_bytes(b"garbage" * 1_000)
    connection, rebuilt = open_cache(files)
    assert rebuilt
    assert connection.execute("SELECT count(*) FROM conversation").fetchone()[0] == 0
    connection.close()
    assert files.cache.with_name("cache-damaged.db").exists()
    damage_mark(files).touch()  # seen while working
    connection, rebuilt = open_cache(files)
    assert rebuilt
    connection.close()


def test_an_older_cache_gets_new_columns_and_is_pulled_again(files: StoreFiles):
    connection, _ = open_cache(files)
    connection.execute("INSERT INTO meta (name, value) VALUES ('cursor', 'c9')")
    connection.execute('ALTER TABLE customer DROP COLUMN "city"')
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    connection, rebuilt = open_cache(files)
    assert not rebuilt
    assert "city" in {row[1] for row in connection.execute("PRAGMA table_info(customer)")}
    assert connection.execute("SELECT * FROM meta WHERE name = 'cursor'").fetchone() is None
    connection.execute("ALTER TABLE customer ADD COLUMN zodiac TEXT")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    connection, _ = open_cache(files)
    assert "zodiac" not in {row[1] for row in connection.execute("PRAGMA table_info(customer)")}
    assert files.cache.with_name("cache-old.db").exists()
    connection.close()


def test_a_file_of_another_key_does_not_open(files: StoreFiles):
    connect(files.cache, b"1" * 32).execute("CREATE TABLE t (x)").connection.close()
    with pytest.raises(Damaged):
        connect(files.cache, b"2" * 32)


@pytest.fixture
def writer(clock: DrivenClock):
    made = Writer(clock, lambda: None, lambda: None)
    yield made
    made.stop(5)


def test_what_a_person_did_is_written_before_pages(writer: Writer):
    done: list[str] = []
    gate = threading.Event()
    writer.start()
    writer.post(gate.wait)
    asked = [threading.Thread(target=writer.ask, args=(lambda: done.append("page"), PAGE))]
    asked[0].start()
    while writer._jobs.qsize() < 1:
        pass
    writer.post(lambda: done.append("person"))
    gate.set()
    asked[0].join()
    assert done == ["person", "page"]


def test_a_failed_job_fails_for_who_asked_and_the_thread_goes_on(writer: Writer):
    writer.start()

    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        writer.ask(fail, USER)
    assert writer.ask(lambda: 7) == 7
    writer.stop(5)
    with pytest.raises(Closed):
        writer.ask(lambda: 7)


def test_a_posted_job_that_fails_reaches_the_excepthook(writer: Writer, monkeypatch: pytest.MonkeyPatch):
    seen: list[type[BaseException] | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: seen.append(args.exc_type))
    writer.start()
    writer.post(lambda: {}["missing"])
    assert writer.ask(lambda: 1) == 1
    assert seen == [KeyError]


def test_what_is_due_happens_when_its_time_has_come(clock: DrivenClock):
    happened = threading.Event()
    end = clock.monotonic() + 8
    due: Callable[[], float | None] = lambda: None if happened.is_set() else end - clock.monotonic()  # noqa: E731
    calls: list[float] = []

    def on_due() -> None:
        calls.append(clock.monotonic())
        if clock.monotonic() >= end:
            happened.set()

    writer = Writer(clock, due, on_due)
    writer.start()
    clock.advance(9)
    assert happened.wait(10)
    writer.stop(5)


def test_every_problem_has_a_name_of_its_own():
    assert len({it.value for it in Problem}) == len(Problem)


def test_a_full_disk_is_told_and_what_is_due_rests_before_it_is_tried_again(clock: DrivenClock):
    told: list[Problem] = []
    tries: list[float] = []

    def on_due() -> None:
        tries.append(clock.monotonic())
        if len(tries) < 3:
            raise Trouble(Problem.DISK_FULL)

    writer = Writer(clock, lambda: None if len(tries) == 3 else -1.0, on_due, lambda it: told.append(it.problem))
    writer.start()
    for count in (1, 2, 3):
        while len(tries) < count:
            writer.ask(lambda: None)
        clock.advance(4)
        for _ in range(50):  # many turns of the thread later
            writer.ask(lambda: None)
        assert len(tries) == count
        clock.advance(1.5)
    assert told == [Problem.DISK_FULL] * 2
    writer.stop(5)


def test_trouble_of_a_posted_job_is_told_not_shown_as_a_bug(clock: DrivenClock):
    told: list[Problem] = []

    def fail() -> None:
        raise Trouble(Problem.DISK_FULL)

    writer = Writer(clock, lambda: None, lambda: None, lambda it: told.append(it.problem))
    writer.start()
    writer.post(fail)
    assert writer.ask(lambda: 1) == 1
    assert told == [Problem.DISK_FULL]
    writer.stop(5)
