"""Rows of replicated tables as plain JSON data and back, column by column."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import inspect

from app.model.base import Base, EnumValue, UtcDateTime, Uuid16

Read = Callable[[Any], Any]


def to_plain(row: Base) -> dict[str, Any]:
    """Every column but ``ws`` as JSON data; None is left out."""
    data = {}
    for name, _ in _columns(type(row)):
        value = getattr(row, name)
        if value is None:
            continue
        data[name] = _plain(value)
    return data


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


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.value if isinstance(value, StrEnum) else value


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
