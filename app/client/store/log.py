"""Logs of conversations on this computer: contiguous ranges of ``seq``, and what is still missing."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from app.client.store.codec import chunks, marks
from app.client.store.doomed import doom_log
from app.client.store.replica import LOG, Stored, table
from app.client.store.search_note import note_new
from app.protocol.pull import LogSlice

Wanted = dict[UUID, tuple[int, int | None]]

DOUBTED = -1
"""The revision of a log that was read before the server began another history."""

_ENTRIES = "DELETE FROM log_entry WHERE ws = ?"


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


def apply_slices(
    cursor: Any, ws: bytes, logs: Mapping[UUID, LogSlice], under: Mapping[bytes, Stored]
) -> tuple[set[UUID], list[Stored], set[UUID]]:
    """Take in entries of conversations, ascending without holes; more than one statement a kind is made only seldom.

    A slice that does not touch the range that is here is left out: the hole is asked for later. But a slice from 1
    becomes the range itself: the server cut a long answer short, so the log is filled upward from there, over the
    newer entries that are here already. A slice from 1 of a conversation whose log was redacted (or belongs to another
    history) replaces the whole log.

    ``under``: conversations the file shows otherwise, by their ids.
    Returns the conversations of which there is less to ask for now, the entries that were written, and the
    conversations whose log is of another history now.
    """
    grown: set[UUID] = set()
    replaced: set[UUID] = set()
    ranges: list[tuple[bytes, int, int, int]] = []
    written: list[Stored] = []
    for conversation_id, known in _known(cursor, ws, logs, under).items():
        log = logs[conversation_id]
        taken = _taken(known, log.from_seq, log.from_seq + len(log.entries) - 1)
        if taken is None:
            continue
        if taken.anew:
            doom_log(cursor, ws, conversation_id.bytes)
            cursor.execute(f"{_ENTRIES} AND conversation_id = ? AND seq IS NOT NULL", (ws, conversation_id.bytes))
        if taken.anew and known.read_rev == DOUBTED:
            replaced.add(conversation_id)
        if taken.grown:
            grown.add(conversation_id)
        ranges.append((conversation_id.bytes, taken.low, taken.high, known.rev))
        written += map(table(LOG).from_wire, log.entries)
    written = _put(cursor, ws, written)
    cursor.executemany(
        "INSERT OR REPLACE INTO log_range (conversation_id, low, high, redact_rev) VALUES (?, ?, ?, ?)", ranges
    )
    return grown, written, replaced


def _put(cursor: Any, ws: bytes, entries: list[Stored]) -> list[Stored]:
    """Write entries; what else has their ids or their places goes first. Returns them, each id and each place once.

    What is here in its place, or is this desk's own and had none, stays where it lies: only what is new in it is
    written, and its words do not leave the search index to come in again. Not by REPLACE: SQLite then copies every
    page that an entry touches, in case it has to take that one entry back.
    """
    of, talk, seq = table(LOG), table(LOG).place("conversation_id"), table(LOG).place("seq")
    places = {(it[talk], it[seq]): it for it in entries}
    rows = {of.id_of(it): it for it in places.values()}
    lie = of.find_all(cursor, ws, rows)
    stays = {
        it: row
        for it, row in lie.items()
        if row[seq] is None or (row[talk], row[seq]) == (rows[it][talk], rows[it][seq])
    }
    of.delete(cursor, ws, lie.keys() - stays)
    of.delete(cursor, ws, _between(cursor, ws, places) - rows.keys())
    of.lay(cursor, ws, rows, stays)
    note_new(cursor, LOG, [row for it, row in rows.items() if it not in stays])
    return list(rows.values())


def _between(cursor: Any, ws: bytes, places: dict[tuple[bytes, int], Stored]) -> set[bytes]:
    """Entries that have a place from the first to the last of these of their conversations."""
    last = dict(places.keys())
    first = dict(reversed(places.keys()))
    query = "SELECT entry_id FROM log_entry WHERE ws = ? AND conversation_id = ? AND seq BETWEEN ? AND ?"
    return {row[0] for it in last for row in cursor.execute(query, (ws, it, first[it], last[it]))}


def forget_log(cursor: Any, ws: bytes, conversation_id: bytes) -> None:
    """Delete all entries of a conversation that is no longer granted."""
    doom_log(cursor, ws, conversation_id)
    cursor.execute(f"{_ENTRIES} AND conversation_id = ?", (ws, conversation_id))
    cursor.execute("DELETE FROM log_range WHERE conversation_id = ?", (conversation_id,))


def _known(cursor: Any, ws: bytes, logs: Mapping[UUID, LogSlice], under: Mapping[bytes, Stored]) -> dict[UUID, _Range]:
    """What is here of the conversations that something is given of; those that are not here are left out."""
    found: dict[UUID, _Range] = {}
    rev_at = table("conversation").place("redact_rev")
    for some in chunks(it.bytes for it, log in logs.items() if log.entries):
        query = (
            "SELECT c.id, r.low, r.high, r.redact_rev, c.redact_rev FROM conversation c"
            f" LEFT JOIN log_range r ON r.conversation_id = c.id WHERE c.ws = ? AND c.id IN ({marks(len(some))})"
        )
        for row_id, low, high, read_rev, rev in cursor.execute(query, (ws, *some)):
            now = under[row_id][rev_at] if row_id in under else rev
            found[UUID(bytes=row_id)] = _Range(low, high, read_rev, now)
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
