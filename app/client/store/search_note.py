"""Rows that are new here are noted to be indexed, by whoever writes them, in the same transaction.

Not by triggers, as what is overwritten or deleted: SQLite then keeps a journal for each statement, into which it copies
every page a row touches. A fifth of taking a log in went there.
"""

from collections.abc import Collection
from typing import Any

from app.client.store.codec import chunks, marks
from app.client.store.replica import LOG, Stored, table
from app.client.store.search_schema import ENTRY, PERSON, TALK

_OF_KIND = {
    "customer": (PERSON, "id"),
    "identity": (PERSON, "customer_id"),
    "order": (PERSON, "customer_id"),
    "conversation": (TALK, "id"),
    "attachment": (ENTRY, "entry_id"),
    LOG: (ENTRY, "entry_id"),
}
"""By the kind of a row: what is to be indexed for it, and the column that names it."""

_NOTE = "INSERT OR IGNORE INTO search_todo (kind, id) VALUES (?, ?)"


def note_new(cursor: Any, kind: str, rows: Collection[Stored]) -> None:
    """These rows of that kind, as they are stored, are new."""
    if not rows or kind not in _OF_KIND:
        return
    what, column = _OF_KIND[kind]
    at = table(kind).place(column)
    if kind == LOG:
        rows = _apart(cursor, rows)
    cursor.executemany(_NOTE, [(what, it) for it in {row[at] for row in rows} if it is not None])


def _apart(cursor: Any, entries: Collection[Stored]) -> list[Stored]:
    """Without those of conversations that are noted themselves: all of these are noted when its turn comes."""
    at, noted = table(LOG).place("conversation_id"), set[bytes]()
    for some in chunks({it[at] for it in entries}):
        query = f"SELECT id FROM search_todo WHERE kind = {TALK} AND id IN ({marks(len(some))})"
        noted.update(row[0] for row in cursor.execute(query, some))
    return [it for it in entries if it[at] not in noted]
