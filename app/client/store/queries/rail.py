"""Counts of the rail, and the queues, colleagues and templates beside it."""

from collections.abc import Sequence
from datetime import datetime

from app.client.row import QueueRow, RailCount, Tab, TemplateRow, UserRow, View, ViewKind
from app.client.store.codec import data, key, marks, stored_instant
from app.client.store.queries.conversation_list import STATUSES
from app.client.store.queries.source import Source
from app.domain.role import MATRIX

_SERVING = tuple(code.value for code, allowed in MATRIX.items() if "note" in allowed)
_TO_DO = tuple(it.value for tab in (Tab.OPEN, Tab.WAITING) for it in STATUSES[tab])


def queues(source: Source) -> Sequence[QueueRow]:
    """Queues of the user's teams in their order; all of them for who sees all queues."""
    rows = source.all(
        "SELECT id, name, names, icon FROM queue q WHERE ws = ?1 AND (EXISTS (SELECT 1 FROM queue_team t"
        " JOIN team_member m ON m.ws = t.ws AND m.team_id = t.team_id"
        " WHERE t.ws = q.ws AND t.queue_id = q.id AND m.user_id = ?2)"
        " OR EXISTS (SELECT 1 FROM user_role u JOIN role r ON r.ws = u.ws AND r.id = u.role_id"
        " WHERE u.ws = q.ws AND u.user_id = ?2 AND r.code IN ('admin', 'service_manager')))"
        " ORDER BY position, name",
        source.ws,
        source.user_id.bytes,
    )
    return [QueueRow(key(row[0]), row[1], data(row[2]), row[3]) for row in rows]


def rail(source: Source, now: datetime) -> Sequence[RailCount]:
    """Conversations to be done or waiting, of every place; late promises are counted in ``overdue``.

    The junk comes last, as long as there is any.
    """
    of_queue = dict(
        source.all(
            f"SELECT queue_id, count(*) FROM conversation WHERE ws = ? AND status IN ({marks(len(_TO_DO))})"
            " GROUP BY queue_id",
            source.ws,
            *_TO_DO,
        )
    )
    counted = source.one(
        "SELECT count(*) FILTER (WHERE assignee_id = ?1), count(*) FILTER (WHERE assignee_id IS NULL),"
        " count(promise_due_at), count(*) FILTER (WHERE promise_due_at <= ?2)"
        f" FROM conversation WHERE ws = ?3 AND status IN ({', '.join(repr(it) for it in _TO_DO)})",
        source.user_id.bytes,
        stored_instant(now),
        source.ws,
    )
    places = [
        RailCount(View(ViewKind.MINE), counted[0]),
        RailCount(View(ViewKind.UNASSIGNED), counted[1]),
        RailCount(View(ViewKind.PROMISES), counted[2], counted[3]),
    ]
    places += [RailCount(View(ViewKind.QUEUE, it.id), of_queue.get(it.id.bytes, 0)) for it in queues(source)]
    junk = source.one("SELECT count(*) FROM conversation WHERE ws = ? AND status = 'spam'", source.ws)[0]
    return [*places, RailCount(View(ViewKind.JUNK), junk)] if junk else places


def users(source: Source) -> Sequence[UserRow]:
    """Active colleagues by name."""
    rows = source.all(
        "SELECT u.id, u.name, EXISTS (SELECT 1 FROM user_role h JOIN role r ON r.ws = h.ws AND r.id = h.role_id"
        " WHERE h.ws = u.ws AND h.user_id = u.id AND r.code = 'lead'),"
        " EXISTS (SELECT 1 FROM user_role h JOIN role r ON r.ws = h.ws AND r.id = h.role_id"
        f" WHERE h.ws = u.ws AND h.user_id = u.id AND r.code IN ({marks(len(_SERVING))}))"
        ' FROM "user" u WHERE u.ws = ? AND u.active ORDER BY u.name',
        *_SERVING,
        source.ws,
    )
    return [UserRow(key(row[0]), row[1], bool(row[2]), bool(row[3])) for row in rows]


def templates(source: Source) -> Sequence[TemplateRow]:
    """Texts to reuse, by title."""
    rows = source.all("SELECT id, title, body, locale, channel FROM template WHERE ws = ? ORDER BY title", source.ws)
    return [TemplateRow(key(row[0]), *row[1:]) for row in rows]
