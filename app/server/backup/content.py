"""What a backup holds: the rows of every table as plain data, on whatever database they lie."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table, insert, select
from sqlalchemy import MetaData as Tables
from sqlalchemy.types import NullType

from app.model.all import Base
from app.model.column_type import Uuid16
from app.model.search import SearchDoc, SearchName, SearchTodo
from app.model.sync import Lease

LEFT_OUT = frozenset({it.__tablename__ for it in (Lease, SearchDoc, SearchName, SearchTodo)})
"""Who owns work right now means nothing in another life of the server; what is found is indexed anew from the rows."""

ROWS = 500
"""Rows of one piece."""


def stored_tables() -> list[Table]:
    """Every table of ours that a backup holds."""
    return [it for it in Base.metadata.sorted_tables if it.name not in LEFT_OUT]


def read_rows(connection: Connection, table: Table) -> Iterator[list[list[Any]]]:
    """All rows as lists of values in the order of the columns, some at a time, ordered by nothing."""
    found = connection.execute(select(table).execution_options(yield_per=ROWS))
    for some in found.partitions():
        yield [list(row) for row in some]


def write_rows(connection: Connection, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of a backup, which may be older than this program: its own columns count."""
    table = _table_of(name, columns)
    turns = [_turn(it) for it in table.columns]
    values = [
        {
            column: value if value is None else turn(value)
            for column, turn, value in zip(columns, turns, row, strict=True)
        }
        for row in rows
    ]
    if values:
        connection.execute(insert(table), values)


def _table_of(name: str, columns: Sequence[str]) -> Table:
    """The table as it was when the backup was made; a column this program has dropped goes as it is."""
    known = Base.metadata.tables.get(name)
    kinds = {} if known is None else {it.name: it.type for it in known.columns}
    return Table(name, Tables(), *(Column(it, kinds.get(it, NullType())) for it in columns))


def _turn(column: Column[Any]) -> Any:
    return UUID if isinstance(column.type, Uuid16) else _same


def _same(value: Any) -> Any:
    return value
