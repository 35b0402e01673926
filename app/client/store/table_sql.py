"""The shared tables as a copy has them: statements that make them, and what is missing of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from app.client.store.column import default, form
from app.model.base import Base
from app.model.conversation import LogEntry
from app.model.plain import (
    ENUM_LENGTH,
    BigInteger,
    Boolean,
    Bytes,
    Column,
    ColumnType,
    Double,
    Identifier,
    Index,
    Instant,
    Integer,
    JsonData,
    OneOf,
    String,
    TableData,
    table_of,
)
from app.model.replicated import KINDS

_SHORT = "customer"
"""A short row, read by its key for each row of a list: one page instead of two."""

_TYPES: dict[type[ColumnType], str] = {
    Integer: "INTEGER", BigInteger: "INTEGER", Double: "DOUBLE", Boolean: "BOOLEAN", Bytes: "BLOB",
    Instant: "DATETIME", Identifier: "BLOB", JsonData: "JSON", OneOf: f"VARCHAR({ENUM_LENGTH})",
}  # fmt: skip


def shared_models() -> list[type[Base]]:
    """The tables that exist on both sides."""
    return [*KINDS.values(), LogEntry]


def making(model: type[Base]) -> list[str]:
    """Statements that make a table with its indexes where they are not there.

    Rows are unique by their key alone, but for the log, whose places are filled whole: between two pages a row may
    stand beside the one it takes the place of, the same address under a new id.
    """
    table = table_of(model)
    lines = [_column(it) for it in table.columns.values()]
    lines.append(f"PRIMARY KEY ({_names(it.name for it in table.columns.values() if it.primary_key)})")
    if model is LogEntry:
        lines += [f"UNIQUE ({_names(it.columns)})" for it in table.uniques]
    ending = " WITHOUT ROWID" if table.name == _SHORT else ""
    made = f'CREATE TABLE IF NOT EXISTS "{table.name}" ({", ".join(lines)}){ending}'
    return [made, *_indexes(model, table)]


def adding(model: type[Base], held: Iterable[str]) -> Iterator[str]:
    """Statements that add the columns that are not among those ``held``."""
    table, there = table_of(model), set(held)
    for column in table.columns.values():
        if column.name not in there:
            empty = "" if column.nullable else f" NOT NULL DEFAULT {_literal(column)}"
            yield f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {_type(column)}{empty}'


def _indexes(model: type[Base], table: TableData) -> Iterator[str]:
    uniques = [] if model is LogEntry else [Index(None, *it.columns) for it in table.uniques]
    for index in (*table.indexes, *uniques):
        name = "_".join(("ix", table.name, *index.columns))
        yield f'CREATE INDEX IF NOT EXISTS {name} ON "{table.name}" ({_names(index.columns)})'


def _column(column: Column) -> str:
    given = "" if column.server_default is None else f" DEFAULT '{column.server_default}'"
    return f'"{column.name}" {_type(column)}{given}{"" if column.nullable else " NOT NULL"}'


def _type(column: Column) -> str:
    kind = column.type
    if isinstance(kind, String):
        return "VARCHAR" if kind.length is None else f"VARCHAR({kind.length})"
    return _TYPES[type(kind)]  # type: ignore[index]


def _literal(column: Column) -> str:
    """The model's own default as SQL, so that rows can be read before they have been pulled anew."""
    value = default(column)()
    stored: Any = "" if value is None else form(column.type).store(value)
    return str(int(stored)) if isinstance(stored, int) else "'" + str(stored).replace("'", "''") + "'"


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{it}"' for it in columns)
