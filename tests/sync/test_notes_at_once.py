"""Many notes at once: the writer leaves the window its moment to paint, once and not for each of them."""

import threading
from time import monotonic

from app.client.store.pause import FRAME_S
from app.commands.message import WriteNote
from app.model.identifier import new_id
from tests.sync.conftest import is_live, wait_for

NOTES = 20


class Counted(threading.Event):
    """Counts how often it is waited for, and for how long together."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        return super().wait(timeout)


def opened(server, station):
    talk = server.write("Марина", "Где мой заказ?")
    desk = station("anna").open()
    wait_for(lambda: is_live(desk) and desk.queries.card(talk), "the talk is here")
    desk._engine._ended = Counted()
    return desk, talk, desk._engine._ended


def has_all(desk, talk) -> bool:
    return sum(1 for it in desk.queries.timeline(talk) if it.kind == "note") == NOTES


def test_notes_that_had_their_moment_while_the_writer_was_busy_wait_for_none(server, station):
    desk, talk, ended = opened(server, station)
    is_free = threading.Event()
    desk._engine.post(is_free.wait)
    for number in range(NOTES):
        desk.submit(WriteNote(talk, new_id(), f"Заметка {number}"))
    painted = monotonic() + FRAME_S
    wait_for(lambda: monotonic() > painted, "all are painted")
    is_free.set()
    wait_for(lambda: has_all(desk, talk) and not desk.queries.changes(), "all are stored and sent")
    assert ended.waits == []
