"""Whether a database can keep what a command brings: no desk of ours sends anything else, and it is no bug of ours."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any

from app.protocol.push import CommandMessage

_LONGEST_MS = 10**12
_LARGEST = 2**31 - 1


def is_storable(args: Mapping[str, Any], command: Any) -> bool:
    """Tell it of the arguments as they came and of the command they are: texts, names, numbers, instants."""
    left: list[Any] = [args]
    while left:
        value = left.pop()
        if isinstance(value, Mapping):
            left += (*value.keys(), *value.values())
        elif isinstance(value, list):
            left += value
        elif not _fits(value):
            return False
    return all(_is_instant(getattr(command, it.name)) for it in fields(command))


def given_at(command: CommandMessage) -> datetime | None:
    """When it was given, in the server's time; None: that is no instant."""
    if command.at.tzinfo is None:
        return None
    try:
        return command.at + milliseconds(command.skew_ms)
    except OverflowError:
        return None


def milliseconds(value: int) -> timedelta:
    """As a time that can be reckoned with."""
    return timedelta(milliseconds=max(-_LONGEST_MS, min(value, _LONGEST_MS)))


def _fits(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value  # PostgreSQL cannot store U+0000; no text of a person holds one
    if isinstance(value, float):
        return isfinite(value)
    return not isinstance(value, int) or -_LARGEST <= value <= _LARGEST


def _is_instant(value: Any) -> bool:
    """Whether it can be said in UTC; what is no time at all can."""
    if not isinstance(value, datetime):
        return True
    try:
        return value.tzinfo is not None and value.astimezone(UTC) is not None
    except OverflowError:
        return False
