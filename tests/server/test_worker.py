"""The threads of the worker: they outlive a database that is away, and health tells when one of them died."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from app.commands.base import SYSTEM
from app.model.identifier import new_id
from app.server.api.health import readiness
from app.server.jobs import effect as jobs
from app.server.jobs import look
from app.server.jobs.effect import EffectRunner
from app.server.jobs.lease import WORKER, LeaseKeeper
from app.server.unit_of_work import UnitOfWork
from tests.services.backend import Backend

WS = new_id()
AWAY = [OperationalError("select", {}, Exception("server closed the connection")), PoolTimeoutError("pool")]


class FlakySessions:
    """Opens sessions, after it raised what it was given."""

    def __init__(self, open_session: Callable[[], Session], troubles: list[Exception]) -> None:
        self.open_session = open_session
        self.troubles = troubles

    def __call__(self) -> Any:
        if self.troubles:
            raise self.troubles.pop(0)
        return self.open_session()


@pytest.mark.expects_log("deskhand.effect")
@pytest.mark.parametrize("trouble", AWAY, ids=["connection", "pool"])
def test_mail_and_chat_leave_again_when_the_database_is_back(
    backend: Backend, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    monkeypatch.setattr(jobs, "AWAY_S", 0.01)
    monkeypatch.setattr(look, "POLL_S", 0.01)
    arrived = threading.Event()
    looking: Any = FlakySessions(backend.parts.database.read, [trouble])
    taking: Any = FlakySessions(backend.parts.database.write, [trouble, trouble])
    uow = UnitOfWork(taking, backend.clock, lambda _: None)
    runner = EffectRunner(uow, looking, backend.clock, {"ring": lambda _: arrived.set()})
    backend.parts.uow.run(WS, SYSTEM, lambda tx: tx.effect("ring", "ring:1", {}))
    runner.start(only_worker=False)
    try:
        assert arrived.wait(30)
        assert runner.is_alive()
    finally:
        runner.stop()
    assert not looking.troubles
    assert not taking.troubles


def test_a_process_whose_worker_died_says_so(backend: Backend) -> None:
    alive = [True]
    keeper = LeaseKeeper(backend.parts.uow, WORKER, "here", lambda: alive[0])
    keeper.go_round()
    assert readiness(backend.parts).worker
    alive[0] = False
    backend.clock.advance(jobs.LEASE)
    keeper.go_round()
    assert not readiness(backend.parts).worker


def test_a_process_that_no_longer_watches_its_database_says_so(backend: Backend) -> None:
    assert readiness(backend.parts).watch
    backend.parts.watch.stop()
    assert not readiness(backend.parts).watch


def test_a_process_without_its_database_is_not_ready(backend: Backend) -> None:
    import requests

    def away() -> Any:
        raise AWAY[0]

    kept = backend.parts.database
    backend.parts.database = replace(kept, read=away)  # type: ignore[arg-type]
    answer = requests.get(backend.url + "/health/ready", timeout=30)
    backend.parts.database = kept
    assert (answer.status_code, answer.json()["database"]) == (503, False)
