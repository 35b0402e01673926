"""The copy of the server's data lives as long as it may; what was written outlives it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.client.port import Link, Problem, Trouble
from app.client.row import ChangeState
from app.client.start import sign_in
from app.commands.base import SYSTEM
from app.model.sync import SyncClient
from app.server.devices.service import revoke, set_lease
from tests.fakes.clock import DrivenClock
from tests.sync.conftest import Station, wait_for
from tests.sync.real_server import PASSWORD, RealServer
from tests.sync.test_desk_and_server import has_log, link_of, on_server, reply


class WallClock(DrivenClock):
    """Real waiting, a wall the test moves."""

    def __init__(self) -> None:
        from app.client.clock import SystemClock

        super().__init__()
        self._real, self.shift = SystemClock(), timedelta()

    def wall(self):  # type: ignore[no-untyped-def]
        return self._real.wall() + self.shift

    def monotonic(self) -> float:
        return self._real.monotonic()

    def patience(self, seconds: float) -> float:
        return self._real.patience(seconds)


@pytest.fixture
def written(server: RealServer, station: Callable[[str], Station]) -> tuple[Station, WallClock]:
    """Anna has the conversation here, and wrote a reply while the server was away."""
    server.parts.uow.run(server.ws, SYSTEM, lambda tx: set_lease(tx, 3))
    talk = server.write("Марина", "Где мой заказ?")
    place, clock = station("anna"), WallClock()
    place.around = replace(place.around, clock=clock)
    desk = place.open()
    wait_for(lambda: has_log(desk, talk) and link_of(desk) is Link.LIVE, "the message")
    server.stop()
    wait_for(lambda: link_of(desk) is Link.OFFLINE, "offline")
    reply(desk, talk, "Едет.")
    place.close()
    return place, clock


def test_a_copy_whose_lease_is_over_is_deleted_and_the_reply_still_goes_out(
    server: RealServer, written: tuple[Station, WallClock]
) -> None:
    place, clock = written
    clock.shift = timedelta(days=2)
    desk = place.open()
    [change] = desk.queries.changes()
    talk = change.conversation_id
    assert talk is not None
    assert desk.queries.card(talk) is not None
    place.close()
    clock.shift = timedelta(days=3, hours=1)
    desk = place.open()
    assert desk.problems() == (Problem.LEASE_OVER,)
    assert desk.queries.card(talk) is None
    assert [it.change_id for it in desk.queries.changes()] == [change.change_id]
    assert "Где мой заказ?".encode() not in (place.profile.folder / "cache.db").read_bytes()
    place.close()
    server.start()
    desk = place.open()
    wait_for(lambda: has_log(desk, talk), "the copy is back")
    wait_for(lambda: [it.state for it in desk.queries.changes()] == [ChangeState.HELD], "three days old: asked first")
    desk.confirm(change.change_id)
    wait_for(lambda: not desk.queries.changes(), "sent")
    assert [it.payload["text"] for it in on_server(server, talk)] == ["Где мой заказ?", "Едет."]


def test_a_clock_put_back_gains_no_time(written: tuple[Station, WallClock]) -> None:
    place, clock = written
    clock.shift = timedelta(days=2, hours=23)
    place.open()
    place.close()
    clock.shift = timedelta(days=-300)
    assert place.open().problems() == ()
    place.close()
    clock.shift = timedelta(days=3, minutes=5)
    assert place.open().problems() == (Problem.LEASE_OVER,)


def test_a_lease_that_ends_while_one_works_locks_the_desk(written: tuple[Station, WallClock]) -> None:
    place, clock = written
    desk = place.open()
    wait_for(lambda: link_of(desk) is Link.OFFLINE, "offline")
    clock.shift = timedelta(days=4)
    desk.sync_now()
    wait_for(lambda: Problem.LEASE_OVER in desk.problems(), "told")
    assert not (place.profile.folder / "cache.db").exists()
    place.close()
    assert len(place.open().queries.changes()) == 1


def test_a_computer_signed_out_from_afar_keeps_what_is_unsent_and_sends_it_when_it_may_again(
    server: RealServer, written: tuple[Station, WallClock]
) -> None:
    place, _ = written
    server.start()
    with server.parts.database.read() as session:
        [client] = session.query(SyncClient).filter_by(user_id=server.users["anna"]).all()
    server.parts.uow.run(server.ws, SYSTEM, lambda tx: revoke(tx, client.client_id, revoked=True))
    desk = place.open()
    wait_for(lambda: Problem.REVOKED in desk.problems(), "told")
    assert not (place.profile.folder / "cache.db").exists()
    [change] = desk.queries.changes()
    place.close()
    with pytest.raises(Trouble) as trouble:
        sign_in(server.url, "anna@domisvet.example", PASSWORD, around=place.around)
    assert trouble.value.problem is Problem.REVOKED
    server.parts.uow.run(server.ws, SYSTEM, lambda tx: revoke(tx, client.client_id, revoked=False))
    sign_in(server.url, "anna@domisvet.example", PASSWORD, around=place.around)
    desk = place.open()
    wait_for(lambda: not desk.queries.changes(), "sent")
    assert change.conversation_id is not None
    assert [it.payload["text"] for it in on_server(server, change.conversation_id)][-1] == "Едет."
