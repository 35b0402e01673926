"""One's own message stays in the index when the server has it: taking it out costs more than all the rest."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.client.store.outbox import NewChange
from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.model.identifier import new_id
from app.protocol.command import to_wire
from app.protocol.pull import LogSlice
from tests.builders.wire import ME, apply, entry, put
from tests.search.labelled import FIRST
from tests.search.test_local import Desk, opened
from tests.search.test_upkeep import SHADE, index, shade, stored

WRITTEN = FIRST + timedelta(days=60)
OWN = UUID(int=0xABBA)
SAID = "Канделябр уже едет"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose operator has just written an answer that the server does not have."""
    for made in opened(tmp_path):
        name, args = to_wire(Reply(SHADE, OWN, SAID, Channel.EMAIL, 3))
        made.cache.show(made.outbox.add(NewChange(new_id(), new_id(), name, args, WRITTEN, conversation_id=SHADE)))
        index(made)
        yield made


def place(desk: Desk) -> int | None:
    """Where the answer stands among what is found."""
    row = desk.index.connection.execute("SELECT id FROM search_doc WHERE row = ?", (OWN.bytes,)).fetchone()
    return None if row is None else int(row[0])


def mine(desk: Desk, column: str) -> Any:
    """What the one row of the answer holds."""
    [row] = desk.index.connection.execute(f"SELECT {column} FROM log_entry WHERE entry_id = ?", (OWN.bytes,)).fetchall()
    return row[0]


def acknowledge(desk: Desk, at: datetime, text: str = SAID, seq: int = 4, **more: Any) -> None:
    payload = json.loads(mine(desk, "payload"))
    row = entry(SHADE, seq, at=at, entry_id=OWN, kind=EntryKind.MESSAGE_OUT, author_kind=AuthorKind.USER, author_id=ME)
    row |= {"payload": payload | {"text": text}}
    apply(
        desk.cache, put("conversation", shade(log_head=seq)), last_mid=1,
        logs={SHADE: LogSlice(from_seq=seq, entries=[row])}, **more,
    )  # fmt: skip


def test_it_is_found_also_in_the_moment_in_which_the_server_takes_it(desk: Desk):
    written = place(desk)
    assert written is not None
    acknowledge(desk, WRITTEN + timedelta(seconds=3))
    assert place(desk) == written
    assert desk.keys("канделябр") == {"shade"}
    index(desk)
    assert place(desk) == written
    assert desk.index.connection.execute("SELECT seq FROM log_entry WHERE entry_id = ?", (OWN.bytes,)).fetchone() == (
        4,
    )


def test_what_the_server_tells_twice_is_not_put_in_twice(desk: Desk):
    acknowledge(desk, WRITTEN)
    index(desk)
    desk.index.connection.execute("CREATE TABLE taken_out (id)")
    desk.index.connection.execute(
        "CREATE TRIGGER out AFTER DELETE ON search_doc BEGIN INSERT INTO taken_out VALUES (OLD.id); END"
    )
    acknowledge(desk, WRITTEN)
    index(desk)
    assert desk.index.connection.execute("SELECT * FROM taken_out").fetchall() == []
    assert desk.keys("канделябр") == {"shade"}


def test_it_moves_when_it_left_much_later(desk: Desk):
    written = place(desk)
    assert written is not None
    acknowledge(desk, WRITTEN + timedelta(hours=3))
    index(desk)
    assert place(desk) is not None
    assert place(desk) > written
    assert desk.keys("канделябр") == {"shade"}


def test_words_the_server_has_otherwise_leave_in_the_same_transaction(desk: Desk):
    acknowledge(desk, WRITTEN, text="Торшер уже едет")
    assert desk.keys("канделябр") == set()
    assert "канделябр" not in stored(desk).decode(errors="replace").casefold()
    index(desk)
    assert desk.keys("торшер") == {"shade"}


def test_a_place_given_anew_by_another_history_is_taken(desk: Desk):
    """After a restore the server may run the same command again: the entry has another place then."""
    acknowledge(desk, WRITTEN)
    acknowledge(desk, WRITTEN, seq=5)
    assert mine(desk, "seq") == 5
    index(desk)
    assert desk.keys("канделябр") == {"shade"}
