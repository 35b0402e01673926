"""Raw writes of replicated rows: upserts from the wire, deletions, and what a row belongs to."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from app.client.store.codec import stored_instant
from app.model.base import Base, EnumValue, Json, UtcDateTime, Uuid16
from app.model.conversation import LogEntry
from app.model.replicated import KINDS

LOG = LogEntry.__tablename__
Encode = Callable[[Any], Any]


class RowError(ValueError):
    """A row of the wire does not fit its table."""


class Table:
    """Prepared statements of one replicated table. Values come as plain JSON data, as they are on the wire."""

    def __init__(self, model: type[Base]) -> None:
        columns = list(model.__table__.columns)
        self.name = model.__tablename__
        self.key = "entry_id" if self.name in {LOG, "delivery"} else "id"
        self._columns = [(it.name, _encoder(it.type), _default(it)) for it in columns if it.name != "ws"]
        names = ", ".join(f'"{it.name}"' for it in columns if it.name != "ws")
        marks = ", ".join("?" * len(columns))
        verb = "INSERT OR REPLACE" if self.name == LOG else "INSERT"
        self._insert = f'{verb} INTO "{self.name}" (ws, {names}) VALUES ({marks})'
        if self.name != LOG:
            sets = ", ".join(f'"{it.name}" = excluded."{it.name}"' for it in columns if it.name not in {"ws", self.key})
            self._insert += f' ON CONFLICT (ws, "{self.key}") DO UPDATE SET {sets}'
        if self.name == "conversation":
            self._insert += " WHERE excluded.rev >= conversation.rev"
        self._delete = f'DELETE FROM "{self.name}" WHERE ws = ? AND "{self.key}" = ?'

    def put(self, cursor: Any, ws: bytes, row: dict[str, Any]) -> None:
        """Insert or replace a row; an older copy of a conversation changes nothing.

        Raises:
            RowError: a value does not fit its column.
        """
        try:
            values = [
                encode(row[name]) if row.get(name) is not None else empty() for name, encode, empty in self._columns
            ]
        except (ValueError, TypeError, AttributeError) as error:
            raise RowError(f"{self.name}: {error}") from error
        cursor.execute(self._insert, (ws, *values))

    def delete(self, cursor: Any, ws: bytes, row_id: bytes) -> None:
        """Delete the row if it is there."""
        cursor.execute(self._delete, (ws, row_id))


@cache
def table(kind: str) -> Table:
    """The table of a kind, or of the log.

    Raises:
        KeyError: the kind is not known here: a newer server has it.
    """
    return Table(LogEntry if kind == LOG else KINDS[kind])


def is_known(kind: str) -> bool:
    """Tell whether this version of the desk keeps that kind."""
    return kind in KINDS


def _encoder(kind: Any) -> Encode:
    if isinstance(kind, Uuid16):
        return lambda value: UUID(value).bytes
    if isinstance(kind, UtcDateTime):
        return lambda value: stored_instant(datetime.fromisoformat(value).astimezone(UTC))
    if isinstance(kind, type(Json)):
        return lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str if isinstance(kind, EnumValue) else _same


def _default(column: Any) -> Callable[[], Any]:
    """What stands for a value the wire leaves out: the model's own default, else nothing."""
    if column.nullable or column.default is None:
        return lambda: None
    given = column.default.arg
    if column.default.is_callable:
        return lambda: json.dumps(given(None))
    return lambda: getattr(given, "value", given)


def _same(value: Any) -> Any:
    return value
