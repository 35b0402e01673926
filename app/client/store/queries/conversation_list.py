"""The list of conversations: ids in display order, rows of the visible ones."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.row import ConversationRow, Tab, View, ViewKind
from app.client.store.codec import instant, key, marks, maybe_instant, maybe_key, stored_instant
from app.client.store.queries.draft import texts
from app.client.store.queries.source import Source
from app.client.store.search import words
from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.status import Status

STATUSES = {
    Tab.OPEN: (Status.NEW, Status.OPEN),
    Tab.WAITING: (Status.WAITING_CUSTOMER, Status.ON_HOLD),
    Tab.SOLVED: (Status.RESOLVED, Status.CLOSED),
}
JUNK = (Status.SPAM,)
"""What is listed among the junk, whatever the tab."""

SOLVED_LIMIT = 2_000
"""Solved conversations and junk shown at most, the newest; older ones are found by the filter."""

_ORDER = (
    " ORDER BY coalesce(min(c.reply_due_at, c.promise_due_at), c.reply_due_at, c.promise_due_at, '9'),"
    " coalesce(c.waiting_since, '9'), c.last_message_at DESC"
)
_DRAFT_CHARACTERS = 160
_CHUNK = 400

_ROWS = """
SELECT c.id, c.number, c.customer_id, coalesce(p.name, ''), coalesce(p.vip, 0) OR coalesce(o.vip, 0), c.subject,
  c.preview, c.preview_author, c.channel, c.status, c.queue_id, c.assignee_id, c.last_message_at,
  EXISTS (SELECT 1 FROM log_entry e WHERE e.ws = c.ws AND e.conversation_id = c.id AND e.seq > coalesce(m.seq, 0)
          AND e.author_kind = 'customer')
    OR (c.preview_author = 'customer' AND c.log_head > coalesce(m.seq, 0) AND c.log_head > coalesce(r.high, 0)),
  c.waiting_since, c.reply_due_at, c.reply_target_s, c.promise_due_at, c.machine,
  (SELECT text FROM promise q WHERE q.ws = c.ws AND q.conversation_id = c.id AND q.state = 'open'
   ORDER BY q.due_at LIMIT 1)
FROM conversation c
LEFT JOIN customer p ON p.ws = c.ws AND p.id = c.customer_id
LEFT JOIN organisation o ON o.ws = c.ws AND o.id = p.organisation_id
LEFT JOIN read_mark m ON m.ws = c.ws AND m.conversation_id = c.id AND m.user_id = ?
LEFT JOIN log_range r ON r.conversation_id = c.id
WHERE c.ws = ? AND c.id IN ({})
"""


def where(view: View, user_id: UUID) -> tuple[str, list[Any]]:
    """The condition of a place of the rail, without its tab."""
    if view.kind is ViewKind.MINE:
        return "c.assignee_id = ?", [user_id.bytes]
    if view.kind is ViewKind.UNASSIGNED:
        return "c.assignee_id IS NULL", []
    if view.kind is ViewKind.PROMISES:
        return "c.promise_due_at IS NOT NULL", []
    if view.kind is ViewKind.JUNK:
        return "1 = 1", []
    return "c.queue_id = ?", [view.queue_id.bytes if view.queue_id else b""]


def conversation_ids(source: Source, view: View) -> Sequence[UUID]:
    """Ids of a view: deadline first, then longest wait, then newest; the junk, newest first, has no other tabs."""
    chosen, parameters = _chosen(source, view)
    newest = view.tab is Tab.SOLVED or view.kind is ViewKind.JUNK
    order = f" ORDER BY c.last_message_at DESC LIMIT {SOLVED_LIMIT}" if newest else _ORDER
    return [key(row[0]) for row in source.all(f"SELECT c.id {chosen}{order}", *parameters)]


def count(source: Source, view: View, since: datetime | None = None) -> int:
    """How many a view has, with a message from that instant on."""
    chosen, parameters = _chosen(source, view)
    if since is not None:
        chosen += " AND c.last_message_at >= ?"
        parameters.append(stored_instant(since))
    return int(source.one(f"SELECT count(*) {chosen}", *parameters)[0])


def _chosen(source: Source, view: View) -> tuple[str, list[Any]]:
    """Tables and conditions of a view."""
    condition, values = where(view, source.user_id)
    statuses, wanted = _statuses(view), words(view.filter)
    sql = "FROM conversation c"
    if wanted:
        sql += " JOIN search_text s ON s.id = c.id"
    sql += f" WHERE c.ws = ? AND c.status IN ({marks(len(statuses))}) AND {condition}"
    sql += " AND instr(s.words, ?) > 0" * len(wanted)
    return sql, [source.ws, *(it.value for it in statuses), *values, *wanted]


def _statuses(view: View) -> tuple[Status, ...]:
    if view.kind is not ViewKind.JUNK:
        return STATUSES[view.tab]
    return JUNK if view.tab is Tab.OPEN else ()


def conversation_rows(source: Source, ids: Iterable[UUID]) -> Sequence[ConversationRow]:
    """Rows of those ids in the order asked; ids that are gone are left out."""
    wanted = list(ids)
    unsent, found = source.unsent(), {}
    drafts = texts(source)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        sql = _ROWS.format(marks(len(chunk)))
        for row in source.all(sql, source.user_id.bytes, source.ws, *(it.bytes for it in chunk)):
            conversation_id = key(row[0])
            draft = " ".join(drafts.get(conversation_id, "").split())[:_DRAFT_CHARACTERS]
            found[conversation_id] = _row(row, draft, conversation_id in unsent)
    return [found[it] for it in wanted if it in found]


def _row(row: Sequence[Any], draft: str, unsent: bool) -> ConversationRow:
    return ConversationRow(
        id=key(row[0]),
        number=row[1],
        customer_id=key(row[2]),
        customer_name=row[3],
        vip=bool(row[4]),
        subject=row[5],
        preview=row[6],
        preview_author=AuthorKind(row[7]),
        channel=Channel(row[8]),
        status=Status(row[9]),
        queue_id=key(row[10]),
        assignee_id=maybe_key(row[11]),
        last_message_at=instant(row[12]),
        unread=bool(row[13]),
        draft=draft,
        unsent=unsent,
        waiting_since=maybe_instant(row[14]),
        reply_due_at=maybe_instant(row[15]),
        reply_target_s=row[16],
        promise_text=row[19] or "",
        promise_due_at=maybe_instant(row[17]),
        machine=row[18],
    )
