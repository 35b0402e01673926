"""What a snapshot reads is of one moment, and its connection is left as the next one needs it, whatever happened."""

import threading
import time
from contextlib import suppress
from uuid import UUID

import pytest
from sqlalchemy import Float, Integer, bindparam, func, insert, literal_column, select
from sqlalchemy.exc import DBAPIError

from app.model.conversation import Tag
from app.model.identifier import new_id
from app.server.pipeline import MOST_PREPARED
from app.server.ready import Ask, Ready
from app.server.snapshot import snapshot

_NAMES = Ready(select(Tag.name, Tag.names).where(Tag.ws == bindparam("ws")).order_by(Tag.name))
_RATIO = Ready(select(literal_column("1") / bindparam("by", type_=Integer)))


def add(database, ws: UUID, name: str) -> None:
    with database.write() as session:
        session.execute(insert(Tag), [{"ws": ws, "id": new_id(), "name": name, "names": {"ru": [name]}}])
        session.commit()


def names(view, ws: UUID, *, last: bool = False) -> list[str]:
    return [name for name, _ in view.ask([Ask(_NAMES, {"ws": ws})], last=last)[0]]


@pytest.mark.parametrize("last", [False, True])
def test_all_of_a_snapshot_is_of_one_moment_and_the_next_one_sees_more(database, last):
    ws = new_id()
    add(database, ws, "first")
    with snapshot(database) as view:
        assert view.ask([Ask(_NAMES, {"ws": ws})]) == [[("first", {"ru": ["first"]})]]
        add(database, ws, "second")
        assert names(view, ws, last=last) == ["first"]
    with snapshot(database) as view:
        assert names(view, ws, last=last) == ["first", "second"]


def test_nothing_is_read_by_a_snapshot_that_asks_nothing(database):
    with snapshot(database) as view:
        assert view.ask([]) == []
    with snapshot(database):
        pass


def test_whoever_gives_up_in_the_middle_leaves_a_good_connection(database):
    ws = new_id()
    for _ in range(3):
        with suppress(KeyError), snapshot(database) as view:
            names(view, ws)
            raise KeyError
    add(database, ws, "first")
    with snapshot(database) as view:
        assert names(view, ws) == ["first"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_refused_statement_is_told_as_sqlalchemy_does_and_the_next_snapshot_goes_on(database):
    ws = new_id()
    for asks in ([Ask(_RATIO, {"by": 0})], [Ask(_NAMES, {"ws": ws}), Ask(_RATIO, {"by": 0}), Ask(_NAMES, {"ws": ws})]):
        with pytest.raises(DBAPIError, match="division by zero"), snapshot(database) as view:
            view.ask(asks)
        with snapshot(database) as view:
            assert view.ask([Ask(_RATIO, {"by": 1})]) == [[(1,)]]
            assert names(view, ws) == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_keeps_the_statements_it_used_last(database):
    ws = new_id()
    add(database, ws, "first")
    numbers = [Ready(select(literal_column(str(at)))) for at in range(MOST_PREPARED + 20)]
    kept = select(func.count()).select_from(func.pg_prepared_statement().table_valued("name"))
    for _ in range(2):
        with snapshot(database) as view:
            found = view.ask([each for at in numbers for each in (Ask(at, {}), Ask(_NAMES, {"ws": ws}))], last=True)
            assert [rows[0][0] for rows in found[::2]] == list(range(len(numbers)))
            assert {rows[0][0] for rows in found[1::2]} == {"first"}
    with snapshot(database) as view:
        assert view.ask([Ask(Ready(kept), {})])[0][0][0] <= MOST_PREPARED


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_who_waits_for_the_database_keeps_nobody_else_waiting(database):
    slow = Ready(select(func.pg_sleep(bindparam("seconds", type_=Float))))
    turns, over = 0, threading.Event()

    def wait_long() -> None:
        with snapshot(database) as view:
            view.ask([Ask(slow, {"seconds": 0.5})])
        over.set()

    thread = threading.Thread(target=wait_long)
    thread.start()
    while not over.is_set():
        time.sleep(0.001)
        turns += 1
    thread.join()
    assert turns > 20  # with the interpreter's lock kept: one or two
