"""Random schedules of everything that can happen between desks and a server: the invariants of sync.md 2.9 hold."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.client.sync import engine
from app.model.identifier import new_id
from app.server.clock import DrivenClock
from app.server.unit_of_work import UnitOfWork
from tests.sync.model.desk import template
from tests.sync.model.machine import SyncMachine
from tests.sync.model.wire import ServerCode
from tests.sync.model.world import House

STEPS = 40
EXAMPLES = {"sqlite": 15, "postgresql": 5}
"""The short form. The whole one, 2,500 schedules, runs at night."""


@pytest.fixture
def house(database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(engine, "PAGE_ROWS", 3)  # so that every round has pages to be cut between
    clock = DrivenClock()
    uow = UnitOfWork(database.write, clock, lambda _: None)
    yield House(ServerCode(database, uow, clock, new_id()), clock, template(tmp_path / "template"), tmp_path)
    shutil.rmtree(tmp_path, ignore_errors=True)


def play(house: House, *, examples: int, steps: int = STEPS, known: bool = True) -> None:
    """Run that many schedules; ``known``: always the same ones."""

    class Machine(SyncMachine):
        make = house.world

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=known,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,) if known else (Phase.generate, Phase.shrink),
        ),
    )


def test_whatever_happens_nothing_is_lost_doubled_or_shown_to_the_wrong_desk(house: House, request) -> None:
    kind = "sqlite" if house.server.database.is_sqlite else "postgresql"
    play(house, examples=EXAMPLES[kind])


@pytest.mark.nightly
def test_two_hundred_schedules(house: House) -> None:
    """What ``tests.sync.mutants`` plants its mutants under."""
    play(house, examples=200)


@pytest.mark.nightly
def test_two_and_a_half_thousand_other_schedules(house: House) -> None:
    play(house, examples=2_500, known=False)
