"""What goes over the wire comes back the same, and what is not ours is refused with a reason."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.base import REGISTRY
from app.commands.message import Reply, WriteNote
from app.domain.channel import Channel
from app.domain.status import Status
from app.model.workspace import Queue
from app.protocol import command, row, wire
from app.protocol.cursor import Cursor, seal, unseal
from app.protocol.push import PushRequest

NOW = datetime(2026, 11, 12, 11, 32, 5, 123456, tzinfo=UTC)


def test_a_command_comes_back_as_it_was_given() -> None:
    given_reply = Reply(uuid4(), uuid4(), "Здравствуйте 🙂", Channel.EMAIL, 3, Status.RESOLVED, 2)
    name, args = command.to_wire(given_reply)
    assert wire.decode(wire.encode(args), dict)["channel"] == "email"
    entry, back = command.from_wire(name, args)
    assert (entry.name, back) == ("reply", given_reply)


def test_an_unknown_command_and_a_bad_argument_are_told_apart() -> None:
    with pytest.raises(command.UnknownCommand, match="reply@99"):
        command.from_wire("reply@99", {})
    _, args = command.to_wire(WriteNote(uuid4(), uuid4(), "x"))
    with pytest.raises(wire.BadMessage, match="body"):
        command.from_wire("note@1", args | {"body": 5})


def test_every_command_has_a_name_in_the_registry() -> None:
    assert {"reply@1", "note@1", "assign@1", "resolve@1", "set_status@1", "tag@1"} <= set(REGISTRY)


def test_a_row_survives_the_wire_and_unknown_columns_are_ignored() -> None:
    ws = uuid4()
    queue = Queue(ws=ws, id=uuid4(), name="Доставка", names={"en": "Delivery"}, icon="truck", position=2)
    queue.reply_target_s = 900
    data = row.to_plain(queue) | {"column_of_next_year": 1}
    assert row.from_plain(Queue, ws, data) == {
        "ws": ws, "id": queue.id, "name": "Доставка", "names": {"en": "Delivery"}, "icon": "truck",
        "position": 2, "reply_target_s": 900,
    }  # fmt: skip


def test_a_row_with_a_value_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        row.from_plain(Queue, uuid4(), {"id": "no id"})


def test_instants_keep_their_microseconds() -> None:
    from app.model.conversation import Promise

    promise = Promise(id=uuid4(), customer_id=uuid4(), conversation_id=uuid4(), made_at=NOW, due_at=NOW)
    assert row.from_plain(Promise, uuid4(), row.to_plain(promise))["due_at"] == NOW


@given(st.dictionaries(st.text(max_size=40), st.integers(0, 2**53), max_size=20))
def test_a_cursor_is_read_back_exactly(feeds: dict[str, int]) -> None:
    cursor = Cursor(epoch=UUID(int=5), feeds=feeds)
    assert unseal(seal(cursor)) == cursor


@given(st.text(max_size=60))
def test_a_text_that_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(wire.BadMessage):
        unseal(text + "!")


@given(st.binary(max_size=200))
def test_bytes_that_are_no_push_are_refused(data: bytes) -> None:
    with pytest.raises(wire.BadMessage):
        wire.decode(data, PushRequest)


def test_schemas_for_the_documentation_are_there() -> None:
    references, components = wire.schema_components(PushRequest)
    assert references[0] == {"$ref": "#/components/schemas/PushRequest"}
    assert "CommandMessage" in components
    assert wire.plain(Cursor(epoch=UUID(int=5)))["epoch"] == str(UUID(int=5))
    assert wire.unpack(wire.pack({"a": 1}), dict) == {"a": 1}
