"""Traces of what is erased in rows about something else: drafts of a message, ways of mail, searches for a person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from app.domain.erasure import NOTHING
from app.language.name import person_name
from app.language.search.word import PHONE, in_one, normal, stem, words_of
from app.model.account import MailMessage, MailReference
from app.model.chat import ChannelThread
from app.model.conversation import Delivery, LogEntry
from app.model.customer import Customer
from app.model.draft import Draft
from app.model.saved_view import SavedView
from app.model.sync import Effect
from app.server.transaction import ServerTx

_FEWEST = 4
"""Letters of the part of an address before the @ by which it is known alone."""

_SHARED = frozenset(
    {"accounting", "admin", "billing", "buhgalter", "contact", "finance", "hello", "help", "home", "info", "mail",
     "manager", "marketing", "office", "order", "orders", "post", "postmaster", "reception", "sales", "service", "shop",
     "store", "support", "team", "webmaster", "zakaz"}
)  # fmt: skip
"""Such parts name a place that many companies have (RFC 2142 and the like), and no person."""

_WRITTEN_AS = {EntryKind.MESSAGE_OUT: "reply", EntryKind.NOTE: "note"}


def forget_drafts(tx: ServerTx, entry: LogEntry) -> None:
    """What was kept while an entry was written goes with it: its author's earlier versions, and what stands in it."""
    if entry.kind not in _WRITTEN_AS:
        return
    said = "\n".join(str(entry.payload.get(name, "")) for name in ("text", "marked"))
    mine = (Draft.ws == tx.ws) & (Draft.conversation_id == entry.conversation_id)
    for draft in tx.session.scalars(select(Draft).where(mine, Draft.kind == _WRITTEN_AS[entry.kind])):
        kept = [it for it in draft.earlier if not (_is_older(it, draft, entry) or it["text"].strip() in said)]
        if len(kept) < len(draft.earlier):
            draft.earlier = kept
        if draft.text and draft.text.strip() in said:
            draft.text, draft.rev = "", draft.rev + 1


def _is_older(version: dict[str, Any], draft: Draft, entry: LogEntry) -> bool:
    return draft.user_id == entry.author_id and datetime.fromisoformat(version["at"]) <= entry.at


def forget_mail(tx: ServerTx, conversation_id: UUID) -> None:
    """How letters find this conversation; the digests stay, so that the same letter is not taken in once more."""
    mine = (MailMessage.ws == tx.ws) & (MailMessage.conversation_id == conversation_id)
    tx.session.execute(update(MailMessage).where(mine).values(message_id=""))
    going_on = (ChannelThread.ws == tx.ws) & (ChannelThread.conversation_id == conversation_id)
    tx.session.execute(delete(ChannelThread).where(going_on))
    pointing = (MailReference.ws == tx.ws) & (MailReference.conversation_id == conversation_id)
    tx.session.execute(delete(MailReference).where(pointing))


def stop_deliveries(tx: ServerTx, whose: Any) -> None:
    """What has not left does not leave any more; what a mail server said of an address goes, too."""
    stopped = []
    for row in tx.session.scalars(select(Delivery).where(Delivery.ws == tx.ws, whose)).all():
        if row.state is DeliveryState.QUEUED:
            row.state = DeliveryState.FAILED
            stopped.append(f"deliver:{row.entry_id}")
        row.reason, row.reason_data = "", {}
    waiting = (Effect.ws == tx.ws) & Effect.dedupe_key.in_(stopped) & (Effect.state == "waiting")
    tx.session.execute(delete(Effect).where(waiting))


def forget_searches(tx: ServerTx, customer: Customer, addresses: Iterable[str]) -> None:
    """Searches people keep that name the customer lose their words; one that asked for nothing else goes."""
    signs = [*_of_names(customer), *_of_addresses(addresses)]
    for view in list(tx.session.scalars(select(SavedView).where(SavedView.ws == tx.ws))):
        words = words_of(f"{view.name}\n{view.filter.get('text', '')}")
        if not any(sign <= words for sign in signs):
            continue
        rest = {name: value for name, value in view.filter.items() if name != "text" and value}
        if rest:
            view.name, view.filter = NOTHING, rest
        else:
            tx.remove(view)


def _of_names(customer: Customer) -> list[set[str]]:
    """Words that together mean this person: all of a name, or the surname."""
    names = {customer.name, customer.header_name}
    names |= {person_name(it).surname for it in (customer.name, customer.header_name) if it}
    return [words for words in map(words_of, names) if words]


def _of_addresses(addresses: Iterable[str]) -> list[set[str]]:
    """An address in one piece or the part before its @; a number by its digits."""
    found = []
    for address in map(normal, addresses):
        local, at, _ = address.partition("@")
        found += [{in_one(address)}] if address else []
        if at and len(in_one(local)) >= _FEWEST and in_one(local) not in _SHARED:
            found += [{in_one(local)}, {stem(in_one(local))}]
        found += [{it} for it in words_of(address) if it.startswith(PHONE)]
    return found
