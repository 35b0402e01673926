"""Counts of the rail, and the queues, colleagues and labels beside it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.client.row import QueueRow, TagRow, UserRow
from app.client.store.codec import data, key, marks, stored_instant
from app.client.store.queries.conversation_list import counts
from app.client.store.queries.source import Source
from app.client.store.queries.view import narrowed, to_do, unfinished
from app.client.view import RailCount, SavedViewRow, View, ViewKind, saved_view
from app.domain.notice import NoticeKind
from app.domain.role import MATRIX

_SERVING = tuple(code.value for code, allowed in MATRIX.items() if "note" in allowed)


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

    Mentions count while nobody has seen them. The junk comes last, as long as there is any.
    """
    found, places_of_work = to_do(source), queues(source)
    counted = source.one(
        "SELECT count(*) FILTER (WHERE c.assignee_id = ?), count(*) FILTER (WHERE c.assignee_id IS NULL)"
        + ", count(*) FILTER (WHERE c.queue_id = ?)" * len(places_of_work)
        + f" {found.sql}",
        source.user_id.bytes,
        *(it.id.bytes for it in places_of_work),
        *found.values,
    )
    places = [RailCount(View(ViewKind.MINE), counted[0]), RailCount(View(ViewKind.UNASSIGNED), counted[1])]
    places += [_promises(source, now), _follow_ups(source, now), _mentions(source)]
    in_queues = zip(places_of_work, counted[2:], strict=True)
    places += [RailCount(View(ViewKind.QUEUE, it.id), number) for it, number in in_queues]
    places += [RailCount(it.view, counts(source, it.view, now).both) for it in saved_views(source)]
    junk = source.one("SELECT count(*) FROM conversation WHERE ws = ? AND status = 'spam'", source.ws)[0]
    return [*places, RailCount(View(ViewKind.JUNK), junk)] if junk else places


def _promises(source: Source, now: datetime) -> RailCount:
    view = View(ViewKind.PROMISES)
    found = narrowed(unfinished(source, view), source, view)
    sql = f"SELECT count(*), count(*) FILTER (WHERE c.promise_due_at <= ?) {found.sql}"
    return RailCount(view, *source.one(sql, stored_instant(now), *found.values))


def _follow_ups(source: Source, now: datetime) -> RailCount:
    view = View(ViewKind.FOLLOW_UPS)
    return RailCount(view, counts(source, view, now).both)


def _mentions(source: Source) -> RailCount:
    unseen = source.one(
        "SELECT count(DISTINCT n.conversation_id) FROM notice n JOIN conversation c ON c.ws = n.ws"
        f" AND c.id = n.conversation_id WHERE n.ws = ? AND n.user_id = ? AND n.kind = '{NoticeKind.MENTION.value}'"
        " AND n.seen_at IS NULL",
        source.ws,
        source.user_id.bytes,
    )
    return RailCount(View(ViewKind.MENTIONS), unseen[0])


def saved_views(source: Source) -> Sequence[SavedViewRow]:
    """The searches this person keeps, in their order."""
    rows = source.all(
        "SELECT id, name, filter, sort, position FROM saved_view WHERE ws = ? AND user_id = ? ORDER BY position, name",
        source.ws,
        source.user_id.bytes,
    )
    return [SavedViewRow(key(row[0]), row[1], saved_view(key(row[0]), data(row[2]), row[3]), row[4]) for row in rows]


def tags(source: Source) -> Sequence[TagRow]:
    """Labels of conversations, by name."""
    rows = source.all("SELECT id, name, names FROM tag WHERE ws = ? ORDER BY name", source.ws)
    return [TagRow(key(row[0]), row[1], data(row[2])) for row in rows]


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


def teams(source: Source) -> Sequence[tuple[UUID, str]]:
    """The teams this operator belongs to, by name."""
    rows = source.all(
        "SELECT t.id, t.name FROM team t JOIN team_member m ON m.ws = t.ws AND m.team_id = t.id"
        " WHERE t.ws = ? AND m.user_id = ? ORDER BY t.name",
        source.ws,
        source.user_id.bytes,
    )
    return [(key(row[0]), row[1]) for row in rows]
