"""Rows of replicated tables as plain JSON data and back, column by column."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from app.model.base import Base
from app.model.plain import Column, Identifier, Instant, OneOf, table_of

Read = Callable[[Any], Any]


def to_plain(row: Base) -> dict[str, Any]:
    """Every column but ``ws`` as JSON data; None is left out."""
    model = type(row)
    return plain_values(model, [getattr(row, column.name) for column in columns_of(model)])


def plain_values(model: type[Base], values: Iterable[Any]) -> dict[str, Any]:
    """The same from values alone, in the order of ``columns_of``: nothing is mapped on the way out."""
    return {
        name: value if write is None else write(value)
        for (name, write), value in zip(_written(model), values, strict=True)
        if value is not None
    }


def from_plain(model: type[Base], ws: UUID, data: dict[str, Any]) -> dict[str, Any]:
    """Column values of a row of ``model``; unknown fields are ignored, missing ones become None.

    Raises:
        ValueError: a value does not fit its column.
    """
    values: dict[str, Any] = {"ws": ws}
    for name, read in _columns(model):
        raw = data.get(name)
        values[name] = None if raw is None else read(raw)
    return values


@cache
def columns_of(model: type[Base]) -> tuple[Column, ...]:
    """The columns that go over the wire: every one but ``ws``."""
    return tuple(it for it in table_of(model).columns.values() if it.name != "ws")


@cache
def _written(model: type[Base]) -> tuple[tuple[str, Read | None], ...]:
    return tuple((column.name, _writer(column.type)) for column in columns_of(model))


def _writer(kind: Any) -> Read | None:
    if isinstance(kind, Identifier):
        return str
    if isinstance(kind, Instant):
        return _instant
    return attrgetter("value") if isinstance(kind, OneOf) else None


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


@cache
def _columns(model: type[Base]) -> tuple[tuple[str, Read], ...]:
    return tuple((it.name, _reader(it.type)) for it in columns_of(model))


def _reader(kind: Any) -> Read:
    if isinstance(kind, Identifier):
        return UUID
    if isinstance(kind, Instant):
        return datetime.fromisoformat
    return kind.enum if isinstance(kind, OneOf) else _same


def _same(value: Any) -> Any:
    return value
