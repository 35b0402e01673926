"""Values of the cache as SQLite keeps them, and back; no SQLAlchemy, so that the first list needs none."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID


def instant(stored: str) -> datetime:
    """An aware instant from its stored text."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def maybe_instant(stored: str | None) -> datetime | None:
    """Like ``instant``, None stays None."""
    return None if stored is None else instant(stored)


def stored_instant(value: datetime) -> str:
    """The text SQLAlchemy's SQLite type writes: UTC without zone, microseconds always there."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def key(stored: bytes) -> UUID:
    """A UUID from its 16 bytes."""
    return UUID(bytes=stored)


def maybe_key(stored: bytes | None) -> UUID | None:
    """Like ``key``, None stays None."""
    return None if stored is None else UUID(bytes=stored)


def data(stored: str | None) -> Any:
    """JSON data; an empty column is an empty object."""
    return {} if stored is None else json.loads(stored)


def stored_data(value: Any) -> str:
    """JSON text of plain data."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def marks(count: int) -> str:
    """``?,?,?`` for that many parameters."""
    return ",".join("?" * count)
