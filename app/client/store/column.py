"""How a value lies in SQLite: from the wire, from a mapped row, and back to it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Boolean

from app.client.store.codec import instant, key, key_bytes, stored_data, stored_instant
from app.model.base import EnumValue, Json, UtcDateTime, Uuid16

Turn = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Form:
    """The ways of one column's values; None is never asked."""

    from_wire: Turn
    store: Turn
    read: Turn


def form(kind: Any) -> Form:
    """The form of a column of that type."""
    if isinstance(kind, Uuid16):
        return Form(key_bytes, attrgetter("bytes"), key)
    if isinstance(kind, UtcDateTime):
        return Form(lambda value: stored_instant(datetime.fromisoformat(value)), stored_instant, instant)
    if isinstance(kind, type(Json)):
        return Form(stored_data, stored_data, json.loads)
    if isinstance(kind, EnumValue):
        return Form(str, str, kind.enum)
    return Form(_same, _same, bool) if isinstance(kind, Boolean) else Form(_same, _same, _same)


def default(column: Any) -> Callable[[], Any]:
    """What stands for a value nobody gave: the model's own default, else nothing."""
    if column.nullable or column.default is None:
        return lambda: None
    given = column.default.arg
    return (lambda: given(None)) if column.default.is_callable else (lambda: given)


def _same(value: Any) -> Any:
    return value
