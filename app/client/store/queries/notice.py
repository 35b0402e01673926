"""What this person was told of, the newest first."""

from collections.abc import Sequence
from datetime import datetime

from app.client.notice.row import NoticeRow
from app.client.store.codec import data, instant, key, stored_instant
from app.client.store.queries.source import Source
from app.domain.notice import KEPT_FOR, NoticeKind

MOST = 500
"""Notices shown at most: nobody reads further."""

NOTICES = """
SELECT n.id, n.kind, n.conversation_id, n.at, n.seen_at IS NOT NULL, coalesce(u.name, ''), c.number,
  coalesce(c.subject, ''), coalesce(p.name, ''), coalesce(q.name, ''), q.names
FROM notice n
LEFT JOIN "user" u ON u.ws = n.ws AND u.id = n.by_id
LEFT JOIN conversation c ON c.ws = n.ws AND c.id = n.conversation_id
LEFT JOIN customer p ON p.ws = c.ws AND p.id = c.customer_id
LEFT JOIN queue q ON q.ws = c.ws AND q.id = c.queue_id
WHERE n.ws = ? AND n.user_id = ? AND n.at > ? ORDER BY n.at DESC LIMIT ?
"""

_KNOWN = frozenset(it.value for it in NoticeKind)


def notices(source: Source, now: datetime) -> Sequence[NoticeRow]:
    """Notices of the last seven days; kinds that only a newer server knows are left out."""
    rows = source.all(NOTICES, source.ws, source.user_id.bytes, stored_instant(now - KEPT_FOR), MOST)
    return [
        NoticeRow(
            key(row[0]), NoticeKind(row[1]), key(row[2]), instant(row[3]), bool(row[4]), row[5], row[6], row[7],
            row[8], row[9], data(row[10]) or {},
        )
        for row in rows
        if row[1] in _KNOWN
    ]  # fmt: skip
