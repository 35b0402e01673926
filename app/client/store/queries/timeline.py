"""An open conversation: its header, and the customer's entries over all conversations."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from app.client.block import Place
from app.client.row import ConversationCard, EntryRow, FileRow
from app.client.store.codec import data, instant, key, marks, stored_instant
from app.client.store.queries.ahead import Ahead, notes_ahead, row_ahead
from app.client.store.queries.block import Block, blocks, fields
from app.client.store.queries.conversation_list import conversation_rows
from app.client.store.queries.handover import handover
from app.client.store.queries.passed_on import passed_on
from app.client.store.queries.source import Source
from app.domain.attachment import files_limit
from app.domain.channel import JOINED
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.reason import Reason
from app.domain.status import Kind
from app.model.identifier import receipt_id

NEWEST = """
SELECT entry_id, at, seq FROM log_entry WHERE ws = ? AND conversation_id = ? AND at < ? AND seq IS NOT NULL
ORDER BY at DESC LIMIT ?
"""
PENDING = "SELECT entry_id, at FROM log_entry WHERE ws = ? AND conversation_id = ? AND seq IS NULL ORDER BY at, rowid"
RECEIPT = """
SELECT entry_id FROM log_entry WHERE ws = ? AND conversation_id = ? AND kind = 'message_in'
AND instr(payload, '"receipt_to"') ORDER BY seq DESC LIMIT 1
"""
_FAR = "9999-12-31"
_ENTRIES_KEPT = 256

_ENTRIES = """
SELECT e.entry_id, e.conversation_id, c.number, e.seq, e.kind, e.author_kind, e.author_id,
  CASE e.author_kind WHEN 'user' THEN coalesce(u.name, '') WHEN 'customer' THEN coalesce(w.name,
    CASE WHEN e.author_id IS NULL OR e.author_id = c.customer_id THEN p.name END, '') ELSE '' END,
  e.at, e.payload, d.state, d.reason, d.reason_data, d.read_at IS NOT NULL,
  CASE WHEN w.id IS NULL AND instr(p.facts, '"merged"') > 0 THEN p.facts END
FROM log_entry e
JOIN conversation c ON c.ws = e.ws AND c.id = e.conversation_id
LEFT JOIN customer p ON p.ws = e.ws AND p.id = c.customer_id
LEFT JOIN customer w ON w.ws = e.ws AND w.id = e.author_id
LEFT JOIN "user" u ON u.ws = e.ws AND u.id = e.author_id
LEFT JOIN delivery d ON d.ws = e.ws AND d.entry_id = e.entry_id
WHERE e.ws = ? AND e.entry_id IN ({})
"""


def card(source: Source, conversation_id: UUID) -> ConversationCard | None:
    """The conversation's header; None when it is not on this computer."""
    rows = conversation_rows(source, [conversation_id])
    if not rows:
        return None
    found = source.one(
        "SELECT c.kind, c.status_rev, CASE WHEN r.low = 1 THEN r.high ELSE 0 END, c.log_head, q.name, u.name,"
        " c.tag_ids, i.name, i.address, i.settings FROM conversation c"
        " LEFT JOIN log_range r ON r.conversation_id = c.id"
        " LEFT JOIN queue q ON q.ws = c.ws AND q.id = c.queue_id"
        ' LEFT JOIN "user" u ON u.ws = c.ws AND u.id = c.assignee_id'
        " LEFT JOIN inbox i ON i.ws = c.ws AND i.id = c.inbox_id WHERE c.ws = ? AND c.id = ?",
        source.ws,
        conversation_id.bytes,
    )
    tags, settings = _tag_names(source, data(found[6]) or []), data(found[9]) or {}
    texts = [it or "" for it in found[4:6]] + [it or "" for it in found[7:9]]
    return ConversationCard(
        rows[0], Kind(found[0]), found[1], found[2] or 0, found[3], texts[0], texts[1], tags, texts[2], texts[3],
        files_limit(settings), _receipt_for(source, conversation_id),
        passed_on(source, conversation_id), fields(source, conversation_id),
        handover(source, conversation_id, rows[0].assignee_id),
        is_joined=rows[0].channel in JOINED and bool(settings.get("webhook_url")),
        begun=_begun(source, conversation_id),
    )  # fmt: skip


def _begun(source: Source, conversation_id: UUID) -> UUID | None:
    """What begins it, unless something is leaving there already: then it can be given up no more, only taken back."""
    opening = source.begun().get(conversation_id)
    if opening is None or any(it.conversation_id == conversation_id for it in source.outbox.changes()):
        return None
    return opening


def _receipt_for(source: Source, conversation_id: UUID) -> UUID | None:
    """The newest letter that asks for a receipt, unless it has been answered."""
    row = source.one(RECEIPT, source.ws, conversation_id.bytes)
    if row is None:
        return None
    letter = key(row[0])
    known = source.one("SELECT 1 FROM log_entry WHERE ws = ? AND entry_id = ?", source.ws, receipt_id(letter).bytes)
    return letter if known is None else None


def timeline(source: Source, conversation_id: UUID, limit: int, before: Place | None) -> Sequence[EntryRow]:
    """The newest entries before a place, oldest first: of the open conversation's block, then of earlier ones.

    What the server has not acknowledged comes last in its block, and only at its end: clocks order nothing.
    """
    ahead = notes_ahead(source)
    wanted = _newest(source, blocks(source, conversation_id), limit, before, ahead)
    found = {row[0]: row for row in source.all(_ENTRIES.format(marks(len(wanted))), source.ws, *wanted)}
    found |= {it: row_ahead(source, it, ahead[it]) for it in wanted if it not in found}
    files, leaving = _files(source, wanted), source.leaving()
    return [_entry(found[it], tuple(files.get(it, ())), leaving.get(key(it))) for it in wanted]


def _newest(source: Source, whole: Sequence[Block], limit: int, before: Place | None, ahead: Ahead) -> list[bytes]:
    """Ids of the entries, block by block from the last one back."""
    found: list[bytes] = []
    begun = before is None
    for block in reversed(whole):
        border = _FAR
        if before is not None and block.row.id == before.block_id:
            border, begun = stored_instant(before.at), True
        if begun and len(found) < limit:
            found = _of_block(source, block, limit - len(found), border, ahead) + found
    return found


def _of_block(source: Source, block: Block, limit: int, border: str, ahead: Ahead) -> list[bytes]:
    places: list[tuple[bool, str, int, bytes]] = []
    for member, hidden in block.hidden.items():
        for entry_id, at, seq in source.all(NEWEST, source.ws, member.bytes, border, limit + len(hidden)):
            if entry_id not in hidden:
                places.append((False, at, seq, entry_id))
        if border == _FAR:
            waiting = source.all(PENDING, source.ws, member.bytes)
            here = {entry_id for entry_id, _at in waiting}.union(place[3] for place in places)
            mine = [(it, note.server_at) for it, note in ahead.items() if note.conversation_id == member]
            waiting = [*waiting, *((it, stored_instant(at)) for it, at in mine if it not in here)]
            places += [(True, at, place, entry_id) for place, (entry_id, at) in enumerate(waiting)]
    places.sort()
    return [place[3] for place in places[-limit:]]


@lru_cache(_ENTRIES_KEPT)
def _entry(row: tuple[Any, ...], files: tuple[FileRow, ...], leaving_until: datetime | None) -> EntryRow:
    """The same value for the same columns: an open conversation is read again whenever something of it changes."""
    payload = data(row[9])
    return EntryRow(
        entry_id=key(row[0]),
        conversation_id=key(row[1]),
        number=row[2],
        seq=row[3],
        kind=EntryKind(row[4]),
        author_kind=AuthorKind(row[5]),
        author_name=_author(row, payload),
        at=instant(row[8]),
        payload=payload,
        files=files,
        delivery=None if row[10] is None else DeliveryState(row[10]),
        delivery_reason=_reason(row[11] or "", data(row[12]) if row[12] else {}),
        pending=row[3] is None,
        leaving_until=leaving_until,
        read=bool(row[13]),
    )


def _author(row: tuple[Any, ...], payload: dict[str, Any]) -> str:
    """The name; of who was merged with the customer since, the one they had."""
    if row[7] and not payload.get("stranger"):
        return str(row[7])
    merged = data(row[14]).get("merged", []) if row[14] and row[6] else []
    own = next((it["name"] for it in merged if it.get("customer_id") == str(key(row[6]))), "")
    return str(own or payload.get("from", ""))


def _reason(code: str, gaps: dict[str, Any]) -> str:
    return Reason(code, **{name: str(value) for name, value in gaps.items()}) if gaps else code


def _files(source: Source, entry_ids: Sequence[bytes]) -> dict[bytes, list[FileRow]]:
    files: dict[bytes, list[FileRow]] = {}
    for row in source.all(
        "SELECT entry_id, id, name, content_type, size, blob, content_id, inline, scan FROM attachment"
        f" WHERE ws = ? AND entry_id IN ({marks(len(entry_ids))}) ORDER BY inline, name",
        source.ws,
        *entry_ids,
    ):
        local, transfer = source.blobs.has(row[5]), source.transfers.get(row[5])
        name, kind, size, blob, content_id = row[2:7]
        file = FileRow(key(row[1]), name, kind, size, blob, content_id, bool(row[7]), local, row[8], transfer)
        files.setdefault(row[0], []).append(file)
    return files


def _tag_names(source: Source, tag_ids: Sequence[str]) -> tuple[str, ...]:
    keys = [it.bytes for it in (UUID(text) for text in tag_ids)]
    rows = source.all(
        f"SELECT name FROM tag WHERE ws = ? AND id IN ({marks(len(keys))}) ORDER BY name", source.ws, *keys
    )
    return tuple(row[0] for row in rows)
