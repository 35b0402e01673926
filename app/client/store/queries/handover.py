"""The handover an operator is to read before their first answer."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from app.client.handover import HandoverRow
from app.client.store.codec import data, instant, key, maybe_key
from app.client.store.queries.source import Source
from app.commands.handover import handover_id

_MOST = 8
"""Owners and queues that are looked back through: rules may have moved a request after people did."""

MOVES = """
SELECT entry_id, seq, kind, author_id, payload FROM log_entry
WHERE ws = ? AND conversation_id = ? AND kind IN ('assigned', 'queue') AND seq IS NOT NULL ORDER BY seq DESC LIMIT ?
"""
_NOTE = """
SELECT e.payload, e.at, coalesce(u.name, '') FROM log_entry e
LEFT JOIN "user" u ON u.ws = e.ws AND u.id = e.author_id WHERE e.ws = ? AND e.entry_id = ?
"""
_ANSWERED = """
SELECT 1 FROM log_entry WHERE ws = ?1 AND conversation_id = ?2 AND kind IN ('message_out', 'call')
AND author_kind = 'user' AND (seq > ?3 OR seq IS NULL) AND (?4 IS NULL OR author_id = ?4) LIMIT 1
"""


def handover(source: Source, conversation_id: UUID, assignee_id: UUID | None) -> HandoverRow | None:
    """None: it is somebody else's, nothing was written to its receiver, or they have answered, or taken it on."""
    if assignee_id not in (None, source.user_id):
        return None
    for row, to_me in _moves(source, conversation_id):
        note_id = handover_id(key(row[0]))
        note = source.one(_NOTE, source.ws, note_id.bytes)
        text = "" if note is None else str(data(note[0]).get("text", ""))
        if not text:
            continue
        answerer = source.user_id.bytes if to_me else None
        if source.one(_ANSWERED, source.ws, conversation_id.bytes, row[1], answerer) is not None:
            return None
        return HandoverRow(note_id, note[2], instant(note[1]), text, to_me)
    return None


def _moves(source: Source, conversation_id: UUID) -> Iterator[tuple[Any, bool]]:
    """What others did with it, the newest first, back to what this operator gave away or somebody else was given."""
    for row in source.all(MOVES, source.ws, conversation_id.bytes, _MOST):
        to = data(row[4]).get("to") if row[2] == "assigned" else None
        mine = to == str(source.user_id)
        if maybe_key(row[3]) == source.user_id:
            if not mine:
                return
        elif to is None or mine:
            yield row, mine
        else:
            return
