"""The list of conversations: ids in display order, rows of the visible ones."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.row import ConversationRow
from app.client.store.codec import chunks, instant, key, marks, maybe_instant, maybe_key, stored_instant
from app.client.store.queries.draft import texts
from app.client.store.queries.source import Source
from app.client.store.queries.view import (
    behind,
    chosen,
    is_open,
    narrowed,
    order_of,
    ordered,
    unfinished,
    unread,
    values_of,
)
from app.client.view import Counts, Tab, View, ViewKind
from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.status import Status

SOLVED_LIMIT = 2_000
"""Solved conversations and junk shown at most, the newest; older ones are found by the filter."""

_DRAFT_CHARACTERS = 160
_CHUNK = 400

_ROWS = f"""
SELECT c.id, c.number, c.customer_id, coalesce(p.name, ''), coalesce(p.vip, 0) OR coalesce(o.vip, 0), c.subject,
  c.preview, c.preview_author, c.channel, c.status, c.queue_id, c.assignee_id, c.last_message_at,
  {unread("m.seq")},
  c.waiting_since, c.reply_due_at, c.reply_target_s, c.promise_due_at, c.machine,
  (SELECT text FROM promise q WHERE q.ws = c.ws AND q.conversation_id = c.id AND q.state = 'open'
   ORDER BY q.due_at LIMIT 1), c.follow_up_at,
  (SELECT min(send_at) FROM later_message l WHERE l.ws = c.ws AND l.conversation_id = c.id AND l.state = 'waiting')
FROM conversation c
LEFT JOIN customer p ON p.ws = c.ws AND p.id = c.customer_id
LEFT JOIN organisation o ON o.ws = c.ws AND o.id = p.organisation_id
LEFT JOIN read_mark m ON m.ws = c.ws AND m.conversation_id = c.id AND m.user_id = ?
WHERE c.ws = ? AND c.id IN ({{}})
"""


def conversation_ids(
    source: Source, view: View, now: datetime, limit: int | None = None, after_id: UUID | None = None
) -> Sequence[UUID]:
    """Ids of a view in display order, at most ``limit``, those behind ``after_id`` when it is given and still here."""
    found, keys = chosen(source, view, now), order_of(view)
    most = SOLVED_LIMIT if is_capped(view) else -1
    most = limit if limit is not None and not 0 <= most < limit else most
    last = None if after_id is None else values_of(source, keys, after_id)
    parts = [("1", list[Any]())] if last is None else behind(keys, last)
    ids: list[UUID] = []
    for condition, values in parts:
        sql = f"SELECT c.id {found.sql} AND {condition}{ordered(keys)} LIMIT ?"
        rest = most if most < 0 else most - len(ids)
        ids += [key(row[0]) for row in source.all(sql, *found.values, *values, rest)]
        if len(ids) == most:
            break
    return ids


def held(source: Source, view: View, ids: Iterable[UUID], now: datetime) -> set[UUID]:
    """Which of these a view has; of what is capped perhaps further down than is listed."""
    there: set[UUID] = set()
    for some in chunks(it.bytes for it in ids):
        found = chosen(source, view, now)
        found.among(some)
        there.update(key(row[0]) for row in source.all(f"SELECT c.id {found.sql}", *found.values))
    return there


def count(source: Source, view: View, now: datetime, since: datetime | None = None) -> int:
    """How many a view has, with a message from that instant on; of what is capped no more than are listed."""
    found = chosen(source, view, now)
    if since is not None:
        found.add("c.last_message_at >= ?", stored_instant(since))
    most = SOLVED_LIMIT if is_capped(view) else -1
    return int(source.one(f"SELECT count(*) FROM (SELECT 1 {found.sql} LIMIT ?)", *found.values, most)[0])


def counts(source: Source, view: View, now: datetime) -> Counts:
    """How many of a view are to be done and how many wait, whatever its tab, in one pass."""
    if view.kind is ViewKind.JUNK:
        return Counts(count(source, view, now))
    found = narrowed(unfinished(source, view), source, view)
    condition, values = is_open(view, now)
    row = source.one(f"SELECT count(*), coalesce(sum({condition}), 0) {found.sql}", *values, *found.values)
    return Counts(row[1], row[0] - row[1]) if view.has_tabs else Counts(row[0])


def is_capped(view: View) -> bool:
    """Whether only the newest are listed."""
    return view.tab is Tab.SOLVED or view.kind is ViewKind.JUNK


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
        follow_up_at=maybe_instant(row[20]),
        leaves_at=maybe_instant(row[21]),
    )
