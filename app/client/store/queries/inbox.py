"""Inboxes with their state, and what this operator's roles allow."""

from collections.abc import Sequence

from app.client.inbox import InboxRow
from app.client.store.codec import data, key, maybe_instant
from app.client.store.queries.rail import queues
from app.client.store.queries.source import Source
from app.domain.channel import Channel
from app.domain.role import RoleCode, may

_INBOXES = (
    "SELECT i.id, i.name, i.channel, i.address, i.queue_id, q.name, i.settings, s.state, s.said, s.since_at,"
    " s.checked_at, s.sent_state, s.import_state, s.import_total, s.import_done FROM inbox i"
    " LEFT JOIN queue q ON q.ws = i.ws AND q.id = i.queue_id"
    " LEFT JOIN inbox_state s ON s.ws = i.ws AND s.id = i.id WHERE i.ws = ? ORDER BY i.name, i.id"
)
_ROLES = (
    "SELECT r.code FROM user_role u JOIN role r ON r.ws = u.ws AND r.id = u.role_id WHERE u.ws = ? AND u.user_id = ?"
)


def inboxes(source: Source) -> Sequence[InboxRow]:
    """Every inbox of the workspace, by name."""
    own = {it.id for it in queues(source)}
    house = source.one("SELECT settings FROM workspace WHERE ws = ?", source.ws)
    hours = data(house[0]).get("hours") if house is not None else None
    return [
        InboxRow(
            id=key(row[0]), name=row[1], channel=Channel(row[2]), address=row[3], queue_id=key(row[4]),
            queue_name=row[5] or "", settings=data(row[6]), state=row[7] or "", said=row[8] or "",
            since_at=maybe_instant(row[9]), checked_at=maybe_instant(row[10]), sent_state=row[11] or "",
            import_state=row[12] or "", import_total=row[13] or 0, import_done=row[14] or 0, mine=key(row[4]) in own,
            hours=hours if isinstance(hours, dict) else {},
        )
        for row in source.all(_INBOXES, source.ws)
    ]  # fmt: skip


def may_do(source: Source, action: str) -> bool:
    """Whether any of the user's roles allows it."""
    rows = source.all(_ROLES, source.ws, source.user_id.bytes)
    return may((RoleCode(row[0]) for row in rows), action)
