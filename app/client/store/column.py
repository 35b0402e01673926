"""How a value lies in SQLite: from the wire, from a row, and back to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from app.client.store.codec import instant, key, key_bytes, stored_instant
from app.model.plain import Boolean, Column, ColumnType, Identifier, Instant, JsonData, OneOf
from app.protocol.wire import decode, encode

Turn = Callable[[Any], Any]

_WIRE_LENGTH = len("2026-11-29T11:20:00.000000Z")


@dataclass(frozen=True, slots=True)
class Form:
    """The ways of one column's values; None is never asked."""

    from_wire: Turn
    store: Turn
    read: Turn


def form(kind: ColumnType | None) -> Form:
    """The form of a column of that type."""
    if isinstance(kind, Identifier):
        return Form(key_bytes, attrgetter("bytes"), key)
    if isinstance(kind, Instant):
        return Form(_from_wire_instant, stored_instant, instant)
    if isinstance(kind, JsonData):
        return Form(_stored_data, _stored_data, _data)
    if isinstance(kind, OneOf):
        return Form(str, str, {it.value: it for it in kind.enum}.__getitem__)
    return Form(same, same, bool) if isinstance(kind, Boolean) else Form(same, same, same)


def default(column: Column) -> Callable[[], Any]:
    """What stands for a value nobody gave: the model's own default, else nothing."""
    return nothing if column.nullable or column.empty is None else column.empty


def same(value: Any) -> Any:
    """Of a column whose values lie as they are."""
    return value


def nothing() -> None:
    """Of a column that may stay empty."""


def _from_wire_instant(text: str) -> str:
    """What servers write (UTC, microseconds or none) is not taken apart."""
    value = datetime.fromisoformat(text)
    if len(text) == _WIRE_LENGTH and text[-1] == "Z":
        return f"{text[:10]} {text[11:-1]}"
    return stored_instant(value)


def _stored_data(value: Any) -> str:
    """The text that ``codec.stored_data`` makes, in a third of the time."""
    return "[]" if value == [] else encode(value).decode()


def _data(text: str) -> Any:
    return decode(text, Any)
