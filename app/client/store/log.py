"""Logs of conversations on this computer: contiguous ranges of ``seq``, and what is still missing."""

from enum import Enum
from typing import Any
from uuid import UUID

from app.client.store.doomed import doom_log
from app.client.store.replica import LOG, table


class Taken(Enum):
    """What became of a slice: left out, written over what is here, or written and there is less to ask for."""

    NOTHING = 0
    SAME = 1
    GROWN = 2


Wanted = dict[UUID, tuple[int, int | None]]


def apply_slice(cursor: Any, ws: bytes, conversation_id: UUID, first: int, entries: list[dict[str, Any]]) -> Taken:
    """Take in entries ``first…`` of a conversation, ascending without holes.

    A slice that does not touch the range that is here is left out: the hole is asked for later. But a slice from 1
    becomes the range itself: the server cut a long answer short, so the log is filled upward from there, over the
    newer entries that are here already. A slice from 1 of a conversation whose log was redacted (or belongs to another
    history) replaces the whole log.
    """
    if not entries:
        return Taken.NOTHING
    key = conversation_id.bytes
    known = cursor.execute(
        "SELECT r.low, r.high, r.redact_rev, c.redact_rev FROM conversation c"
        " LEFT JOIN log_range r ON r.conversation_id = c.id WHERE c.ws = ? AND c.id = ?",
        (ws, key),
    ).fetchone()
    if known is None:
        return Taken.NOTHING
    low, high, read_rev, rev = known
    last = first + len(entries) - 1
    if low is None or read_rev < rev:
        if low is not None and first != 1:
            return Taken.NOTHING
        if low is not None:
            doom_log(cursor, ws, key)
            cursor.execute("DELETE FROM log_entry WHERE ws = ? AND conversation_id = ? AND seq IS NOT NULL", (ws, key))
        low, high = first, last
        grown = True
    elif first == 1 and last < low - 1:
        low, high, grown = first, last, True
    elif first > high + 1 or last < low - 1:
        return Taken.NOTHING
    else:
        grown = first < low or last > high
    table(LOG).replace_all(cursor, ws, map(table(LOG).from_wire, entries))
    cursor.execute(
        "INSERT OR REPLACE INTO log_range (conversation_id, low, high, redact_rev) VALUES (?, ?, ?, ?)",
        (key, min(low, first), max(high, last), rev),
    )
    return Taken.GROWN if grown else Taken.SAME


def forget_log(cursor: Any, ws: bytes, conversation_id: bytes) -> None:
    """Delete all entries of a conversation that is no longer granted."""
    doom_log(cursor, ws, conversation_id)
    cursor.execute("DELETE FROM log_entry WHERE ws = ? AND conversation_id = ?", (ws, conversation_id))
    cursor.execute("DELETE FROM log_range WHERE conversation_id = ?", (conversation_id,))
