"""The history of a relationship in one order, page by page: contacts, calls, orders, promises, ratings."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from app.client.relation import RelationKind, RelationRow
from app.client.store.codec import data, instant, key, maybe_instant, maybe_key, stored_instant
from app.client.store.queries.source import Source
from app.domain.channel import Channel
from app.domain.status import Status

_LOG = """
SELECT '{kind}', e.at, e.entry_id, e.conversation_id, e.entry_id, '', e.payload, NULL, NULL FROM conversation c
JOIN log_entry e ON e.ws = c.ws AND e.conversation_id = c.id AND e.kind = '{entry}'
WHERE c.ws = :ws AND c.customer_id = :who AND (e.at, e.entry_id) < (:at, :id)
"""
_PARTS = {
    RelationKind.CONTACT: """
SELECT 'contact', created_at, id, id, NULL, subject, channel, status, number FROM conversation
WHERE ws = :ws AND customer_id = :who AND merged_into_id IS NULL AND (created_at, id) < (:at, :id)
""",
    RelationKind.CALL: _LOG.format(kind="call", entry="call"),
    RelationKind.RATING: _LOG.format(kind="rating", entry="survey"),
    RelationKind.ORDER: """
SELECT 'order', o.at, o.id, (SELECT c.id FROM conversation c WHERE c.ws = o.ws AND c.customer_id = o.customer_id
  AND c.order_number = o.number ORDER BY c.created_at DESC LIMIT 1), NULL, o.title, o.number, o.amount_minor, o.currency
FROM "order" o WHERE o.ws = :ws AND o.customer_id = :who AND (o.at, o.id) < (:at, :id)
""",
    RelationKind.PROMISE: """
SELECT 'promise', made_at, id, conversation_id, NULL, text, state, due_at, settled_at FROM promise
WHERE ws = :ws AND customer_id = :who AND (made_at, id) < (:at, :id)
""",
}
_FAR, _LAST = "9999-12-31", b"\xff" * 16


def relation(
    source: Source, customer_id: bytes, kinds: Collection[RelationKind], limit: int, before: RelationRow | None
) -> Sequence[RelationRow]:
    """At most ``limit`` lines older than ``before``, the newest first; without kinds all of them."""
    wanted = [part for kind, part in _PARTS.items() if not kinds or kind in kinds]
    at, last = (_FAR, _LAST) if before is None else (stored_instant(before.at), before.id.bytes)
    sql = f"SELECT * FROM ({' UNION ALL '.join(wanted)}) ORDER BY 2 DESC, 3 DESC LIMIT :most"
    values = {"ws": source.ws, "who": customer_id, "at": at, "id": last, "most": limit}
    return [_row(row) for row in source.connection.execute(sql, values).fetchall()]


def _row(row: Sequence[Any]) -> RelationRow:
    kind = RelationKind(row[0])
    facts = _FACTS[kind](row)
    return RelationRow(kind, instant(row[1]), key(row[2]), maybe_key(row[3]), maybe_key(row[4]), row[5], facts)


def _of_contact(row: Sequence[Any]) -> dict[str, Any]:
    return {"channel": Channel(row[6]), "status": Status(row[7]), "number": row[8]}


def _of_log(row: Sequence[Any]) -> dict[str, Any]:
    return dict(data(row[6]))


def _of_order(row: Sequence[Any]) -> dict[str, Any]:
    return {"number": row[6], "amount_minor": row[7], "currency": row[8]}


def _of_promise(row: Sequence[Any]) -> dict[str, Any]:
    return {"state": row[6], "due_at": instant(row[7]), "settled_at": maybe_instant(row[8])}


_FACTS: dict[RelationKind, Callable[[Sequence[Any]], dict[str, Any]]] = {
    RelationKind.CONTACT: _of_contact,
    RelationKind.CALL: _of_log,
    RelationKind.RATING: _of_log,
    RelationKind.ORDER: _of_order,
    RelationKind.PROMISE: _of_promise,
}
