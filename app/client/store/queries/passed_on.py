"""The newest letter of a conversation that somebody passed on, and its author as they are known here."""

from uuid import UUID

from app.client.row import PassedOn
from app.client.store.codec import data, key
from app.client.store.queries.source import Source

LETTER = """
SELECT e.entry_id, e.payload, e.author_id, coalesce(p.name, '') FROM log_entry e
LEFT JOIN customer p ON p.ws = e.ws AND p.id = e.author_id
WHERE e.ws = ? AND e.conversation_id = ? AND e.kind = 'message_in' AND instr(e.payload, '"forwarded"')
ORDER BY e.seq DESC LIMIT 1
"""
_AUTHOR = "SELECT id, customer_id FROM identity WHERE ws = ? AND channel = 'email' AND value = ?"
_OURS = "SELECT 1 FROM inbox WHERE ws = ? AND channel = 'email' AND lower(address) = ?"


def passed_on(source: Source, conversation_id: UUID) -> PassedOn | None:
    """None: there is no such letter, or one of our own inboxes wrote it."""
    row = source.one(LETTER, source.ws, conversation_id.bytes)
    payload = {} if row is None else data(row[1])
    of = payload.get("forwarded")
    if row is None or not of or source.one(_OURS, source.ws, str(of["address"])) is not None:
        return None
    known = source.one(_AUTHOR, source.ws, str(of["address"]))
    return PassedOn(
        message_id=key(row[0]),
        name=str(of["name"]),
        address=str(of["address"]),
        sender=row[3] or str(payload.get("from", "")),
        sender_id=None if row[2] is None else key(row[2]),
        author_id=None if known is None else key(known[1]),
        identity_id=None if known is None else key(known[0]),
    )
