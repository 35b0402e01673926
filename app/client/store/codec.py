"""Values of the cache as SQLite keeps them, and back; no table, so that the first list needs none."""

import json
from binascii import unhexlify
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

T = TypeVar("T")
_KEYS = 8_192
"""Ids kept: lists read the same ones again and again, and making one takes as long as reading its row."""

_INSTANT_LENGTH = len("2026-11-29 11:20:00.000000")

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def instant(stored: str) -> datetime:
    """An aware instant from its stored text."""
    return datetime.fromisoformat(f"{stored}Z")


def maybe_instant(stored: str | None) -> datetime | None:
    """Like ``instant``, None stays None."""
    return None if stored is None else instant(stored)


def stored_instant(value: datetime) -> str:
    """The text SQLAlchemy's SQLite type writes: UTC without zone, microseconds always there."""
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:_INSTANT_LENGTH]


@lru_cache(_KEYS)
def key(stored: bytes) -> UUID:
    """A UUID from its 16 bytes."""
    return UUID(bytes=stored)


def key_bytes(text: str) -> bytes:
    """The 16 bytes of a UUID's text; the wire's canonical form is taken as it is.

    Raises:
        ValueError: it is no UUID.
    """
    found = unhexlify(text.replace("-", ""))
    if len(found) != 16:
        raise ValueError(f"no UUID: {text!r}")
    return found


def maybe_key(stored: bytes | None) -> UUID | None:
    """Like ``key``, None stays None."""
    return None if stored is None else key(stored)


def data(stored: str | None) -> Any:
    """JSON data; an empty column is an empty object."""
    return {} if stored is None else json.loads(stored)


def stored_data(value: Any) -> str:
    """JSON text of plain data."""
    return _ENCODE(value)


def marks(count: int) -> str:
    """``?,?,?`` for that many parameters."""
    return ",".join("?" * count)


def chunks(values: Iterable[T], size: int = 400) -> Iterator[list[T]]:
    """The values in lists short enough for one statement's parameters."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
