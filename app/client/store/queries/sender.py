"""Who writes in a conversation, and which other open ones are theirs: what a word on a sender would take along."""

from typing import Any
from uuid import UUID

from app.client.row import SenderCard
from app.client.store.codec import key
from app.client.store.queries.source import Source
from app.domain.sender import is_public

_AT_MOST = 500

_OTHERS = """
SELECT DISTINCT c.id FROM conversation c
JOIN identity i ON i.ws = c.ws AND i.customer_id = c.customer_id AND i.channel = 'email'
WHERE c.ws = ?1 AND c.status IN ({statuses}) AND c.queue_id = ?2 AND c.id <> ?3 AND {condition} LIMIT 500
"""
_OPEN = _OTHERS.replace("{statuses}", "'new', 'open'")
_JUNK = _OTHERS.replace("{statuses}", "'spam'")


def sender(source: Source, conversation_id: UUID) -> SenderCard | None:
    """The sender's address and the other open requests of it and of its domain; None when it is not here."""
    row = source.one(
        "SELECT c.queue_id, c.status, coalesce((SELECT min(i.value) FROM identity i WHERE i.ws = c.ws"
        " AND i.customer_id = c.customer_id AND i.channel = 'email'), '') FROM conversation c"
        " WHERE c.ws = ? AND c.id = ?",
        source.ws,
        conversation_id.bytes,
    )
    if row is None:
        return None
    queue, status, address = row
    domain = address.rpartition("@")[2]
    if not address or is_public(domain):
        domain = ""
    sql = _JUNK if status == "spam" else _OPEN
    found = (source.ws, queue, conversation_id.bytes)
    same = _ids(source, sql.replace("{condition}", "i.value = ?4"), *found, address) if address else ()
    near = _ids(source, sql.replace("{condition}", "substr(i.value, -?5) = ?4"), *found, f"@{domain}", len(domain) + 1)
    return SenderCard(address, domain, same, near if domain else ())


def _ids(source: Source, sql: str, *values: Any) -> tuple[UUID, ...]:
    return tuple(key(row[0]) for row in source.all(sql, *values))[:_AT_MOST]
