"""The letter that says: we have your request, its number, by when we answer. Once a thread, never to a machine."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import func, select

from app.commands.base import SYSTEM
from app.domain.business_hours import after_open_time, is_open, next_opening
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.domain.why import Why, with_reasons
from app.language.greeting import GreetingContext, greeting
from app.language.local_time import local_time
from app.language.named import in_language
from app.language.opening_hours import by_when, from_when, hours_in_words, zone_note
from app.language.template import TemplateProblem, fill
from app.language.who_writes import who_writes
from app.model.conversation import Conversation, Delivery, LogEntry
from app.model.customer import Customer, Identity
from app.model.identifier import derived_id
from app.model.sync import Effect
from app.model.workspace import Inbox, Workspace
from app.resource import resource_folder
from app.server.after import deliver_entry
from app.server.channels.email.arrival import Arrival, answerable
from app.server.channels.email.directory import InboxDirectory, acknowledges, match
from app.server.hours import queue_hours, zone_of
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

KIND = "acknowledge"

FRESH = timedelta(minutes=5)
SENT_READ = timedelta(minutes=3)
"""What lay in its mailbox for longer, while the server was off, may have been answered by a colleague from another
program: the folder of sent letters is read first."""

AT_MOST = 3
WITHIN = timedelta(hours=24)
"""Acknowledgements to one customer in that time: two programs that answer each other come to rest."""

_MACHINE_ADDRESS = re.compile(
    r"(?:no|not|dont|donot|do-not|don-t)[-_.]?reply(?:[+=._-].*)?|mailer-?daemon|post[-_.]?master|bounces?(?:[+=._-].*)?"
    r"|robot|daemon|abuse|www-?data|wordpress|listserv|majordomo|owner-.*|.*-(?:request|owner|bounces?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Rows:
    conversation: Conversation
    inbox: Inbox
    workspace: Workspace
    customer: Customer


def promise_acknowledgement(tx: ServerTx, arrival: Arrival, conversation: Conversation) -> None:
    """Let a request that has just been opened be acknowledged once this commits.

    Junk, machines and what only sounds like a machine's never are.
    """
    if not arrival.inbox.acknowledges or arrival.machine is not None or conversation.status is not Status.NEW:
        return
    bulk = arrival.form is None and (arrival.trusted or arrival.mail.headers.get("precedence"))
    if bulk or arrival.suspected is not None or not answerable(arrival.sender.address):
        return
    payload = {"conversation_id": str(conversation.id), "lane": KIND}
    lain = arrival.received_at is not None and tx.now - arrival.received_at > FRESH
    tx.effect(KIND, key=f"{KIND}:{conversation.id}", payload=payload, not_before=tx.now + SENT_READ if lain else None)


class Acknowledger:
    """Handles effects of kind ``acknowledge``: writes the letter into the log, and its delivery beside it."""

    def __init__(self, uow: UnitOfWork, directory: InboxDirectory) -> None:
        self._uow = uow
        self._directory = directory

    def __call__(self, effect: Effect) -> None:
        """Acknowledge, unless there is a reason not to; again, nothing happens."""
        conversation_id = UUID(effect.payload["conversation_id"])
        self._uow.run(effect.ws, SYSTEM, lambda tx: self._acknowledge(tx, conversation_id))

    def _acknowledge(self, tx: ServerTx, conversation_id: UUID) -> None:
        conversation = tx.get(Conversation, conversation_id)
        rows = _rows(tx, conversation)
        entry_id = derived_id(KIND, conversation_id)
        if rows is None or not self._may(tx, rows) or tx.find(LogEntry, entry_id) is not None:
            return
        text = acknowledgement(rows, tx)
        why = Why("acknowledgement: a new request came into an inbox that acknowledges", "acknowledged")
        payload = {"channel": Channel.EMAIL.value, "text": text, "automatic": True, "why": str(why)}
        payload = with_reasons(payload, why, *_text_reasons(rows, tx))
        tx.append_log(conversation, entry_id, EntryKind.MESSAGE_OUT, payload)
        state = DeliveryState.QUEUED
        tx.put(Delivery(entry_id=entry_id, conversation_id=conversation_id, state=state, at=tx.now))
        deliver_entry(tx, conversation_id, entry_id, Channel.EMAIL)

    def _may(self, tx: ServerTx, rows: _Rows) -> bool:
        """Still wanted: on, open, nobody has answered, the address is a person's and not ours, not too often."""
        talk = rows.conversation
        if not acknowledges(rows.inbox.settings) or talk.machine or talk.status not in (Status.NEW, Status.OPEN):
            return False
        addresses = list(_addresses(tx, talk.customer_id))
        if not addresses or not all(self._is_person(tx.ws, each) for each in addresses):
            return False
        return not _is_answered(tx, talk.id) and _sent_lately(tx, talk.customer_id) < AT_MOST

    def _is_person(self, ws: UUID, address: str) -> bool:
        local = address.partition("@")[0][:100]
        ours = match(self._directory.of(ws), address) is not None
        return answerable(address) and not ours and not _MACHINE_ADDRESS.fullmatch(local)


def acknowledgement(rows: _Rows, tx: ServerTx) -> str:
    """The letter's text in the customer's language; a text of the inbox that cannot be filled gives way to ours."""
    values = _values(rows, tx)
    locale, when = str(values["locale"]), "open" if values["is_open"] else "closed"
    own = rows.inbox.settings["acknowledgement"].get("texts")
    chosen = own.get(locale) if isinstance(own, Mapping) else None
    text = chosen.get(when) if isinstance(chosen, Mapping) else None
    if isinstance(text, str) and text.strip():
        try:
            return fill(text, values).strip()
        except TemplateProblem:
            pass
    return fill(standard_texts()[locale][when], values).strip()


@cache
def standard_texts() -> dict[str, dict[str, str]]:
    """The texts of an inbox that has none of its own, by language, for open and closed hours."""
    found: dict[str, dict[str, str]] = json.loads(
        (resource_folder() / "mail" / "acknowledgement.json").read_text("utf-8")
    )
    return found


def _values(rows: _Rows, tx: ServerTx) -> dict[str, object]:
    """What a text may name. All of it is ours or the customer's own name, never a template."""
    talk, workspace, customer = rows.conversation, rows.workspace, rows.customer
    locale = customer.locale if customer.locale in standard_texts() else workspace.locale
    locale = locale if locale in standard_texts() else "en"
    hours = queue_hours(workspace.settings, workspace.timezone, talk.queue_id)
    zone = zone_of(workspace.timezone) if hours is None else hours.zone
    due = talk.reply_due_at or after_open_time(hours, tx.now, timedelta(seconds=talk.reply_target_s))
    contacts = rows.inbox.settings["acknowledgement"].get("contacts")
    return {
        "locale": locale,
        "is_open": is_open(hours, tx.now),
        "number": talk.number,
        "salutation": _salutation(rows, locale, tx),
        "due": by_when(due, tx.now, zone, locale),
        "opens": from_when(next_opening(hours, tx.now), tx.now, zone, locale),
        "hours": "" if hours is None else hours_in_words(hours.week, locale),
        "zone": zone_note(tx.now, zone, customer.utc_offset_minutes),
        "contacts": str(contacts.get(locale) or "") if isinstance(contacts, Mapping) else "",
        "shop": str(rows.inbox.settings.get("from_name") or in_language(workspace.names, workspace.name, locale)),
    }


def _salutation(rows: _Rows, locale: str, tx: ServerTx) -> str:
    customer = rows.customer
    local = local_time(customer.timezone, customer.utc_offset_minutes, rows.workspace.timezone, tx.now)
    made = greeting(GreetingContext(_header(rows, tx), locale, Channel.EMAIL, local))
    return made.salutation if made is not None else ""


def _header(rows: _Rows, tx: ServerTx) -> str:
    """The From header of whoever wrote: of an address that people share, not of whom we know it from."""
    here = (LogEntry.ws == tx.ws) & (LogEntry.conversation_id == rows.conversation.id)
    letters = select(LogEntry.payload).where(here, LogEntry.kind == EntryKind.MESSAGE_IN).order_by(LogEntry.seq.desc())
    newest = tx.session.scalar(letters.limit(1)) or {}
    return who_writes(rows.customer.header_name, str(newest.get("from", "")))


def _text_reasons(rows: _Rows, tx: ServerTx) -> list[str]:
    """Why this text and this greeting."""
    values, customer = _values(rows, tx), rows.customer
    when = "open" if values["is_open"] else "closed"
    local = local_time(customer.timezone, customer.utc_offset_minutes, rows.workspace.timezone, tx.now)
    named, name = str(values["salutation"]), _header(rows, tx) or customer.name
    greeted = Why("greeted by name", "greeting.named", greeting=named, name=name, time=f"{local:%H:%M}")
    return [
        Why(f"text for {when} hours", f"acknowledged.{when}", locale=values["locale"]),
        greeted if named else Why("greeted without a name", "greeting.none", name=name),
    ]


def _rows(tx: ServerTx, conversation: Conversation) -> _Rows | None:
    inbox = None if conversation.inbox_id is None else tx.find(Inbox, conversation.inbox_id)
    workspace, customer = tx.find(Workspace, tx.ws), tx.find(Customer, conversation.customer_id)
    if inbox is None or inbox.channel is not Channel.EMAIL or workspace is None or customer is None:
        return None
    return _Rows(conversation, inbox, workspace, customer)


def _addresses(tx: ServerTx, customer_id: UUID) -> list[str]:
    mine = (Identity.ws == tx.ws) & (Identity.customer_id == customer_id) & (Identity.channel == Channel.EMAIL)
    return list(tx.session.scalars(select(Identity.value).where(mine)))


def _is_answered(tx: ServerTx, conversation_id: UUID) -> bool:
    ours = (LogEntry.ws == tx.ws) & (LogEntry.conversation_id == conversation_id)
    query = select(LogEntry.entry_id).where(ours, LogEntry.kind == EntryKind.MESSAGE_OUT)
    return tx.session.scalar(query.limit(1)) is not None


def _sent_lately(tx: ServerTx, customer_id: UUID) -> int:
    """How many automatic letters went to a customer within the last day, over all their requests."""
    query = (
        select(func.count())
        .select_from(LogEntry)
        .join(Conversation, (Conversation.ws == LogEntry.ws) & (Conversation.id == LogEntry.conversation_id))
        .where(
            Conversation.ws == tx.ws, Conversation.customer_id == customer_id,
            LogEntry.kind == EntryKind.MESSAGE_OUT, LogEntry.author_kind == AuthorKind.SYSTEM,
            LogEntry.at > tx.now - WITHIN,
        )
    )  # fmt: skip
    return tx.session.scalar(query) or 0
