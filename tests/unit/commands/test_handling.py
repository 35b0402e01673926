"""One's own time on a request, told once."""

from uuid import uuid4

import pytest

from app.commands.base import Refused
from app.commands.handling import LogHandling, log_handling
from app.model.handling import HandlingTime
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import ANNA, NOW, tx

__all__ = ["tx"]


def test_the_time_is_the_actors_own_and_twice_is_once(tx: MemoryTx) -> None:
    command = LogHandling(uuid4(), uuid4(), 65)
    log_handling(command, tx)
    log_handling(command, tx)
    row = tx.get(HandlingTime, command.handling_id)
    assert (row.user_id, row.seconds, row.at) == (ANNA.id, 65, NOW)


@pytest.mark.parametrize("seconds", [0, -5, 40 * 86_400])
def test_nobody_works_no_time_or_for_months_in_one_go(tx: MemoryTx, seconds: int) -> None:
    with pytest.raises(Refused, match="invalid"):
        log_handling(LogHandling(uuid4(), uuid4(), seconds), tx)
