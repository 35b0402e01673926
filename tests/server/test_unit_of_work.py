"""A collision with another writer is no failure, also for signs of presence."""

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.server.unit_of_work import ATTEMPTS
from tests.services.backend import Backend


class Deadlock(Exception):
    """As the driver raises it."""

    sqlstate = "40P01"


@pytest.mark.parametrize(("collisions", "ends_well"), [(1, True), (ATTEMPTS - 1, True), (ATTEMPTS, False)])
def test_a_note_that_collided_is_written_again(backend: Backend, collisions: int, ends_well: bool) -> None:
    tries: list[None] = []

    def work(session: Session) -> str:
        tries.append(None)
        if len(tries) <= collisions:
            raise DBAPIError("UPDATE", {}, Deadlock())
        return "written"

    if ends_well:
        assert backend.parts.uow.note(work) == "written"
    else:
        with pytest.raises(DBAPIError):
            backend.parts.uow.note(work)
    assert len(tries) == min(collisions + 1, ATTEMPTS)
