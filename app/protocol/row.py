"""Rows of replicated tables as plain JSON data and back, column by column."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Column, inspect

from app.model.base import Base, EnumValue, UtcDateTime, Uuid16

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
def columns_of(model: type[Base]) -> tuple[Column[Any], ...]:
    """The columns that go over the wire: every one but ``ws``."""
    return tuple(it.columns[0] for it in inspect(model).column_attrs if it.key != "ws")  # type: ignore[misc]


@cache
def _written(model: type[Base]) -> tuple[tuple[str, Read | None], ...]:
    return tuple((column.name, _writer(column.type)) for column in columns_of(model))


def _writer(kind: Any) -> Read | None:
    if isinstance(kind, Uuid16):
        return str
    if isinstance(kind, UtcDateTime):
        return _instant
    return attrgetter("value") if isinstance(kind, EnumValue) else None


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


@cache
def _columns(model: type[Base]) -> tuple[tuple[str, Read], ...]:
    attributes = inspect(model).column_attrs
    return tuple((it.key, _reader(it.columns[0].type)) for it in attributes if it.key != "ws")


def _reader(kind: Any) -> Read:
    if isinstance(kind, Uuid16):
        return UUID
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat
    return kind.enum if isinstance(kind, EnumValue) else _same


def _same(value: Any) -> Any:
    return value
