"""Unsent texts in the outbox file: to the customer in one table, to colleagues in another."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.row import DraftKind
from app.client.store.cipher import Connection
from app.client.store.codec import key, stored_instant

_TABLES = {DraftKind.REPLY: "draft", DraftKind.NOTE: "note_draft"}
"""Two tables, since the older one is keyed by conversation alone and outbox tables are only ever added to."""

Drafts = dict[DraftKind, dict[UUID, str]]


def read_drafts(connection: Connection) -> Drafts:
    """All texts by kind and conversation."""
    found: Drafts = {}
    for kind, table in _TABLES.items():
        rows = connection.execute(f"SELECT conversation_id, text FROM {table}").fetchall()
        found[kind] = {key(it): text for it, text in rows}
    return found


def write_draft(cursor: Any, conversation_id: UUID, text: str, at: datetime, kind: DraftKind = DraftKind.REPLY) -> None:
    """Replace the draft of a conversation; an empty text removes it."""
    table = _TABLES[kind]
    cursor.execute(f"DELETE FROM {table} WHERE conversation_id = ?", (conversation_id.bytes,))
    if text:
        values = (conversation_id.bytes, text, stored_instant(at))
        cursor.execute(f"INSERT INTO {table} (conversation_id, text, at) VALUES (?, ?, ?)", values)
