"""What comes next is asked for while the last answer is written, and counts only where it fits."""

import threading
from typing import Any
from uuid import UUID

import pytest

from app.client.port import Touched
from app.client.store.change import NewChange
from app.client.sync import log_fetcher
from app.client.sync.engine import SyncEngine
from app.client.sync.log_fetcher import AT_ONCE
from app.client.sync.world import Offline
from app.model.identifier import new_id
from app.protocol.pull import LogsAnswer, LogSlice, LogsRequest, PullRequest
from tests.builders.wire import START, apply, conversation, customer, log, page, put
from tests.unit.client.conftest import Store
from tests.unit.client.test_apply import PERSON
from tests.unit.client.test_engine import BadServer, accepts, engine, server

__all__ = ["engine", "server"]

TALKS = [UUID(int=900 + number) for number in range(2 * AT_ONCE)]


class Gate:
    """Keeps the writer from its pages until it is opened; ``held``: it was opened while they waited."""

    def __init__(self, engine: SyncEngine) -> None:
        self._open = threading.Event()
        self._writer = engine._parts.writer
        self.held = False

    def close(self) -> None:
        self._writer.post(self._wait)

    def open(self) -> None:
        self._open.set()

    def _wait(self) -> None:
        self.held = self._open.wait(20)


def named(name: str, cursor: str) -> Any:
    return page(put("customer", customer(PERSON, name)), cursor=cursor, more=cursor != "c2")


def test_the_next_page_is_on_its_way_while_one_is_written(store: Store, server: BadServer, engine: SyncEngine):
    gate = Gate(engine)

    def pull(request: PullRequest) -> Any:
        if request.cursor is None:
            gate.close()
            return named("Марина", "c1")
        gate.open()
        return named("Марина Соколова", "c2")

    server._pull = pull
    assert engine.sync_once().rows == 3  # the second page comes again to the short round that acknowledges
    assert gate.held
    found = store.queries.customer(PERSON)
    assert found is not None
    assert found.name == "Марина Соколова"


def test_a_page_that_was_asked_for_too_early_is_asked_for_again(store: Store, server: BadServer, engine: SyncEngine):
    asked: list[str | None] = []

    def pull(request: PullRequest) -> Any:
        asked.append(request.cursor)
        if request.cursor is None:
            engine._parts.writer.ask(lambda: store.cache.apply_page(None, named("Другая", "x"), last_mid=None))
            return named("Марина", "c1")
        return named("Поздно" if request.cursor == "c1" else "Марина Соколова", "c2")

    server._pull = pull
    engine.sync_once()
    assert asked[:3] == [None, "c1", "x"]
    found = store.queries.customer(PERSON)
    assert found is not None
    assert found.name == "Марина Соколова"


def test_a_page_is_kept_when_the_server_is_gone_before_the_next(store: Store, server: BadServer, engine: SyncEngine):
    def pull(request: PullRequest) -> Any:
        if request.cursor is not None:
            raise Offline("gone")
        return named("Марина", "c1")

    server._pull = pull
    with pytest.raises(Offline):
        engine.sync_once()
    assert store.cache.position().cursor == "c1"
    assert store.queries.customer(PERSON) is not None


@pytest.fixture
def asked(store: Store, server: BadServer) -> list[list[UUID]]:
    """Conversations without a log, and the requests for them."""
    talks = [put("conversation", conversation(it, PERSON, log_head=1)) for it in TALKS]
    apply(store.cache, put("customer", customer(PERSON)), *talks)
    requests: list[list[UUID]] = []
    server._logs = lambda request: answered(request, requests)
    return requests


def answered(request: LogsRequest, requests: list[list[UUID]]) -> LogsAnswer:
    requests.append(list(request.wanted))
    return LogsAnswer(logs={key: it for talk in request.wanted for key, it in log(talk, 1, 1).items()})


def test_the_next_logs_are_on_their_way_while_some_are_written(
    store: Store, server: BadServer, engine: SyncEngine, asked: list[list[UUID]]
):
    gate, quick = Gate(engine), server._logs

    def logs(request: LogsRequest) -> LogsAnswer:
        gate.open() if asked else gate.close()
        return quick(request)

    server._logs = logs
    assert engine.sync_once().logs == len(TALKS)
    assert gate.held
    assert [len(it) for it in asked] == [AT_ONCE, AT_ONCE]
    assert store.cache.missing(1, set()) == {}


def test_logs_found_missing_later_are_on_their_way_while_the_last_ones_are_written(
    store: Store, server: BadServer, engine: SyncEngine, asked: list[list[UUID]], monkeypatch: pytest.MonkeyPatch
):
    """What is missing is looked for before the last answer is written, and does not name what that one brings."""
    monkeypatch.setattr(log_fetcher, "IN_A_ROW", 1)
    quick, write, again, held = server._logs, store.cache.apply_logs, threading.Event(), list[bool]()

    def logs(request: LogsRequest) -> LogsAnswer:
        if asked:
            again.set()
        return quick(request)

    def waits(slices: dict[UUID, LogSlice]) -> tuple[Touched, set[UUID]]:
        held.append(again.wait(20))
        return write(slices)

    server._logs = logs
    monkeypatch.setattr(store.cache, "apply_logs", waits)
    assert engine.sync_once().logs == len(TALKS)
    assert held == [True, True]
    assert sorted(asked[0] + asked[1]) == TALKS


def test_a_server_that_puts_everything_off_is_not_asked_for_ever(
    server: BadServer, engine: SyncEngine, asked: list[list[UUID]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(log_fetcher, "IN_A_ROW", 1)

    def logs(request: LogsRequest) -> LogsAnswer:
        assert len(asked) < 10, "it goes round and round"
        asked.append(sorted(request.wanted))
        return LogsAnswer(logs={}, more=list(request.wanted))

    server._logs = logs
    assert engine.sync_once().logs == 0
    assert len(asked) == 1


def test_what_is_written_meanwhile_goes_out_before_the_next_logs(
    store: Store, server: BadServer, engine: SyncEngine, asked: list[list[UUID]]
):
    quick, pushed = server._logs, []

    def logs(request: LogsRequest) -> LogsAnswer:
        pushed.append(len(server.pushed))
        if len(pushed) == 1:
            store.outbox.add(NewChange(new_id(), new_id(), "note@1", {}, START))
        return quick(request)

    server._logs, server.outcome = logs, accepts
    assert engine.sync_once().logs == len(TALKS)
    assert pushed == [0, 1]


def test_logs_that_came_before_the_server_was_gone_are_kept(
    store: Store, server: BadServer, engine: SyncEngine, asked: list[list[UUID]]
):
    quick = server._logs

    def logs(request: LogsRequest) -> LogsAnswer:
        if asked:
            raise Offline("gone")
        return quick(request)

    server._logs = logs
    with pytest.raises(Offline):
        engine.sync_once()
    assert len(store.cache.missing(len(TALKS), set())) == AT_ONCE
