"""What a person wrote, or is named by, in requests of other customers: it goes with them, the rest of those stays."""

import json
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import String, cast, func, or_, select

from app.domain.answering import addresses_in
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Identity
from app.model.workspace import Inbox
from app.server.erasure.twin import is_held
from app.server.transaction import ServerTx

SENDER = "sender_id"
"""Of a message of somebody else in a talk of several: which customer that is."""

Names = Collection[tuple[UUID | None, str]]


def written_elsewhere(tx: ServerTx, customer_id: UUID) -> list[LogEntry]:
    """Entries of conversations that are not theirs; none that must be kept.

    Messages of theirs as author or as a stranger, letters of theirs that others passed on, lines with their address.
    """
    identities = list(
        tx.session.scalars(select(Identity).where(Identity.ws == tx.ws, Identity.customer_id == customer_id))
    )
    mails = {it.value for it in identities if it.channel is Channel.EMAIL}
    names = {pair for it in identities for pair in _joined_names(tx, it)}
    text = cast(LogEntry.payload, String)
    signs = {str(customer_id), *mails, *(name for _, name in names)}
    forms = {form for it in signs for form in (it, json.dumps(it)[1:-1])}
    like = [it.contains(form, autoescape=True) for form in forms for it in (text, func.lower(text))]
    theirs = (LogEntry.author_kind == AuthorKind.CUSTOMER) & (LogEntry.author_id == customer_id)
    named = LogEntry.kind.in_((EntryKind.MESSAGE_IN, EntryKind.CUSTOMER)) & or_(*like)
    others = (Conversation.ws == LogEntry.ws) & (Conversation.id == LogEntry.conversation_id)
    query = (
        select(LogEntry, Conversation.inbox_id)
        .join(Conversation, others & (Conversation.customer_id != customer_id))
        .where(LogEntry.ws == tx.ws, or_(theirs, named))
    )
    return [
        entry
        for entry, inbox_id in tx.session.execute(query).all()
        if (entry.author_id == customer_id or _names(entry, inbox_id, customer_id, mails, names))
        and not is_held(tx, entry.conversation_id)
    ]


def _names(entry: LogEntry, inbox_id: UUID | None, customer_id: UUID, mails: Collection[str], names: Names) -> bool:
    payload = entry.payload
    if entry.kind is EntryKind.CUSTOMER:
        return _has(mails, payload.get("address"))
    forwarded = payload.get("forwarded")
    if isinstance(forwarded, dict) and _has(mails, forwarded.get("address")):
        return True
    if SENDER in payload:
        return bool(payload[SENDER] == str(customer_id))
    if not payload.get("stranger"):
        return False
    return _has(mails, payload.get("from")) or (inbox_id, str(payload.get("from"))) in names


def _has(mails: Collection[str], written: object) -> bool:
    return any(it in mails for it in addresses_in(str(written)))


def _joined_names(tx: ServerTx, identity: Identity) -> list[tuple[UUID | None, str]]:
    """How older messages of a talk of several name them, by inbox; none when another person there has that name."""
    address, slash, _ = identity.value.partition("/")
    if not slash or not identity.display:
        return []
    same = (Identity.ws == tx.ws) & (Identity.channel == identity.channel) & (Identity.display == identity.display)
    same &= Identity.value.startswith(f"{address}/", autoescape=True) & (Identity.customer_id != identity.customer_id)
    if tx.session.scalar(select(Identity.id).where(same).limit(1)) is not None:
        return []
    where = (Inbox.ws == tx.ws) & (Inbox.channel == identity.channel) & (Inbox.address == address)
    return [(it, identity.display) for it in tx.session.scalars(select(Inbox.id).where(where))]
