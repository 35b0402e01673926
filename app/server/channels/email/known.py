"""What the database knows of the mails at hand: asked for all of them in two rounds, then told of each one filed."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, bindparam, func, insert, select

from app.domain.channel import Channel
from app.domain.sender import patterns_of
from app.model.account import MailMessage, MailReference
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Identity
from app.model.identifier import derived_id, new_id
from app.model.sender_rule import SenderRule
from app.server.channels.email.arrival import MAX_NAMED, MAX_SUBJECT, Arrival, safe
from app.server.channels.email.message_id import MessageTokens, TokenIds
from app.server.db import insert_as
from app.server.ready import Ask, Ready, Row
from app.server.transaction import PLACES, ServerTx

MANY = 4_000
"""Rows looked at for a few mails; more there are only when somebody plays with ids."""

AGAIN = timedelta(hours=4)
"""How long what says neither when it was written nor which letter it is may be the same delivered once more.

Postfix and Sendmail try again at least every hour or so, Exim in its first two hours every quarter of one."""

_WS: Any = bindparam("ws")
_KEYS: Any = bindparam("keys", type_=ARRAY(BigInteger))
_LOCKS = Ready(select(func.pg_advisory_xact_lock(func.unnest(_KEYS).column_valued("key"))))
_MAILS = (  # put in order here: asked for an order, SQLite walks through all mails in it
    select(
        MailMessage.id, MailMessage.message_id, MailMessage.digest, MailMessage.inbox_id, MailMessage.entry_id,
        MailMessage.outgoing, Conversation.id.label("talk"), Conversation.customer_id,
    )
    .join(Conversation, (Conversation.ws == MailMessage.ws) & (Conversation.id == MailMessage.conversation_id))
    .where(MailMessage.ws == _WS)
    .limit(MANY)
)  # fmt: skip
_SAME = MailMessage.digest.in_(bindparam("digests", expanding=True))
_COPIES = Ready(_MAILS.where(MailMessage.message_id.in_(bindparam("own", expanding=True)), _SAME))
_COPIES_WITHOUT_ID = Ready(
    _MAILS.add_columns(LogEntry.at, LogEntry.payload)
    .outerjoin(LogEntry, (LogEntry.ws == MailMessage.ws) & (LogEntry.entry_id == MailMessage.entry_id))
    .where(MailMessage.inbox_id.in_(bindparam("inboxes", expanding=True)), _SAME)
)
_NAMED = Ready(_MAILS.where(MailMessage.message_id.in_(bindparam("named", expanding=True))))
_TAKEN = Ready(insert(MailMessage))
_WAITING = Ready(
    select(MailReference.missing_id, Conversation.id, Conversation.customer_id)
    .join(Conversation, (Conversation.ws == MailReference.ws) & (Conversation.id == MailReference.conversation_id))
    .where(MailReference.ws == _WS, MailReference.missing_id.in_(bindparam("missing", expanding=True)))
    .limit(MANY)
)
_SIGNED = Ready(
    select(Conversation.id, Conversation.customer_id).where(
        Conversation.ws == _WS, Conversation.id.in_(bindparam("ids", expanding=True))
    )
)
_SENDERS = Ready(
    select(Identity.value, Identity.customer_id).where(
        Identity.ws == _WS,
        Identity.channel == Channel.EMAIL,
        Identity.value.in_(bindparam("senders", expanding=True)),
    )
)
_RULES = Ready(
    select(SenderRule.queue_id, SenderRule.pattern, SenderRule.verdict).where(
        SenderRule.ws == _WS, SenderRule.pattern.in_(bindparam("patterns", expanding=True)), SenderRule.verdict != ""
    )
)


@dataclass(frozen=True, slots=True)
class KnownMail:
    """A mail that was taken in or, ``outgoing``, sent by us.

    What only counts for one without an id: its ``subject``, None when that was erased or is not known, when it was
    filed, and when it came into the mailbox it was read from.
    """

    digest: str
    inbox_id: UUID
    conversation_id: UUID
    entry_id: UUID
    outgoing: bool
    subject: str | None = None
    filed_at: datetime | None = None
    came_at: datetime | None = None

    def is_copied_by(self, arrival: Arrival, now: datetime) -> bool:
        """Whether a mail of the same digest and without an id is this one once more."""
        if self.subject is not None and self.subject != _squeezed(arrival.mail.subject):
            return False
        if not arrival.is_undated or self.filed_at is None:
            return True
        if self.came_at is not None and arrival.received_at is not None:
            return abs(arrival.received_at - self.came_at) <= AGAIN
        return (arrival.received_at or now) - self.filed_at <= AGAIN


class Known:
    """Mails, conversations and people that a few arriving mails may have to do with, all locked."""

    def __init__(self, tx: ServerTx, tokens: MessageTokens, arrivals: Sequence[Arrival]) -> None:
        """Lets mails that name each other, or are copies, be filed one after the other: two rounds to the database."""
        self._tx = tx
        self._mails: dict[str, list[KnownMail]] = defaultdict(list)
        self._without_id: dict[tuple[UUID, str], list[KnownMail]] = defaultdict(list)
        self._waiting: dict[str, dict[UUID, UUID]] = defaultdict(dict)
        self._tokens = tokens
        self._signed: dict[tuple[tuple[str, ...], tuple[str, ...]], list[TokenIds]] = {}
        rows = self._ask(arrivals)
        self._verdicts = {(queue_id, pattern): verdict for queue_id, pattern, verdict in rows[_RULES]}
        people, talks = self._people(arrivals, rows), self._talks(arrivals, rows)
        tx.lock(customers={*people, *talks.values()}, conversations=talks)

    def copy_of(self, arrival: Arrival) -> KnownMail | None:
        """The same mail taken before.

        The same id and the same digest; an equal id with other content is another mail. Without an id the digest and
        the subject; without a date as well, only for a while (``AGAIN``). The same mail through two of our doors is
        one, because both lead to the first of our addresses in it.
        """
        if not arrival.message_id:
            known = self._without_id[arrival.inbox.id, arrival.digest]
            return next((it for it in known if it.is_copied_by(arrival, self._tx.now)), None)
        same = (it for it in self._mails[arrival.message_id] if it.digest == arrival.digest and not it.outgoing)
        return next(same, None)

    def mails(self, message_id: str) -> list[KnownMail]:
        """All with that id, the oldest first."""
        return self._mails[message_id]

    def waiting(self, message_id: str) -> dict[UUID, UUID]:
        """Conversations whose mails name that one, which has not come yet, and whose they are."""
        return self._waiting[message_id]

    def signed(self, arrival: Arrival) -> list[TokenIds]:
        """Our own tokens in the mail, the nearest first."""
        where = arrival.named, arrival.recipients
        if where not in self._signed:
            self._signed[where] = list(self._tokens.found(*where))[:MAX_NAMED]
        return self._signed[where]

    def talk(self, conversation_id: UUID) -> Conversation | None:
        """A conversation as it is now."""
        return self._tx.find(Conversation, conversation_id)

    def sender(self, arrival: Arrival) -> UUID | None:
        """The customer who writes from that address."""
        return self._tx.owner_of(Channel.EMAIL, _sender(arrival))

    def verdict(self, arrival: Arrival, queue_id: UUID) -> str:
        """What an operator of the queue said of the sender: of the whole address before its domain."""
        said = (self._verdicts.get((queue_id, each)) for each in patterns_of(arrival.sender.address))
        return next(filter(None, said), "")

    def add(self, arrival: Arrival, conversation: Conversation, entry_id: UUID, missing: Iterable[str]) -> None:
        """Write down what the next mails are compared with."""
        row = {
            "ws": self._tx.ws, "id": new_id(), "message_id": arrival.message_id, "inbox_id": arrival.inbox.id,
            "digest": arrival.digest, "conversation_id": conversation.id, "entry_id": entry_id, "outgoing": False,
        }  # fmt: skip
        self._tx.write(_TAKEN, [row])
        mail = KnownMail(
            arrival.digest, arrival.inbox.id, conversation.id, entry_id, False,
            _squeezed(arrival.mail.subject), self._tx.now, arrival.received_at,
        )  # fmt: skip
        self._keep(arrival.message_id, mail)
        self._without_id[mail.inbox_id, mail.digest].append(mail)
        rows = [
            {
                "ws": self._tx.ws, "id": derived_id("missing", conversation.id, each),
                "missing_id": each, "conversation_id": conversation.id,
            }
            for each in missing
        ]  # fmt: skip
        self._tx.write(_reference(self._tx.dialect), rows)
        for each in missing:
            self._waiting[each][conversation.id] = conversation.customer_id

    def _ask(self, arrivals: Sequence[Arrival]) -> dict[Ready, list[Row]]:
        """The first round: what is known by id, by digest and by address."""
        own = sorted({each.message_id for each in arrivals if each.message_id})
        named = sorted({name for each in arrivals for name in each.named})
        inboxes = {each.inbox.id for each in arrivals if not each.named}  # what they open, most likely
        asks: dict[Ready, dict[str, list[Any]]] = {
            _LOCKS: {"keys": self._lock_keys(arrivals)},
            _COPIES: {"own": own, "digests": [each.digest for each in arrivals]},
            _COPIES_WITHOUT_ID: {
                "inboxes": [each.inbox.id for each in arrivals if not each.message_id],
                "digests": [each.digest for each in arrivals if not each.message_id],
            },
            _NAMED: {"named": named},
            _WAITING: {"missing": sorted({*own, *named})},
            _SIGNED: {"ids": [token.conversation_id for each in arrivals for token in self.signed(each)]},
            _SENDERS: {"senders": sorted({_sender(each) for each in arrivals})},
            _RULES: {"patterns": sorted({it for each in arrivals for it in patterns_of(each.sender.address)})},
            PLACES: {"inboxes": sorted(inboxes)},
        }
        useful = {ready: {"ws": self._tx.ws} | values for ready, values in asks.items() if all(values.values())}
        rows = self._tx.ask(*(Ask(ready, values) for ready, values in useful.items()))
        found: dict[Ready, list[Row]] = {key: [] for key in asks} | dict(zip(useful, rows, strict=True))
        self._tx.placed(dict.fromkeys(inboxes) | {inbox: (queue, target) for inbox, queue, target in found[PLACES]})
        return found

    def _people(self, arrivals: Sequence[Arrival], rows: Mapping[Ready, list[Row]]) -> set[UUID]:
        """The customers who write."""
        owners: dict[str, UUID] = dict(rows[_SENDERS])
        self._tx.met(Channel.EMAIL, dict.fromkeys(map(_sender, arrivals)) | owners)
        return set(owners.values())

    def _talks(self, arrivals: Sequence[Arrival], rows: Mapping[Ready, list[Row]]) -> dict[UUID, UUID]:
        """Conversations the mails may belong to, and whose they are; of many that wait only those that count."""
        talks: dict[UUID, UUID] = dict(rows[_SIGNED])
        self._keep_without_id(rows[_COPIES_WITHOUT_ID])
        copies = (row[:8] for row in rows[_COPIES_WITHOUT_ID])
        found = {row[0]: row for row in (*rows[_COPIES], *copies, *rows[_NAMED])}
        for _, message_id, digest, inbox_id, entry_id, outgoing, talk, owner in sorted(found.values(), key=_age):
            self._keep(message_id, KnownMail(digest, inbox_id, talk, entry_id, outgoing))
            talks[talk] = owner
        for missing, talk, owner in rows[_WAITING]:
            self._waiting[missing][talk] = owner
        people = {self.sender(each) for each in arrivals}
        for waiting in self._waiting.values():
            talks |= waiting if len(waiting) == 1 else {talk: it for talk, it in waiting.items() if it in people}
        return talks

    def _keep(self, message_id: str, mail: KnownMail) -> None:
        if message_id and mail not in self._mails[message_id]:
            self._mails[message_id].append(mail)

    def _keep_without_id(self, rows: Iterable[Row]) -> None:
        for row in sorted(rows, key=_age):
            _, _, digest, inbox_id, entry_id, outgoing, talk, _, at, payload = row
            if not outgoing:
                known = payload or {}
                subject, came = known.get("subject"), known.get("received_at")
                mail = KnownMail(
                    digest, inbox_id, talk, entry_id, False, None if subject is None else _squeezed(str(subject)), at,
                    None if came is None else datetime.fromisoformat(came),
                )  # fmt: skip
                self._without_id[inbox_id, digest].append(mail)

    def _lock_keys(self, arrivals: Iterable[Arrival]) -> list[int]:
        """Names in one order, first in the transaction: so it never meets row locks the wrong way round."""
        if self._tx.dialect != "postgresql":
            return []  # one writer
        names = {name for each in arrivals for name in (each.message_id or each.digest, *each.named)}
        return sorted(_lock_key(self._tx.ws, each) for each in names)


@cache
def _reference(dialect: str) -> Ready:
    return Ready(insert_as(dialect, MailReference.__table__).on_conflict_do_nothing())


def _age(row: Row) -> Any:
    """The oldest first: ids are made in the order of time."""
    return row[0]


def _squeezed(subject: str) -> str:
    """As a log entry keeps it, with every run of white space as one space."""
    return " ".join(safe(subject)[:MAX_SUBJECT].split())


def _sender(arrival: Arrival) -> str:
    return arrival.sender.address.lower()[:320]


def _lock_key(ws: UUID, name: str) -> int:
    data = ws.bytes + name.encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)
