"""Which logs are fetched ahead, in which order, and which are let go when the copy is larger than its budget.

Requests in work come first, then what their customers wrote within 90 days, then the same of whoever was promised
something: they will be called back. All older logs follow while there is room, the newest first, so that whoever was
served yesterday is among the first. Where something was redacted its log is read anew whatever the room.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.store.codec import data, marks, stored_instant
from app.client.store.doomed import doom_log
from app.domain.cache_budget import FETCHED_UP_TO, LET_GO_DOWN_TO, RECENT, budget_bytes
from app.domain.status import ACTIVE

SETTING = "cache_mb"
"""In the workspace's settings, which every desk has."""

AT_ONCE = 20
"""Logs let go in one transaction."""

_STATUSES = ", ".join(repr(it.value) for it in sorted(ACTIVE))
IN_WORK = f"c.status IN ({_STATUSES})"
NEAR = (
    "c.last_message_at >= ? AND c.customer_id IN"
    f" (SELECT w.customer_id FROM conversation w WHERE w.ws = c.ws AND w.status IN ({_STATUSES}))"
)
PROMISED = "c.id IN (SELECT p.conversation_id FROM promise p WHERE p.ws = c.ws AND p.state = 'open')"
NEAR_PROMISED = (
    "c.last_message_at >= ? AND c.customer_id IN"
    " (SELECT p.customer_id FROM promise p WHERE p.ws = c.ws AND p.state = 'open')"
)
OF_ASKED = "c.customer_id IN (SELECT a.customer_id FROM conversation a WHERE a.ws = c.ws AND a.id IN ({}))"


def has_room(cursor: Any, ws: bytes) -> bool:
    """Whether more than what is in work may be fetched."""
    return _used(cursor) < FETCHED_UP_TO * _budget(cursor, ws)


def is_over(cursor: Any, ws: bytes) -> bool:
    """Whether there is something to let go."""
    return _used(cursor) > (LET_GO_DOWN_TO if _is_letting_go(cursor) else 1) * _budget(cursor, ws)


def let_go(cursor: Any, ws: bytes, *, now: datetime, asked: Iterable[UUID] = ()) -> list[UUID]:
    """Delete some of the oldest logs when the copy is over its budget; what was not acknowledged yet stays.

    Returns the conversations. Those in work, near them, with something promised or looked at are never among them.
    """
    if not is_over(cursor, ws):
        _note(cursor, going_on=False)
        return []
    keep, since = [it.bytes for it in asked], stored_instant(now - RECENT)
    rows = cursor.execute(
        "SELECT c.id FROM conversation c JOIN log_range r ON r.conversation_id = c.id WHERE c.ws = ?"
        f" AND NOT ({IN_WORK}) AND NOT ({NEAR}) AND NOT ({PROMISED}) AND NOT ({NEAR_PROMISED})"
        f" AND NOT ({OF_ASKED.format(marks(len(keep)))}) ORDER BY c.last_message_at LIMIT {AT_ONCE}",
        (ws, since, since, *keep),
    ).fetchall()
    for (conversation_id,) in rows:
        doom_log(cursor, ws, conversation_id)
        cursor.execute(
            "DELETE FROM log_entry WHERE ws = ? AND conversation_id = ? AND seq IS NOT NULL", (ws, conversation_id)
        )
        cursor.execute("DELETE FROM log_range WHERE conversation_id = ?", (conversation_id,))
    _note(cursor, going_on=bool(rows))
    return [UUID(bytes=it[0]) for it in rows]


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
