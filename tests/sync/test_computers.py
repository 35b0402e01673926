"""A person looks at their computers from a real desk and signs one out; the fake of the screens answers the same."""

from collections.abc import Callable
from uuid import UUID

import pytest

from app.client.computer import Computers, ComputersThere
from app.client.inbox import Declined
from app.client.port import Link, Problem
from tests.fakes.computers import FakeComputers
from tests.fakes.people import fake_id
from tests.sync.conftest import Station, wait_for
from tests.sync.real_server import RealServer
from tests.sync.test_desk_and_server import has_log, link_of, reply

Seen = tuple[Computers, UUID, UUID]


@pytest.fixture(params=["fake", "server"])
def seen(request: pytest.FixtureRequest) -> Seen:
    """What is asked, another computer of the same person, and one of somebody else."""
    if request.param == "fake":
        return FakeComputers(lambda: False), fake_id("computer", "anna-laptop"), fake_id("computer", "oleg-home")
    station = request.getfixturevalue("station")
    here, laptop, others = station("anna").open(), station("anna").open(), station("denis").open()
    for desk in (here, laptop, others):
        wait_for(lambda desk=desk: link_of(desk) is Link.LIVE, "the server")
    return here.computers, own(laptop.computers), own(others.computers)


def own(computers: Computers) -> UUID:
    there = computers.mine()
    assert isinstance(there, ComputersThere)
    return next(it.id for it in there.rows if it.here)


def test_one_sees_and_changes_ones_own_computers_alone(seen: Seen) -> None:
    computers, laptop, others = seen
    there = computers.mine()
    assert isinstance(there, ComputersThere)
    assert [it.here for it in there.rows].count(True) == 1
    assert laptop in {it.id for it in there.rows}
    assert others not in {it.id for it in there.rows}
    assert there.lease_days == 14
    for signed_out in (True, True, False):
        row = (computers.sign_out if signed_out else computers.let_in)(laptop)
        assert not isinstance(row, Declined)
        assert (row.id, row.signed_out, row.may_return) == (laptop, signed_out, signed_out)
    for which in (others, UUID(int=1)):
        assert computers.sign_out(which) == computers.let_in(which) == Declined("forbidden")
    assert computers.everybody() == Declined("forbidden")


def test_a_computer_signed_out_from_the_other_one_deletes_its_copy_and_keeps_what_is_unsent(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    lost, here = station("anna"), station("anna")
    desk = lost.open()
    wait_for(lambda: has_log(desk, talk) and link_of(desk) is Link.LIVE, "the message")
    left = own(desk.computers)
    server.stop()
    wait_for(lambda: link_of(desk) is Link.OFFLINE, "offline")
    assert desk.computers.mine() == Declined("offline")
    reply(desk, talk, "Едет.")
    lost.close()
    server.start()
    mine = here.open()
    wait_for(lambda: link_of(mine) is Link.LIVE, "the server")
    row = mine.computers.sign_out(left)
    assert not isinstance(row, Declined)
    assert row.signed_out
    desk = lost.open()
    wait_for(lambda: Problem.REVOKED in desk.problems(), "told")
    assert not (lost.profile.folder / "cache.db").exists()
    assert len(desk.queries.changes()) == 1
