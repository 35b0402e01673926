"""A view in SQL: which conversations it holds, and in which order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from app.client.store.codec import marks, stored_instant
from app.client.store.queries.draft import texts
from app.client.store.queries.source import Source
from app.client.store.search import words
from app.client.view import NOBODY, Mark, Only, Sort, Tab, View, ViewKind
from app.domain.notice import NoticeKind
from app.domain.status import ACTIVE, Status

DUE = "min(coalesce(c.reply_due_at, '9'), coalesce(c.promise_due_at, '9'), coalesce(c.follow_up_at, '9'))"
"""What is due first; as in ``ix_conversation_due``."""

WAIT = "coalesce(c.waiting_since, '9')"

TO_DO = ", ".join(repr(it.value) for it in Status if it in ACTIVE)
DONE = f"'{Status.RESOLVED.value}', '{Status.CLOSED.value}'"
"""Literal lists: SQLite uses a partial index only when it reads its condition in the query."""

_OPEN = (
    f"(CASE WHEN c.follow_up_at IS NULL THEN c.status IN ('{Status.NEW.value}', '{Status.OPEN.value}')"
    " WHEN c.follow_up_at <= ? THEN 1"
    f" ELSE coalesce(c.reply_due_at <= ?, 0) AND c.status IN ('{Status.NEW.value}', '{Status.OPEN.value}') END)"
)
"""To be done now: aside until its time has come, or an answer is late."""

_SEEN = "(SELECT m.seq FROM read_mark m WHERE m.ws = c.ws AND m.conversation_id = c.id AND m.user_id = ?)"


def unread(seen: str) -> str:
    """Whether a customer wrote after ``seen``, NULL for what was never looked at: the log is asked last, it lies afar.

    ``seen`` stands in it three times. The last of it: the log is not here yet.
    """
    return (
        f"(c.log_head > coalesce({seen}, 0) AND (c.preview_author = 'customer' AND {seen} IS NULL"
        " OR EXISTS (SELECT 1 FROM log_entry e WHERE e.ws = c.ws AND e.conversation_id = c.id"
        f" AND e.author_kind = 'customer' AND e.seq > coalesce({seen}, 0)) OR c.preview_author = 'customer'"
        " AND c.log_head > coalesce((SELECT r.high FROM log_range r WHERE r.conversation_id = c.id), 0)))"
    )


_TOLD = re.compile(r" INDEXED BY \w+")

_VIP = (
    "EXISTS (SELECT 1 FROM customer v LEFT JOIN organisation w ON w.ws = v.ws AND w.id = v.organisation_id"
    " WHERE v.ws = c.ws AND v.id = c.customer_id AND (v.vip OR coalesce(w.vip, 0)))"
)
_MENTIONED = (
    "EXISTS (SELECT 1 FROM notice n WHERE n.ws = c.ws AND n.user_id = ? AND n.conversation_id = c.id"
    f" AND n.kind = '{NoticeKind.MENTION.value}')"
)


@dataclass(slots=True)
class Where:
    """Tables and conditions as they are put together, with their parameters."""

    tables: str
    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, condition: str, *values: Any) -> None:
        """One more that must hold."""
        self.conditions.append(condition)
        self.values += values

    def among(self, ids: Sequence[bytes]) -> None:
        """Of these alone: they are found by their keys, whatever index was told."""
        self.tables = _TOLD.sub("", self.tables)
        self.add(f"c.id IN ({marks(len(ids))})", *ids)

    @property
    def sql(self) -> str:
        """From ``FROM`` on."""
        return f"FROM {self.tables} WHERE {' AND '.join(self.conditions)}"


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order. ``down``: the largest first."""

    sql: str
    down: bool = False


_NEWEST = (Key("c.last_message_at", down=True), Key("c.id"))
_ORDERS = {
    Sort.DEADLINE: (Key(DUE), Key(WAIT), *_NEWEST),
    Sort.WAIT: (Key(WAIT), Key(DUE), *_NEWEST),
    Sort.NEWEST: _NEWEST,
}


def order_of(view: View) -> Sequence[Key]:
    """Solved ones and junk: the newest first; follow-ups: as they come back; else as chosen."""
    if view.kind is ViewKind.FOLLOW_UPS:
        return (Key("c.follow_up_at"), *_NEWEST)
    if view.tab is Tab.SOLVED or view.kind is ViewKind.JUNK:
        return _NEWEST
    return _ORDERS[view.sort]


def ordered(keys: Sequence[Key]) -> str:
    """The keys as an ORDER BY."""
    return " ORDER BY " + ", ".join(f"{key.sql} DESC" if key.down else key.sql for key in keys)


def behind(keys: Sequence[Key], values: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Conditions of what comes behind a row with these values, the nearest first; an index can begin at each."""
    for at in range(len(keys) - 1, -1, -1):
        same = [f"{key.sql} = ?" for key in keys[:at]]
        condition = " AND ".join([*same, f"{keys[at].sql} {'<' if keys[at].down else '>'} ?"])
        yield condition, list(values[: at + 1])


def chosen(source: Source, view: View, now: datetime) -> Where:
    """The conversations of a view and tab."""
    if view.kind is ViewKind.JUNK:
        found = Where("conversation c", ["c.ws = ?", "c.status = ?"], [source.ws, Status.SPAM.value])
    elif view.kind is ViewKind.PROMISES:
        found = _owed(source)
        found.add(f"c.status IN ({DONE})" if view.tab is Tab.SOLVED else "1")
    elif view.tab is Tab.SOLVED:
        found = Where("conversation c INDEXED BY ix_conversation_solved", ["c.ws = ?"], [source.ws])
        found.add(f"c.status IN ({DONE})")
    else:
        found = to_do(source)
    if not view.has_tabs:
        found.add("?", int(view.tab is Tab.OPEN))  # a constant 0 leaves SQLite no use for the index it is told
    elif view.tab is not Tab.SOLVED:
        condition, values = is_open(view, now)
        found.add(condition if view.tab is Tab.OPEN else f"NOT {condition}", *values)
    return narrowed(found, source, view)


def is_open(view: View, now: datetime) -> tuple[str, list[Any]]:
    """An expression that tells whether a conversation that is not finished is to be done now."""
    open_ = f"({_OPEN} OR c.status IN ({DONE}))" if view.kind is ViewKind.PROMISES else _OPEN
    return open_, [stored_instant(now)] * 2


def unfinished(source: Source, view: View) -> Where:
    """All that is to be done or waits in a place: what is not solved, and with promises what is owed, solved or not."""
    return _owed(source) if view.kind is ViewKind.PROMISES else to_do(source)


def _owed(source: Source) -> Where:
    """Where something is promised: few, so they are found by their promises."""
    found = Where("conversation c", ["c.ws = ?", "c.status <> ?"], [source.ws, Status.SPAM.value])
    found.add("c.id IN (SELECT q.conversation_id FROM promise q WHERE q.state = 'open' AND q.ws = ?)", source.ws)
    return found


def to_do(source: Source) -> Where:
    """All that is not solved."""
    return Where("conversation c INDEXED BY ix_conversation_due", ["c.ws = ?", f"c.status IN ({TO_DO})"], [source.ws])


def narrowed(found: Where, source: Source, view: View) -> Where:
    """Those that the place, the text and the chosen marks ask for."""
    _place(found, source.user_id, view)
    wanted = words(view.filter)
    if wanted:
        found.tables += " JOIN search_text s ON s.id = c.id"
    for word in wanted:
        found.add("instr(s.words, ?) > 0", word)
    if view.only:
        _only(found, source, view.only)
    return found


def _place(found: Where, me: UUID, view: View) -> None:
    if view.kind is ViewKind.MINE:
        found.add("c.assignee_id = ?", me.bytes)
    elif view.kind is ViewKind.UNASSIGNED:
        found.add("c.assignee_id IS NULL")
    elif view.kind is ViewKind.PROMISES:
        found.add("c.promise_due_at IS NOT NULL")
    elif view.kind is ViewKind.FOLLOW_UPS:
        found.add("c.follow_up_at IS NOT NULL AND (c.assignee_id = ? OR c.follow_up_by_id = ?)", me.bytes, me.bytes)
    elif view.kind is ViewKind.MENTIONS:
        found.add(_MENTIONED, me.bytes)
    elif view.kind is ViewKind.QUEUE:
        found.add("c.queue_id = ?", view.queue_id.bytes if view.queue_id else b"")


def _only(found: Where, source: Source, only: Only) -> None:
    for mark in sorted(only.marks):
        _mark(found, source, mark)
    _one_of(found, "c.status", [it.value for it in only.statuses])
    _one_of(found, "c.channel", [it.value for it in only.channels])
    _one_of(found, "c.queue_id", [it.bytes for it in only.queues])
    owners = [it.bytes for it in only.owners if it != NOBODY]
    if NOBODY in only.owners:
        found.add(f"(c.assignee_id IS NULL OR c.assignee_id IN ({marks(len(owners))}))", *owners)
    else:
        _one_of(found, "c.assignee_id", owners)
    if only.tags:
        found.add(f"({' OR '.join(['instr(c.tag_ids, ?) > 0'] * len(only.tags))})", *(str(it) for it in only.tags))


def _one_of(found: Where, column: str, values: Sequence[Any]) -> None:
    if values:
        found.add(f"{column} IN ({marks(len(values))})", *values)


def _mark(found: Where, source: Source, mark: Mark) -> None:
    if mark is Mark.UNREAD:
        found.add(unread(_SEEN), *[source.user_id.bytes] * 3)
    elif mark is Mark.VIP:
        found.add(_VIP)
    else:
        ids = set(texts(source)) if mark is Mark.DRAFT else source.unsent()
        _one_of(found, "c.id", [it.bytes for it in ids] or [b""])


def values_of(source: Source, keys: Sequence[Key], conversation_id: UUID) -> Sequence[Any] | None:
    """What a conversation is ordered by; None: it is not here."""
    columns = ", ".join(key.sql for key in keys)
    sql = f"SELECT {columns} FROM conversation c WHERE c.ws = ? AND c.id = ?"
    return cast("Sequence[Any] | None", source.one(sql, source.ws, conversation_id.bytes))
