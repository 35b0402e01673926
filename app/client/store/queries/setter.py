"""Who set what stands against a refused change, as far as the log on this computer tells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.client.store.change import Change
from app.client.store.codec import data, instant, marks, maybe_key
from app.client.store.queries.source import Source
from app.domain.entry import EntryKind
from app.domain.status import Status

_LOOKED_AT = 50
AUTHOR = """CASE e.author_kind WHEN 'customer' THEN coalesce(p.name, '') WHEN 'user' THEN coalesce(u.name, '')
  ELSE '' END"""
OF_TALK = """
FROM log_entry e
JOIN conversation c ON c.ws = e.ws AND c.id = e.conversation_id
LEFT JOIN customer p ON p.ws = e.ws AND p.id = c.customer_id
LEFT JOIN "user" u ON u.ws = e.ws AND u.id = e.author_id
WHERE e.ws = ? AND e.conversation_id = ?
"""
"""Entries of a conversation with whoever wrote them, whose name is ``AUTHOR``."""

_ENTRIES = f"""
SELECT {AUTHOR}, e.at, e.kind, e.author_id, e.payload {OF_TALK}
AND e.seq IS NOT NULL AND e.kind IN ({{}}) ORDER BY e.seq DESC LIMIT ?
"""
_OWNING = frozenset({EntryKind.MESSAGE_OUT, EntryKind.CALL, EntryKind.FOLLOW_UP})
"""What nobody had becomes the author's by these."""


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    author_id: str
    payload: Mapping[str, Any]


def set_by(source: Source, change: Change) -> dict[str, Any]:
    """``by`` and ``by_at`` of the newest entry that may have set it; empty: nobody knows, or nothing was set."""
    kinds, could = _SETTERS.get(change.code, ((), _nobody))
    if change.conversation_id is None or not kinds:
        return {}
    values = (source.ws, change.conversation_id.bytes, *kinds, _LOOKED_AT)
    for name, at, kind, author, payload in source.all(_ENTRIES.format(marks(len(kinds))), *values):
        if could(_Entry(kind, str(maybe_key(author) or ""), data(payload) or {}), change):
            return {"by": name, "by_at": instant(at)}
    return {}


def _nobody(_entry: _Entry, _change: Change) -> bool:
    return False


def _owner(entry: _Entry, change: Change) -> bool:
    owner = change.detail.get("assignee_id")
    if entry.kind in _OWNING:
        return entry.author_id == owner
    return owner is None if entry.kind == EntryKind.QUEUE else entry.payload.get("to") == owner


def _status(entry: _Entry, change: Change) -> bool:
    """What an answer did is not written down: it may be anything that may follow one."""
    status = change.detail.get("status")
    if entry.kind == EntryKind.MESSAGE_IN:
        return status in (Status.NEW, Status.OPEN)
    if entry.kind == EntryKind.MESSAGE_OUT:
        return status not in (Status.NEW, Status.SPAM, Status.CLOSED)
    return bool(entry.payload.get("to") == status)


def _queue(entry: _Entry, change: Change) -> bool:
    return bool(entry.payload.get("to") == change.detail.get("queue_id"))


def _promise(entry: _Entry, change: Change) -> bool:
    return bool(entry.payload.get("promise_id") == change.args.get("promise_id"))


_SETTERS: Mapping[str, tuple[tuple[EntryKind, ...], Callable[[_Entry, Change], bool]]] = {
    "assignee_changed": ((EntryKind.ASSIGNED, EntryKind.QUEUE, *sorted(_OWNING)), _owner),
    "status_changed": ((EntryKind.STATUS, EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT), _status),
    "queue_changed": ((EntryKind.QUEUE,), _queue),
    "promise_moved": ((EntryKind.PROMISE,), _promise),
    "promise_settled": ((EntryKind.PROMISE,), _promise),
}
"""By the code of a refusal: entries that may have set what it is about, and which of them did."""
