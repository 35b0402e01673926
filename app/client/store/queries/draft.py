"""Unsent texts as the screens see them: what is here, what the author's other desks wrote, what others had begun."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.client.drafting import Addressing, addressing_in
from app.client.row import DraftKind, OutgoingFile
from app.client.store.codec import data, instant, key
from app.client.store.draft import Place, SharedDraft
from app.client.store.outgoing_file import files_in
from app.client.store.queries.source import Source

Offered = tuple[UUID, str, DraftKind, str, datetime]
"""Draft, author (empty: this person), kind, text, when."""

PutOff = tuple[UUID, str, str, tuple[OutgoingFile, ...], datetime, str, Addressing]
"""Id, author, text, files, when, why it was kept, by which way and to whom."""


def shared(source: Source) -> dict[Place, SharedDraft]:
    """This person's texts as the server has them, with what is on its way there."""
    rows = source.all(
        "SELECT conversation_id, kind, rev, text FROM draft WHERE ws = ? AND user_id = ?",
        source.ws,
        source.user_id.bytes,
    )
    return {(key(row[0]), DraftKind(row[1])): SharedDraft(row[2], row[3]) for row in rows}


def shared_there(source: Source, place: Place) -> SharedDraft | None:
    """One of them."""
    row = source.one(
        "SELECT rev, text FROM draft WHERE ws = ? AND user_id = ? AND conversation_id = ? AND kind = ?",
        source.ws,
        source.user_id.bytes,
        place[0].bytes,
        place[1].value,
    )
    return None if row is None else SharedDraft(*row)


def text(source: Source, place: Place, known: dict[Place, SharedDraft] | None = None) -> str:
    """The unsent text: this computer's, or the one another desk has written since this one was shared."""
    row = shared_there(source, place) if known is None else known.get(place)
    base = source.outbox.base(place)
    if row is not None and not base.dirty and row.rev > base.rev:
        return row.text
    return source.outbox.draft(*place)


def over(source: Source, place: Place) -> SharedDraft | None:
    """The shared text that is shown now; None: it is this computer's own."""
    row, base = shared_there(source, place), source.outbox.base(place)
    return row if row is not None and not base.dirty and row.rev >= base.rev else None


def texts(source: Source) -> dict[UUID, str]:
    """All unsent texts to customers by conversation."""
    known = shared(source)
    places = {it for it in known if it[1] is DraftKind.REPLY}
    places |= {(it, DraftKind.REPLY) for it in source.outbox.drafts()}
    found = {place[0]: text(source, place, known) for place in places}
    return {it: words for it, words in found.items() if words}


def offers(source: Source, conversation_id: UUID) -> Sequence[Offered]:
    """What others had begun and this person may see, then what they wrote themselves at another desk meanwhile."""
    found: list[Offered] = []
    rows = source.all(
        "SELECT d.id, coalesce(u.name, ''), d.kind, d.text, d.at, d.earlier, d.user_id FROM draft d"
        ' LEFT JOIN "user" u ON u.ws = d.ws AND u.id = d.user_id WHERE d.ws = ?1 AND d.conversation_id = ?2'
        " AND (d.offered_to = ?3 OR d.user_id = ?3) ORDER BY d.at DESC",
        source.ws,
        conversation_id.bytes,
        source.user_id.bytes,
    )
    for draft_id, author, kind, words, at, earlier, user_id in rows:
        if user_id != source.user_id.bytes:
            found.append((key(draft_id), author, DraftKind(kind), words, instant(at)))
            continue
        mine = (key(draft_id), "", DraftKind(kind))
        found += [(*mine, it["text"], datetime.fromisoformat(it["at"])) for it in data(earlier) or []]
    return found


def later(source: Source, conversation_id: UUID) -> Sequence[PutOff]:
    """Answers of that conversation that are to be sent, or were kept."""
    rows = source.all(
        "SELECT l.id, coalesce(u.name, ''), l.content, l.send_at, l.reason FROM later_message l"
        ' LEFT JOIN "user" u ON u.ws = l.ws AND u.id = l.author_id'
        " WHERE l.ws = ? AND l.conversation_id = ? AND l.state IN ('waiting', 'held') ORDER BY l.send_at",
        source.ws,
        conversation_id.bytes,
    )
    found = []
    for later_id, author, stored, send_at, reason in rows:
        content = data(stored)
        words = str(content.get("marked") or content.get("body", ""))
        to = addressing_in(content)
        found.append((key(later_id), author, words, files_in(content), instant(send_at), reason, to))
    return found
