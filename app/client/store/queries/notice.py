"""What this person was told of, and what has come in for them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from app.client.notice.row import ArrivalRow, NoticeRow
from app.client.store.codec import chunks, data, instant, key, marks, stored_instant
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


ARRIVALS = """
SELECT e.entry_id, e.conversation_id, e.at, c.assignee_id IS NOT NULL, c.number, c.subject, coalesce(p.name, ''),
  coalesce(q.name, ''), q.names
FROM conversation c
JOIN log_entry e ON e.ws = c.ws AND e.conversation_id = c.id
LEFT JOIN read_mark m ON m.ws = c.ws AND m.conversation_id = c.id AND m.user_id = ?
LEFT JOIN customer p ON p.ws = c.ws AND p.id = c.customer_id
LEFT JOIN queue q ON q.ws = c.ws AND q.id = c.queue_id
WHERE c.ws = ? AND c.id IN ({}) AND c.status IN ('new', 'open') AND c.machine = ''
  AND (c.assignee_id IS NULL OR c.assignee_id = ?) AND c.last_message_at > ?
  AND e.kind = 'message_in' AND e.seq > coalesce(m.seq, 0) AND e.at > ? ORDER BY e.at
"""


def arrivals(source: Source, ids: Iterable[UUID], since: datetime) -> Sequence[ArrivalRow]:
    """Unread messages of customers after an instant, in those conversations that are this person's or nobody's.

    Where nothing was said since then the log is not looked at: thousands come at the first synchronisation.
    """
    found: list[ArrivalRow] = []
    me = source.user_id.bytes
    for some in chunks(it.bytes for it in ids):
        sql = ARRIVALS.format(marks(len(some)))
        for row in source.all(sql, me, source.ws, *some, me, *[stored_instant(since)] * 2):
            names = data(row[8]) or {}
            found.append(
                ArrivalRow(
                    key(row[0]), key(row[1]), instant(row[2]), bool(row[3]), row[4], row[5], row[6], row[7], names
                )
            )
    return found
