"""A desk that closes while it still writes: nothing is shut under a thread, and all is let go afterwards."""

import threading
from collections.abc import Callable

import pytest

from app.client.port import Problem, Trouble
from app.client.start import open_desk
from tests.sync.conftest import Station, is_live, wait_for
from tests.sync.real_server import RealServer


def test_files_stay_open_until_what_is_being_written_is_written(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    """On a weak computer a page of the server can take longer than a window waits for its end."""
    talk = server.write("Марина", "Где заказ?")
    anna = station("anna")
    desk = anna.open()
    wait_for(lambda: is_live(desk) and desk.queries.card(talk) is not None, "live")
    engine, began, goes_on, read = desk._engine, threading.Event(), threading.Event(), list[object]()

    def slow_page() -> None:
        began.set()
        goes_on.wait(60)
        read.append(engine._cache._connection.execute("SELECT count(*) FROM conversation").fetchone()[0])
        read.append(len(desk._parts.outbox.changes()))

    engine.post(slow_page)
    assert began.wait(60)
    anna.close()
    with pytest.raises(Trouble) as kept:
        open_desk(anna.profile, around=anna.around)
    assert kept.value.problem is Problem.SECOND_INSTANCE
    goes_on.set()
    engine._writer._thread.join(60)
    assert read == [1, 0]
    again = anna.open()
    assert again.queries.card(talk) is not None
