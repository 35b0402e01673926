"""Which conversation a mail goes on with: by the ids it names, by our signed token, never by its subject.

Ids of a customer's mails join only that customer: anybody in Cc knows them, or guesses them. A stranger joins by a mail
of ours or by our token alone, and is shown as a stranger.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, BindParameter, bindparam, func, select

from app.domain.channel import Channel
from app.model.account import MailMessage, MailReference
from app.model.conversation import Conversation
from app.model.customer import Customer, Identity
from app.model.identifier import derived_id
from app.server.channels.email.arrival import MAX_ID, Arrival, safe
from app.server.channels.email.message_id import MessageTokens, TokenIds
from app.server.db import insert_as
from app.server.transaction import ServerTx

MAX_NAMED = 100
"""Ids looked at in one mail: the nearest parents first."""

MAX_MISSING = 30

_REFERENCE: Any = MailReference.__table__

# Statements are made once: building them costs more than running them.
_MANY: Any = ARRAY(BigInteger)
_KEYS: BindParameter[list[int]] = bindparam("keys", type_=_MANY)
_LOCKS = select(func.pg_advisory_xact_lock(func.unnest(_KEYS).column_valued("key")))
_COPIES = (
    select(MailMessage.conversation_id, MailMessage.entry_id)
    .where(
        MailMessage.ws == bindparam("ws"), MailMessage.digest == bindparam("digest"), MailMessage.outgoing.is_(False)
    )
    .limit(1)
)
_COPY_BY_ID = _COPIES.where(MailMessage.message_id == bindparam("id"))
_COPY_BY_DIGEST = _COPIES.where(MailMessage.inbox_id == bindparam("inbox"))
_BY_ID = (
    select(
        MailMessage.message_id, MailMessage.outgoing, MailMessage.entry_id,
        Conversation.id, Conversation.customer_id, Conversation.machine,
    )
    .join(Conversation, (Conversation.ws == MailMessage.ws) & (Conversation.id == MailMessage.conversation_id))
    .where(MailMessage.ws == bindparam("ws"), MailMessage.message_id.in_(bindparam("named", expanding=True)))
    .order_by(MailMessage.id)
)  # fmt: skip
_WAITING = (
    select(
        MailReference.missing_id,
        Conversation.id, Conversation.customer_id, Conversation.machine, Identity.id.label("own"),
    )
    .join(Conversation, (Conversation.ws == MailReference.ws) & (Conversation.id == MailReference.conversation_id))
    .outerjoin(
        Identity,
        (Identity.ws == Conversation.ws)
        & (Identity.customer_id == Conversation.customer_id)
        & (Identity.channel == Channel.EMAIL)
        & (Identity.value == bindparam("sender")),
    )
    .where(MailReference.ws == bindparam("ws"), MailReference.missing_id.in_(bindparam("named", expanding=True)))
    .order_by(Conversation.id)
)  # fmt: skip

_SENDER = (
    select(Identity.customer_id, Customer.utc_offset_minutes, Customer.locale)
    .join(Customer, (Customer.ws == Identity.ws) & (Customer.id == Identity.customer_id))
    .where(Identity.ws == bindparam("ws"), Identity.channel == Channel.EMAIL, Identity.value == bindparam("sender"))
)


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a mail belongs. ``follows``: a conversation of a machine that a person's mail goes on from, apart."""

    conversation_id: UUID | None
    why: str
    follows: UUID | None = None
    sent_entry_id: UUID | None = None  # the letter of ours it is about
    missing: tuple[str, ...] = ()
    stranger: bool = False  # its sender is not that conversation's customer
    clock: int | None = None  # of the sender, as it was seen last: minutes from UTC
    locale: str = ""


@dataclass(slots=True)
class _Known:
    """A conversation a mail might belong to."""

    conversation_id: UUID
    customer_id: UUID
    machine: str
    why: str
    entry_id: UUID | None = None
    ours: bool = False  # known by a mail of ours or by our token, not by what anybody may write


def named_ids(arrival: Arrival) -> list[str]:
    """Ids of the mails it answers or reports on, the nearest first; what a web form names is no thread."""
    if arrival.form is not None:
        return []
    mail = arrival.mail
    about = [] if arrival.machine is None else [arrival.machine.original_message_id]
    ids = [safe(each)[:MAX_ID] for each in (*about, *mail.in_reply_to, *reversed(mail.references))]
    unique = list(dict.fromkeys(each for each in ids if each and each != arrival.message_id))
    return unique if len(unique) <= MAX_NAMED else [*unique[: MAX_NAMED - 1], unique[-1]]


def lock_threads(tx: ServerTx, arrivals: Iterable[Arrival]) -> None:
    """Let mails that name each other, or are copies, be filed one after the other (PostgreSQL; SQLite has one writer).

    First in the transaction and in one order, so that it never meets row locks the wrong way round.
    """
    if tx.dialect != "postgresql":
        return
    names = {name for each in arrivals for name in (each.message_id or each.digest, *named_ids(each))}
    keys = {_lock_key(tx.ws, each) for each in names}
    tx.connection.execute(_LOCKS, {"keys": sorted(keys)})


def _lock_key(ws: UUID, name: str) -> int:
    data = ws.bytes + name.encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)


def copy_of(tx: ServerTx, arrival: Arrival) -> tuple[UUID, UUID] | None:
    """Conversation and entry of the same mail taken before.

    The same id and the same digest; an equal id with other content is another mail. Without an id the digest alone.
    The same mail through two of our doors is one, because both lead to the first of our addresses in it.
    """
    wanted = {"ws": tx.ws, "digest": arrival.digest, "id": arrival.message_id, "inbox": arrival.inbox.id}
    row = tx.connection.execute(_COPY_BY_ID if arrival.message_id else _COPY_BY_DIGEST, wanted).first()
    return None if row is None else (row.conversation_id, row.entry_id)


def find_thread(tx: ServerTx, tokens: MessageTokens, arrival: Arrival, named: list[str]) -> Thread:
    """Where the mail belongs; no conversation when it begins a new one."""
    by_id = _by_id(tx, named)
    missing = tuple(each for each in named if each not in by_id)[:MAX_MISSING]
    found = [known for each in named for known in by_id.get(each, ())]
    found += _signed(tx, list(tokens.found(named, arrival.recipients)))
    if not found:
        found = _waiting(tx, arrival, named)
    sent = next((known.entry_id for known in found if known.entry_id is not None), None)
    if not found:
        return _chosen(arrival, found, sent, missing, None)
    row = tx.connection.execute(_SENDER, {"ws": tx.ws, "sender": arrival.sender.address.lower()[:320]}).first()
    own = None if row is None else row.customer_id
    found = [known for known in found if known.ours or known.customer_id == own]
    thread = _chosen(arrival, found, sent, missing, own)
    return thread if row is None else replace(thread, clock=row.utc_offset_minutes, locale=row.locale)


def _chosen(
    arrival: Arrival, found: list[_Known], sent: UUID | None, missing: tuple[str, ...], own: UUID | None
) -> Thread:
    """The nearest; a person's mail never goes into a conversation that no mail may answer."""
    follows: UUID | None = None
    for known in found:
        if arrival.machine is not None or not known.machine:
            stranger = known.customer_id != own
            why = f"{known.why}; its sender is not the customer" if stranger else known.why
            return Thread(known.conversation_id, why, sent_entry_id=sent, missing=missing, stranger=stranger)
        follows = follows or known.conversation_id
    why = "new: it answers a machine's mail" if follows else "new: it names no mail we know"
    return Thread(None, why, follows=follows, missing=missing)


def _by_id(tx: ServerTx, named: list[str]) -> dict[str, list[_Known]]:
    """Conversations of the mails with those ids; of several mails with one id the first."""
    if not named:
        return {}
    found: dict[str, list[_Known]] = {}
    for row in tx.connection.execute(_BY_ID, {"ws": tx.ws, "named": named}):
        entry_id = row.entry_id if row.outgoing else None
        why = "it names a mail of this conversation"
        known = _Known(row.id, row.customer_id, row.machine, why, entry_id, ours=bool(row.outgoing))
        found.setdefault(row.message_id, []).append(known)
    return found


def _signed(tx: ServerTx, signed: list[TokenIds]) -> list[_Known]:
    found = []
    for token in signed[:MAX_NAMED]:
        conversation = tx.find(Conversation, token.conversation_id)
        if conversation is not None:
            why = "it carries our signed token"
            known = _Known(conversation.id, conversation.customer_id, conversation.machine, why, token.entry_id)
            known.ours = True
            found.append(known)
    return found


def _waiting(tx: ServerTx, arrival: Arrival, named: list[str]) -> list[_Known]:
    """Conversations whose mails name this one, or name the same mail we have not seen.

    Two strangers may name the same mail, a newsletter of ours for one: then only the sender's own conversation counts.
    """
    wanted = [each for each in (arrival.message_id, *named) if each]
    if not wanted:
        return []
    values = {"ws": tx.ws, "named": wanted, "sender": arrival.sender.address.lower()}
    rows = tx.connection.execute(_WAITING, values).all()
    own = [row for row in rows if row.own is not None]
    parents = [row for row in rows if row.missing_id == arrival.message_id and arrival.machine is None]
    single = parents if len({row.id for row in parents}) == 1 else []
    return [_Known(row.id, row.customer_id, row.machine, _waited(row, arrival)) for row in own or single]


def _waited(row: Any, arrival: Arrival) -> str:
    if row.missing_id == arrival.message_id:
        return "a mail of this conversation answers it and came before it"
    return "it answers the same mail as this conversation"


def remember_missing(tx: ServerTx, conversation_id: UUID, missing: Iterable[str]) -> None:
    """Note which mails a conversation names that we have not seen."""
    rows = [
        {
            "ws": tx.ws, "id": derived_id("missing", conversation_id, each),
            "missing_id": each, "conversation_id": conversation_id,
        }
        for each in missing
    ]  # fmt: skip
    if rows:
        tx.connection.execute(insert_as(tx.dialect, _REFERENCE).on_conflict_do_nothing(), rows)
