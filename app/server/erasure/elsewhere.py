"""What a person wrote, or is named by, in requests of other customers: it goes with them, the rest of those stays."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import Session

from app.domain.answering import addresses_in, list_without
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

_SAID = (EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT, EntryKind.RECEIPT, EntryKind.CUSTOMER)
_LISTS = ("to", "cc", "reply_to", "receipt_to")
"""Fields of a letter that hold addresses; what left and what is to leave name them alike."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Entries of conversations that are not theirs.

    ``written`` by them, in whosever name it came; ``named``: letters of theirs that others passed on, lines with their
    address; ``addressed``: letters of others that went to them, too.
    """

    mails: Collection[str]
    written: list[LogEntry]
    named: list[LogEntry]
    addressed: list[LogEntry]

    def free(self, tx: ServerTx) -> "Elsewhere":
        """What of it need not be kept."""
        parts = (self.written, self.named, self.addressed)
        written, named, addressed = ([it for it in part if not is_held(tx, it.conversation_id)] for part in parts)
        return Elsewhere(self.mails, written, named, addressed)


def elsewhere(session: Session, ws: UUID, customer_id: UUID) -> Elsewhere:
    """Look for a person in requests of others, by who they are, their addresses and their names there."""
    identities = list(session.scalars(select(Identity).where(Identity.ws == ws, Identity.customer_id == customer_id)))
    mails = {it.value for it in identities if it.channel is Channel.EMAIL}
    names = {pair for it in identities for pair in _joined_names(session, it)}
    found = Elsewhere(mails, [], [], [])
    for entry, inbox_id in _candidates(session, ws, customer_id, {*mails, *(name for _, name in names)}):
        if _wrote(entry, inbox_id, customer_id, mails, names):
            found.written.append(entry)
        elif _names(entry, mails):
            found.named.append(entry)
        elif any(_has(mails, entry.payload.get(it)) for it in _LISTS):
            found.addressed.append(entry)
    return found


def without(content: Mapping[str, Any], mails: Collection[str]) -> dict[str, Any]:
    """A letter as it is, or is to be, with those addresses no more among its recipients. Its original goes."""
    kept = {name: value for name, value in content.items() if name != "raw"}
    for name in _LISTS:
        value = kept.get(name)
        if isinstance(value, list):
            kept[name] = [it for it in value if not _has(mails, it)]
        elif value and _has(mails, value):
            kept[name] = list_without(str(value), mails)
    return kept


def _candidates(session: Session, ws: UUID, customer_id: UUID, signs: Collection[str]) -> Any:
    """(entry, inbox of its conversation) of all that may be meant."""
    text = cast(LogEntry.payload, String)
    forms = {form for it in (str(customer_id), *signs) for form in (it, json.dumps(it)[1:-1])}
    like = [it.contains(form, autoescape=True) for form in forms for it in (text, func.lower(text))]
    theirs = (LogEntry.author_kind == AuthorKind.CUSTOMER) & (LogEntry.author_id == customer_id)
    others = (Conversation.ws == LogEntry.ws) & (Conversation.id == LogEntry.conversation_id)
    query = (
        select(LogEntry, Conversation.inbox_id)
        .join(Conversation, others & (Conversation.customer_id != customer_id))
        .where(LogEntry.ws == ws, or_(theirs, LogEntry.kind.in_(_SAID) & or_(*like)))
    )
    return session.execute(query.order_by(LogEntry.conversation_id, LogEntry.seq)).all()


def _wrote(entry: LogEntry, inbox_id: UUID | None, customer_id: UUID, mails: Collection[str], names: Names) -> bool:
    if entry.author_id == customer_id:
        return True
    if entry.kind is not EntryKind.MESSAGE_IN:
        return False
    payload = entry.payload
    if SENDER in payload:
        return bool(payload[SENDER] == str(customer_id))
    if not payload.get("stranger"):
        return False
    return _has(mails, payload.get("from")) or (inbox_id, str(payload.get("from"))) in names


def _names(entry: LogEntry, mails: Collection[str]) -> bool:
    if entry.kind is EntryKind.CUSTOMER:
        return _has(mails, entry.payload.get("address"))
    forwarded = entry.payload.get("forwarded")
    return isinstance(forwarded, dict) and _has(mails, forwarded.get("address"))


def _has(mails: Collection[str], written: object) -> bool:
    return any(it in mails for it in addresses_in(str(written)))


def _joined_names(session: Session, identity: Identity) -> list[tuple[UUID | None, str]]:
    """How older messages of a talk of several name them, by inbox; none when another person there has that name."""
    address, slash, _ = identity.value.partition("/")
    if not slash or not identity.display:
        return []
    same = (Identity.ws == identity.ws) & (Identity.channel == identity.channel)
    same &= (
        (Identity.display == identity.display)
        & Identity.value.startswith(f"{address}/", autoescape=True)
        & (Identity.customer_id != identity.customer_id)
    )
    if session.scalar(select(Identity.id).where(same).limit(1)) is not None:
        return []
    where = (Inbox.ws == identity.ws) & (Inbox.channel == identity.channel) & (Inbox.address == address)
    return [(it, identity.display) for it in session.scalars(select(Inbox.id).where(where))]
