"""Values of replicated rows as they go over the wire, made straight of what the driver gives.

A desk that begins anew reads everything: on the way through UUIDs, instants and members of enumerations its rows took
twice as long. ``app.protocol.row.to_plain`` says the same of a mapped row, and a test compares the two.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Column, Dialect

from app.model.base import Base
from app.model.column_type import JsonValue, UtcDateTime, Uuid16
from app.protocol.row import columns_of
from app.protocol.wire import read_stored
from app.server.ready import Process


def on_the_wire(kind: Any, dialect: Dialect, code: Any) -> Process:
    """How ``Ready`` reads a column of that type for the wire."""
    if dialect.name == "postgresql":  # what psycopg makes is written as it is
        return None
    return next((form for of, form in _SQLITE.items() if isinstance(kind, of)), None)


def mapped_columns(model: type[Base]) -> tuple[Column[Any], ...]:
    """``columns_of``, to be selected."""
    table: Any = model.__table__
    return tuple(table.c[it.name] for it in columns_of(model))


def wire_row(model: type[Base], values: Iterable[Any]) -> dict[str, Any]:
    """A row of wire values in the order of ``columns_of``; None is left out."""
    return {name: it for name, it in zip(_names(model), values, strict=True) if it is not None}


@cache
def _names(model: type[Base]) -> tuple[str, ...]:
    return tuple(column.name for column in columns_of(model))


def _key(stored: bytes | None) -> str | None:
    if stored is None:
        return None
    text = stored.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _instant(stored: str | None) -> str | None:
    return None if stored is None else f"{stored[:10]}T{stored[11:]}Z"


def _data(stored: str | None) -> Any:
    return None if stored is None else read_stored(stored)


def _truth(stored: int | None) -> bool | None:
    return None if stored is None else bool(stored)


_SQLITE: Mapping[type[Any], Process] = {Uuid16: _key, UtcDateTime: _instant, JsonValue: _data, Boolean: _truth}
