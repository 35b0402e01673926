"""Work that is looked at again and again outlives a database that is away."""

import logging
import threading

import pytest
from sqlalchemy.exc import OperationalError

from app.server.rounds import Rounds

LOG = logging.getLogger("deskhand.test.rounds")


class Counting(Rounds):
    def __init__(self, away_for: int) -> None:
        super().__init__("counting", 0.001, LOG, "round_failed")
        self.rounds = 0
        self.away_for = away_for
        self.third = threading.Event()

    def go_round(self) -> None:
        self.rounds += 1
        if self.rounds == 3:
            self.third.set()
        if self.rounds <= self.away_for:
            raise OperationalError("SELECT 1", {}, Exception("away"))


@pytest.mark.parametrize("away_for", [0, 2])
@pytest.mark.expects_log("deskhand.test.rounds")
def test_it_goes_on_round_after_round_also_while_the_database_is_away(away_for: int):
    work = Counting(away_for)
    work.start()
    assert work.third.wait(5)
    assert work.is_alive()
    work.stop()
    assert not work.is_alive()


def test_what_never_began_ends_at_once():
    work = Counting(0)
    work.stop()
    assert (work.rounds, work.is_alive()) == (0, False)
