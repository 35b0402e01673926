"""Notes that are stored but not in the copy yet: the screen shows them without waiting for the writer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.client.row import DraftKind
from app.client.store.change import Change, draft_kind
from app.client.store.codec import stored_data, stored_instant
from app.client.store.queries.source import Source

_AS_ENTRY = """
SELECT ?1, c.id, c.number, NULL, 'note', 'user', ?2, coalesce(u.name, ''), ?3, ?4, NULL, NULL, NULL, 0,
  CASE WHEN instr(p.facts, '"merged"') > 0 THEN p.facts END
FROM conversation c
LEFT JOIN customer p ON p.ws = c.ws AND p.id = c.customer_id
LEFT JOIN "user" u ON u.ws = c.ws AND u.id = ?2
WHERE c.ws = ?5 AND c.id = ?6
"""

Ahead = Mapping[bytes, Change]
"""Notes by the ids of their entries, in the order they were given."""


def notes_ahead(source: Source) -> Ahead:
    """To be asked before the copy is read: what the writer shows in between is then found in both, never in neither."""
    notes = (it for it in source.outbox.unshown() if draft_kind(it.name) is DraftKind.NOTE)
    return {UUID(it.args["entry_id"]).bytes: it for it in notes}


def row_ahead(source: Source, entry_id: bytes, note: Change) -> Any:
    """The columns of its entry as the copy will have them."""
    from app.commands.message import note_payload

    assert note.conversation_id is not None
    payload = note_payload(note.args["body"], note.args.get("mentioned_ids", []))
    at, author = stored_instant(note.server_at), source.user_id.bytes
    values = entry_id, author, at, stored_data(payload), source.ws, note.conversation_id.bytes
    return source.one(_AS_ENTRY, *values)
