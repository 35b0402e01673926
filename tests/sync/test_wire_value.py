"""What goes from the driver to the wire is what a mapped row says of itself, on both databases."""

import itertools
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, Double, Integer, bindparam, insert, select

from app.model.column_type import EnumValue, JsonValue, UtcDateTime, Uuid16
from app.model.conversation import LogEntry
from app.model.identifier import new_id
from app.model.replicated import KINDS
from app.protocol.row import to_plain
from app.protocol.wire import decode, encode
from app.server.ready import Ask, Ready, ask
from app.server.sync.wire_value import mapped_columns, on_the_wire, wire_row

AT = datetime(2026, 11, 29, 11, 20, 0, 120_003, tzinfo=UTC)
VALUES = {Uuid16: new_id, UtcDateTime: lambda: AT, JsonValue: lambda: {"текст": ["ё", 1.5, None, True]},
          Boolean: lambda: True, Integer: lambda: 7, Double: lambda: 0.25}  # fmt: skip


def value(kind: Any) -> Any:
    if isinstance(kind, EnumValue):
        return list(kind.enum)[-1]
    return next((make() for of, make in VALUES.items() if isinstance(kind, of)), "ё»")


def test_a_row_read_for_the_wire_says_what_its_mapped_row_says(database):
    with database.write() as session:
        for model, full in itertools.product([*KINDS.values(), LogEntry], [True, False]):
            columns = mapped_columns(model)
            given = {it.key: value(it.type) for it in columns if full or not it.nullable} | {"ws": new_id()}
            session.execute(insert(model), [given])
            mapped = to_plain(session.scalars(select(model).where(model.ws == given["ws"])).one())
            read = Ready(select(*columns).where(model.ws == bindparam("ws")), columns, reads=on_the_wire)
            [[row]] = ask(session.connection(), [Ask(read, {"ws": given["ws"]})])
            assert decode(encode(wire_row(model, row)), dict) == decode(encode(mapped), dict)
