"""The list of unsent and refused changes, with what stands against each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.client.row import ChangeRow, ChangeState
from app.client.store.begun import is_opening, request_of
from app.client.store.change import QUIET, Change
from app.client.store.codec import data, instant, marks
from app.client.store.queries.setter import AUTHOR, OF_TALK, set_by
from app.client.store.queries.source import Source

_MESSAGES = f"SELECT e.seq, {AUTHOR}, e.at, e.payload {OF_TALK} AND e.seq IN ({{}}) ORDER BY e.seq"
_CUSTOMERS = """
SELECT c.id, p.name FROM conversation c JOIN customer p ON p.ws = c.ws AND p.id = c.customer_id
WHERE c.ws = ? AND c.id IN ({})
"""


def changes(source: Source) -> Sequence[ChangeRow]:
    """Unsent and refused changes, oldest first, with requests that are only begun.

    ``detail`` is what the server said, and as far as it is on this computer ``messages`` (``author``, ``text``, ``at``)
    for the ``seqs`` that held a reply, ``assignee_name``, and ``by`` and ``by_at``: who set what stands against it.
    """
    found = [it for it in (*source.outbox.begun(), *source.outbox.changes()) if _is_listed(it)]
    names = _customers(source, found)
    return [
        ChangeRow(
            it.change_id,
            it.name.partition("@")[0],
            it.args,
            _talk_of(it),
            it.subject,
            it.server_at,
            ChangeState(it.state),
            it.code,
            _explained(source, it),
            customer_name=names.get(_talk_of(it), ""),
        )
        for it in found
    ]


def discarded(source: Source) -> Sequence[ChangeRow]:
    """What this operator gave up in the last 30 days, the last first."""
    found = source.outbox.discarded()
    names = _customers(source, [it for it, _at in found])
    return [
        ChangeRow(
            it.change_id,
            it.name.partition("@")[0],
            it.args,
            it.conversation_id,
            it.subject,
            it.server_at,
            ChangeState.DISCARDED,
            discarded_at=at,
            customer_name=names.get(it.conversation_id, ""),
        )
        for it, at in found
    ]


def _is_listed(change: Change) -> bool:
    """Nobody waits for a quiet one, and what waits with a begun request is told of by that."""
    return is_opening(change.name) or not (change.state == ChangeState.BEGUN or change.name.startswith(QUIET))


def _talk_of(change: Change) -> UUID | None:
    return request_of(change) if change.state == ChangeState.BEGUN else change.conversation_id


def _customers(source: Source, changes: Sequence[Change]) -> dict[UUID | None, str]:
    """Whom the conversations of changes are with, as far as they are on this computer."""
    ids = list({talk.bytes for it in changes if (talk := _talk_of(it)) is not None})
    rows = source.all(_CUSTOMERS.format(marks(len(ids))), source.ws, *ids) if ids else ()
    return {UUID(bytes=row[0]): str(row[1] or "") for row in rows}


def confirmed_seq(source: Source, change: Change) -> int | None:
    """How far the person could read what held a change: the newest named message before the first that is not here.

    What came later was not shown and must hold the change again. None: nothing was named or nothing of it is here.
    """
    here = {row[0] for row in _messages(source, change)}
    found = None
    for seq in _seqs(change):
        if seq not in here:
            break
        found = seq
    return found


def _explained(source: Source, change: Change) -> dict[str, Any]:
    if not change.detail:
        return change.detail
    detail = dict(change.detail)
    if _seqs(change):
        detail["messages"] = [
            {"author": author, "text": str(data(payload).get("text", "")), "at": instant(at)}
            for _, author, at, payload in _messages(source, change)
        ]
    if detail.get("assignee_id"):
        query = 'SELECT name FROM "user" WHERE ws = ? AND id = ?'
        named = source.one(query, source.ws, UUID(str(detail["assignee_id"])).bytes)
        detail["assignee_name"] = "" if named is None else named[0]
    return detail | set_by(source, change)


def _messages(source: Source, change: Change) -> Sequence[Any]:
    seqs = _seqs(change)
    if change.conversation_id is None or not seqs:
        return ()
    return source.all(_MESSAGES.format(marks(len(seqs))), source.ws, change.conversation_id.bytes, *seqs)


def _seqs(change: Change) -> list[int]:
    """What the server named as newer, ascending."""
    return sorted(it for it in change.detail.get("seqs", ()) if isinstance(it, int))
