"""Which logs are fetched ahead, in which order, and which are let go when the copy is larger than its budget.

Requests in work come first, then what their customers wrote within 90 days; all older logs follow while there is room,
the newest first. Where something was redacted its log is read anew whatever the room.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.store.codec import data, marks, stored_instant
from app.client.store.doomed import doom_log
from app.client.store.log import Wanted
from app.domain.cache_budget import FETCHED_UP_TO, LET_GO_DOWN_TO, RECENT, budget_bytes
from app.domain.status import ACTIVE

SETTING = "cache_mb"
"""In the workspace's settings, which every desk has."""

AT_ONCE = 20
"""Logs let go in one transaction."""

_STATUSES = ", ".join(repr(it.value) for it in sorted(ACTIVE))
_IN_WORK = f"c.status IN ({_STATUSES})"
_NEAR = (
    "c.last_message_at >= ? AND c.customer_id IN"
    f" (SELECT w.customer_id FROM conversation w WHERE w.ws = c.ws AND w.status IN ({_STATUSES}))"
)
_OF_ASKED = "c.customer_id IN (SELECT a.customer_id FROM conversation a WHERE a.ws = c.ws AND a.id IN ({}))"
_MISSING = (
    "SELECT c.id, r.low, r.high, r.redact_rev, c.redact_rev FROM conversation c"
    " LEFT JOIN log_range r ON r.conversation_id = c.id"
    " WHERE c.ws = ? AND c.log_head > 0 AND (r.low IS NULL OR r.low > 1 OR r.high < c.log_head"
    " OR r.redact_rev < c.redact_rev) AND ({}) ORDER BY c.last_message_at DESC LIMIT ?"
)


def missing_slices(
    cursor: Any, ws: bytes, limit: int, *, now: datetime, but: set[UUID], asked: Iterable[UUID] = ()
) -> Wanted:
    """Which entries to ask for, of at most ``limit`` conversations; ``asked``: those somebody looks at."""
    wanted: Wanted = {}
    for condition, values in _stages(cursor, ws, now, [it.bytes for it in asked]):
        rows = cursor.execute(_MISSING.format(condition), (ws, *values, limit + len(but))).fetchall()
        for stored, *known in rows:
            conversation_id = UUID(bytes=stored)
            if conversation_id not in but and len(wanted) < limit:
                wanted.setdefault(conversation_id, _slice(*known))
        if len(wanted) == limit:
            break
    return wanted


def has_room(cursor: Any, ws: bytes) -> bool:
    """Whether more than what is in work may be fetched."""
    return _used(cursor) < FETCHED_UP_TO * _budget(cursor, ws)


def is_over(cursor: Any, ws: bytes) -> bool:
    """Whether there is something to let go."""
    return _used(cursor) > (LET_GO_DOWN_TO if _is_letting_go(cursor) else 1) * _budget(cursor, ws)


def let_go(cursor: Any, ws: bytes, *, now: datetime, asked: Iterable[UUID] = ()) -> list[UUID]:
    """Delete some of the oldest logs when the copy is over its budget; what was not acknowledged yet stays.

    Returns the conversations. Those in work, near them or looked at are never among them.
    """
    if not is_over(cursor, ws):
        _note(cursor, going_on=False)
        return []
    keep = [it.bytes for it in asked]
    rows = cursor.execute(
        "SELECT c.id FROM conversation c JOIN log_range r ON r.conversation_id = c.id WHERE c.ws = ?"
        f" AND NOT ({_IN_WORK}) AND NOT ({_NEAR}) AND NOT ({_OF_ASKED.format(marks(len(keep)))})"
        f" ORDER BY c.last_message_at LIMIT {AT_ONCE}",
        (ws, stored_instant(now - RECENT), *keep),
    ).fetchall()
    for (conversation_id,) in rows:
        doom_log(cursor, ws, conversation_id)
        cursor.execute(
            "DELETE FROM log_entry WHERE ws = ? AND conversation_id = ? AND seq IS NOT NULL", (ws, conversation_id)
        )
        cursor.execute("DELETE FROM log_range WHERE conversation_id = ?", (conversation_id,))
    _note(cursor, going_on=bool(rows))
    return [UUID(bytes=it[0]) for it in rows]


def _stages(cursor: Any, ws: bytes, now: datetime, asked: list[bytes]) -> Iterator[tuple[str, Sequence[Any]]]:
    if asked:
        yield _OF_ASKED.format(marks(len(asked))), asked
    yield "r.redact_rev < c.redact_rev", ()
    yield _IN_WORK, ()
    yield _NEAR, (stored_instant(now - RECENT),)
    if has_room(cursor, ws):
        yield "1", ()


def _slice(low: int | None, high: int, read_rev: int, rev: int) -> tuple[int, int | None]:
    if low is None or read_rev < rev:
        return 1, None
    return (1, low - 1) if low > 1 else (high + 1, None)


def _used(cursor: Any) -> int:
    """Bytes of the file that hold something."""
    names = ("page_count", "freelist_count", "page_size")
    pages, free, size = (int(cursor.execute(f"PRAGMA {it}").fetchone()[0]) for it in names)  # one of them is text
    return (pages - free) * size


def _budget(cursor: Any, ws: bytes) -> int:
    row = cursor.execute("SELECT settings FROM workspace WHERE ws = ? AND id = ?", (ws, ws)).fetchone()
    return budget_bytes(None if row is None else data(row[0]).get(SETTING))


def _is_letting_go(cursor: Any) -> bool:
    return cursor.execute("SELECT 1 FROM meta WHERE name = 'letting_go'").fetchone() is not None


def _note(cursor: Any, *, going_on: bool) -> None:
    if going_on:
        cursor.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('letting_go', '1')")
    else:
        cursor.execute("DELETE FROM meta WHERE name = 'letting_go'")
