"""Unsent texts in the outbox file: to the customer in one table, to colleagues in another; and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.row import DraftKind
from app.client.store.cipher import Connection
from app.client.store.codec import instant, key, stored_instant

_TABLES = {DraftKind.REPLY: "draft", DraftKind.NOTE: "note_draft"}
"""Two tables, since the older one is keyed by conversation alone and outbox tables are only ever added to."""

Drafts = dict[DraftKind, dict[UUID, str]]
Place = tuple[UUID, DraftKind]

PAST_KEPT = 20
"""Earlier texts kept of one draft."""

_WORTH_KEEPING = 20
_LOST = 0.2


@dataclass(frozen=True, slots=True)
class Base:
    """What a text here was written over. ``rev``: of the shared row; ``dirty``: the row does not have it yet."""

    rev: int = 0
    dirty: bool = False


@dataclass(frozen=True, slots=True)
class SharedDraft:
    """A text as the server has it for all desks of its author."""

    rev: int
    text: str


Bases = dict[Place, Base]


def read_drafts(connection: Connection) -> Drafts:
    """All texts by kind and conversation."""
    found: Drafts = {}
    for kind, table in _TABLES.items():
        rows = connection.execute(f"SELECT conversation_id, text FROM {table}").fetchall()
        found[kind] = {key(it): text for it, text in rows}
    return found


def read_bases(connection: Connection, drafts: Drafts) -> Bases:
    """What each text was written over; one of an older version is still to be shared."""
    found = {(it, kind): Base(dirty=True) for kind, texts in drafts.items() for it in texts}
    for conversation_id, kind, rev, dirty in connection.execute(
        "SELECT conversation_id, kind, rev, dirty FROM draft_base"
    ).fetchall():
        found[key(conversation_id), DraftKind(kind)] = Base(rev, bool(dirty))
    return found


def write_draft(cursor: Any, conversation_id: UUID, text: str, at: datetime, kind: DraftKind = DraftKind.REPLY) -> None:
    """Replace the draft of a conversation; an empty text removes it. The shared row does not have it yet."""
    table = _TABLES[kind]
    cursor.execute(f"DELETE FROM {table} WHERE conversation_id = ?", (conversation_id.bytes,))
    if text:
        values = (conversation_id.bytes, text, stored_instant(at))
        cursor.execute(f"INSERT INTO {table} (conversation_id, text, at) VALUES (?, ?, ?)", values)
    cursor.execute(
        "INSERT INTO draft_base (conversation_id, kind, rev, dirty) VALUES (?, ?, 0, 1)"
        " ON CONFLICT (conversation_id, kind) DO UPDATE SET dirty = 1",
        (conversation_id.bytes, kind.value),
    )


def write_base(cursor: Any, place: Place, base: Base) -> None:
    """Remember what a text stands on."""
    cursor.execute(
        "INSERT OR REPLACE INTO draft_base (conversation_id, kind, rev, dirty) VALUES (?, ?, ?, ?)",
        (place[0].bytes, place[1].value, base.rev, base.dirty),
    )


def write_past(cursor: Any, place: Place, text: str, at: datetime) -> None:
    """Keep a text that has gone; of one draft the newest ``PAST_KEPT``, the same text once."""
    values = (place[0].bytes, place[1].value)
    cursor.execute("DELETE FROM draft_past WHERE conversation_id = ? AND kind = ? AND text = ?", (*values, text))
    cursor.execute(
        "INSERT INTO draft_past (conversation_id, kind, text, at) VALUES (?, ?, ?, ?)",
        (*values, text, stored_instant(at)),
    )
    cursor.execute(
        "DELETE FROM draft_past WHERE conversation_id = ?1 AND kind = ?2 AND n NOT IN (SELECT n FROM draft_past"
        " WHERE conversation_id = ?1 AND kind = ?2 ORDER BY n DESC LIMIT ?3)",
        (*values, PAST_KEPT),
    )


def read_past(connection: Connection, place: Place) -> Sequence[tuple[str, datetime]]:
    """Earlier texts of a draft, the newest first."""
    rows = connection.execute(
        "SELECT text, at FROM draft_past WHERE conversation_id = ? AND kind = ? ORDER BY n DESC",
        (place[0].bytes, place[1].value),
    ).fetchall()
    return [(text, instant(at)) for text, at in rows]


def forget_past(cursor: Any, before: datetime) -> None:
    """Drop what went before that instant."""
    cursor.execute("DELETE FROM draft_past WHERE at < ?", (stored_instant(before),))


def is_loss(before: str, after: str) -> bool:
    """Whether a fifth of a text, or more, is not in the one that takes its place."""
    if len(before.strip()) < _WORTH_KEEPING or before in after:
        return False
    same = 0
    shorter = min(len(before), len(after))
    while same < shorter and before[same] == after[same]:
        same += 1
    behind = 0
    while behind < shorter - same and before[-1 - behind] == after[-1 - behind]:
        behind += 1
    return len(before) - same - behind >= _LOST * len(before)
