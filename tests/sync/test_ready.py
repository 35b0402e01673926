"""Ready-made statements say on both databases what SQLAlchemy's own would."""

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from app.model.conversation import Tag
from app.model.identifier import new_id
from app.server.ready import Ask, Ready, ask

_INSERT = Ready(insert(Tag))
_NAMED = Ready(
    select(Tag.id, Tag.names).where(Tag.ws == bindparam("ws"), Tag.name.in_(bindparam("named", expanding=True)))
)


def tag(ws, name, **values):
    return {"ws": ws, "id": new_id(), "name": name, "names": {"ru": [name]}} | values


@pytest.mark.parametrize("count", [1, 2, 3, 5, 100])
def test_lists_of_any_length_find_what_is_in_them_with_values_of_our_types(database, count):
    ws = new_id()
    rows = [tag(ws, f"tag {at}") for at in range(120)]
    with database.write() as session:
        _, found = ask(
            session.connection(),
            [Ask(_INSERT, rows), Ask(_NAMED, {"ws": ws, "named": [row["name"] for row in rows[:count]]})],
        )
    assert sorted(found) == sorted((row["id"], row["names"]) for row in rows[:count])


def test_a_collision_is_the_error_that_others_know_and_the_connection_goes_on(database):
    ws = new_id()
    row = tag(ws, "once")
    with database.write() as session:
        with pytest.raises(IntegrityError):
            ask(session.connection(), [Ask(_INSERT, row), Ask(_INSERT, row)])
        session.rollback()
        assert ask(session.connection(), [Ask(_NAMED, {"ws": ws, "named": ["once"]})]) == [[]]
        assert ask(session.connection(), []) == []
