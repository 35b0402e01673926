"""What the person gave up, kept for 30 days: how it is marked, listed and forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.store.change import COLUMNS, DISMISSED, WITHDRAWN, Change, read_change
from app.client.store.cipher import Connection
from app.client.store.codec import instant, stored_instant


def mark_discarded(cursor: Any, change_id: UUID, at: datetime) -> None:
    """The person gave it up; a change that another one replaces is no such."""
    values = (change_id.bytes, stored_instant(at))
    cursor.execute("INSERT OR REPLACE INTO discarded (change_id, discarded_at) VALUES (?, ?)", values)


def unmark_discarded(cursor: Any, change_id: UUID) -> None:
    """It had reached the server before."""
    cursor.execute("DELETE FROM discarded WHERE change_id = ?", (change_id.bytes,))


def read_discarded(connection: Connection) -> Sequence[tuple[Change, datetime]]:
    """What was given up and when, the last first."""
    rows = connection.execute(
        f"SELECT {COLUMNS}, discarded_at FROM command JOIN discarded USING (change_id) WHERE state IN (?, ?)"
        " ORDER BY discarded_at DESC, seq DESC",
        (DISMISSED, WITHDRAWN),
    ).fetchall()
    return [(read_change(row[:-1]), instant(row[-1])) for row in rows]


def forget_discarded(cursor: Any) -> None:
    """Drop the marks of changes that are no longer here."""
    cursor.execute("DELETE FROM discarded WHERE change_id NOT IN (SELECT change_id FROM command)")
