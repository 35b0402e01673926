"""Logs of conversations on this computer: contiguous ranges of ``seq``, and what is still missing."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from app.client.store.codec import chunks, marks
from app.client.store.doomed import doom_log
from app.client.store.replica import LOG, Stored, table
from app.protocol.pull import LogSlice

Wanted = dict[UUID, tuple[int, int | None]]

_EMPTY = "DELETE FROM log_entry WHERE ws = ? AND conversation_id = ? AND seq IS NOT NULL"


class _Range(NamedTuple):
    """Entries that are here, of which revision of what is redacted, and which one there is."""

    low: int | None
    high: int | None
    read_rev: int
    rev: int


class _Taken(NamedTuple):
    """The range that comes of a slice; ``anew``: nothing that was here stays."""

    low: int
    high: int
    grown: bool
    anew: bool = False


def apply_slices(cursor: Any, ws: bytes, logs: Mapping[UUID, LogSlice]) -> tuple[set[UUID], list[Stored]]:
    """Take in entries of conversations, ascending without holes; more than one statement a kind is made only seldom.

    A slice that does not touch the range that is here is left out: the hole is asked for later. But a slice from 1
    becomes the range itself: the server cut a long answer short, so the log is filled upward from there, over the
    newer entries that are here already. A slice from 1 of a conversation whose log was redacted (or belongs to another
    history) replaces the whole log.

    Returns the conversations of which there is less to ask for now, and the entries that were written.
    """
    grown: set[UUID] = set()
    ranges: list[tuple[bytes, int, int, int]] = []
    written: list[Stored] = []
    for conversation_id, known in _known(cursor, ws, logs).items():
        log = logs[conversation_id]
        taken = _taken(known, log.from_seq, log.from_seq + len(log.entries) - 1)
        if taken is None:
            continue
        if taken.anew:
            doom_log(cursor, ws, conversation_id.bytes)
            cursor.execute(_EMPTY, (ws, conversation_id.bytes))
        if taken.grown:
            grown.add(conversation_id)
        ranges.append((conversation_id.bytes, taken.low, taken.high, known.rev))
        written += map(table(LOG).from_wire, log.entries)
    table(LOG).replace_all(cursor, ws, written)
    cursor.executemany(
        "INSERT OR REPLACE INTO log_range (conversation_id, low, high, redact_rev) VALUES (?, ?, ?, ?)", ranges
    )
    return grown, written


def forget_log(cursor: Any, ws: bytes, conversation_id: bytes) -> None:
    """Delete all entries of a conversation that is no longer granted."""
    doom_log(cursor, ws, conversation_id)
    cursor.execute("DELETE FROM log_entry WHERE ws = ? AND conversation_id = ?", (ws, conversation_id))
    cursor.execute("DELETE FROM log_range WHERE conversation_id = ?", (conversation_id,))


def _known(cursor: Any, ws: bytes, logs: Mapping[UUID, LogSlice]) -> dict[UUID, _Range]:
    """What is here of the conversations that something is given of; those that are not here are left out."""
    found: dict[UUID, _Range] = {}
    for some in chunks(it.bytes for it, log in logs.items() if log.entries):
        query = (
            "SELECT c.id, r.low, r.high, r.redact_rev, c.redact_rev FROM conversation c"
            f" LEFT JOIN log_range r ON r.conversation_id = c.id WHERE c.ws = ? AND c.id IN ({marks(len(some))})"
        )
        found.update((UUID(bytes=row[0]), _Range(*row[1:])) for row in cursor.execute(query, (ws, *some)))
    return found


def _taken(known: _Range, first: int, last: int) -> _Taken | None:
    """What becomes of the range with entries ``first`` to ``last``; None: they are left out."""
    low, high = known.low, known.high
    if low is None or high is None:
        return _Taken(first, last, grown=True)
    if known.read_rev < known.rev:
        return _Taken(first, last, grown=True, anew=True) if first == 1 else None
    if first == 1 and last < low - 1:
        return _Taken(first, last, grown=True)
    if first > high + 1 or last < low - 1:
        return None
    return _Taken(min(low, first), max(high, last), grown=first < low or last > high)
