"""Random schedules of everything that can happen between desks and a server: the invariants of sync.md 2.9 hold."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from app.client.sync import engine
from app.commands.message import WriteNote
from app.commands.promise import MakePromise
from app.model.identifier import new_id
from app.server.clock import DrivenClock
from app.server.unit_of_work import UnitOfWork
from tests.sync.model.desk import template
from tests.sync.model.machine import PROMISING, SyncMachine, decision
from tests.sync.model.wire import Fault, ServerCode
from tests.sync.model.world import House

pytestmark = pytest.mark.expects_log("deskhand.push")  # of Fault.CRASHED
STEPS = 40
EXAMPLES = {"sqlite": 15, "postgresql": 5}
"""The short form. The whole one, 2,500 schedules, runs at night."""

LUMP = 100


@pytest.fixture
def house(database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(engine, "PAGE_ROWS", 3)  # so that every round has pages to be cut between
    clock = DrivenClock()
    uow = UnitOfWork(database.write, clock, lambda _: None)
    yield House(ServerCode(database, uow, clock, new_id()), clock, template(tmp_path / "template"), tmp_path)
    shutil.rmtree(tmp_path, ignore_errors=True)


def play(house: House, *, examples: int, steps: int = STEPS, chance: int | None = None) -> None:
    """Run that many schedules: always the same ones, or those of a ``chance``."""
    known = chance is None

    class Machine(SyncMachine):
        make = house.world

    if not known:
        seed(chance)(Machine)
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


@contextmanager
def at_rest(house: House) -> Iterator[SyncMachine]:
    """A schedule to be played by hand, from rest on; in the end everything rests again, and all invariants hold."""

    class Machine(SyncMachine):
        make = house.world

    machine = Machine()
    try:
        machine.everything_comes_to_rest()
        yield machine
    finally:
        machine.teardown()


def test_whatever_happens_nothing_is_lost_doubled_or_shown_to_the_wrong_desk(house: House, request) -> None:
    kind = "sqlite" if house.server.database.is_sqlite else "postgresql"
    play(house, examples=EXAMPLES[kind])


def test_of_two_desks_that_decide_about_one_promise_the_first_wins_and_both_show_it(house: House) -> None:
    """Every pair of decisions, each about its own promise, by desks that name no others and heard of none."""

    pairs = list(product(PROMISING[1:], repeat=2))
    with at_rest(house) as machine:
        anna, laptop, _boris = machine.world.desks
        (talk,) = machine.world.talks
        for hours, _pair in enumerate(pairs, 1):
            anna.give(MakePromise(talk, new_id(), new_id(), "Позвонить", anna.desk.now() + timedelta(hours=hours)))
        machine.everything_comes_to_rest()
        for at, desk in enumerate((anna, laptop)):
            card = desk.desk.queries.card(talk)
            assert card is not None
            customer = desk.desk.queries.customer(card.row.customer_id)
            assert customer is not None
            for promise, pair in zip(customer.promises, pairs, strict=True):
                desk.give(decision(promise, [], new_id(), pair[at]))
        machine.everything_comes_to_rest()
        late = [second != first and first != "move a promise" for first, second in pairs]
        assert [len(desk.refused()) for desk in (anna, laptop)] == [0, sum(late)]
        owed = [state for _talk, state, _due_at in machine.world.promises().values()]
        assert (len(owed), owed.count("open")) == (9, 1)  # moved by both


def test_what_was_done_since_the_backup_is_done_again_on_the_restored_server(house: House) -> None:
    with at_rest(house) as machine:
        machine.world.take_backup()
        machine.gives(0, 0, "reply", "at once")
        machine.everything_comes_to_rest()
        machine.world.restore()


def test_what_a_copy_of_a_disk_did_under_its_new_id_is_done_again_on_a_restored_server(house: House) -> None:
    with at_rest(house) as machine:
        machine.gives(0, 0, "note", "at once")
        machine.everything_comes_to_rest()
        machine.world.take_backup()
        machine.person_does(0, "clones the disk")
        for at in (0, 3):  # under one number, so the second registers anew; then it is lost with what it did
            machine.gives(at, 0, "reply", "at once")
        machine.everything_comes_to_rest()
        assert len({it.device.client for it in machine.world.desks}) == 4
        machine.world.restore()


def test_what_a_copy_did_whose_number_the_restored_server_gave_to_the_other_is_done_again(house: House) -> None:
    with at_rest(house) as machine:
        machine.world.take_backup()
        machine.person_does(0, "clones the disk")
        machine.gives(3, 0, "note", "at once")
        machine.syncs(3, [])
        machine.world.restore()
        machine.gives(0, 0, "note", "at once")
        machine.syncs(0, [])  # the copy's note is done under this number, says the copy


def test_what_crashed_is_done_once_by_a_copy_of_the_disk_that_registers_anew(house: House) -> None:
    with at_rest(house) as machine:
        anna = machine.world.desks[0]
        machine.gives(0, 0, "note", "at once")
        machine.syncs(0, [Fault.CRASHED])
        assert anna.outbox.waiting()
        machine.person_does(0, "clones the disk")
        machine.world.register_anew(machine.world.desks[3])
        machine.syncs(3, [Fault.CRASHED])
        machine.world.register_anew(anna)
        machine.syncs(0, [])
        assert not anna.outbox.waiting()


def test_ones_own_note_stays_in_sight_wherever_a_long_round_breaks_off(house: House) -> None:
    """It is known to be done before the page with its rows is here."""

    note = new_id()
    with at_rest(house) as machine:
        anna, (talk,) = machine.world.desks[0], machine.world.talks
        for number in (1, 2, 3, 4):  # more rows than two pages hold, and the note behind them
            machine.customer_writes(number)
        anna.give(WriteNote(talk, note, "Позвонить утром"))
        for steps in range(1, 20):
            anna.wire.faults.extend((Fault.NONE, Fault.LOST))
            anna.sync()
            anna.wire.faults.clear()
            assert note in {UUID(bytes=row[0]) for row in anna.source.all("SELECT entry_id FROM log_entry")}
            if steps > 1 and not anna.cache.position().paging:
                break
        assert steps > 3, "it was no long round"


@pytest.mark.parametrize("what", ["promise", "note", "reply"])
@pytest.mark.parametrize("erased", ["erase customer", "erase message"])
def test_what_is_erased_after_it_left_a_desks_sight_goes_from_what_the_desk_keeps_of_its_own_commands(
    house: House, what: str, erased: str
) -> None:
    """It keeps them for a server that is restored; no feed of its own tells of the erasure."""
    with at_rest(house) as machine:
        machine.gives(0, 0, what, "at once")
        machine.everything_comes_to_rest()
        machine.gives(0, 0, "give back", "at once")  # whose request it is sees it in every queue
        machine.everything_comes_to_rest()
        machine.house_changes(0, "move", some=False)
        machine.house_changes(0, erased, some=False)
        machine.everything_comes_to_rest()
        assert machine.world.talks[0] not in machine.world.desks[0].conversations()
        machine.world.restore()


@pytest.mark.nightly
def test_two_hundred_schedules(house: House) -> None:
    """What ``tests.sync.mutants`` plants its mutants under."""
    play(house, examples=200)


@pytest.mark.nightly
@pytest.mark.parametrize("lump", range(2_500 // LUMP))
def test_a_hundred_other_schedules(house: House, lump: int) -> None:
    """Of 2,500. What fails says its chance, by which ``play`` plays it again."""
    chance = secrets.randbits(32)
    print(f"{lump=} {chance=}")
    play(house, examples=LUMP, chance=chance)
