"""The rows a mail becomes, in one unit of work: its conversation, its entry, its files, its place in the thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from app.commands.message import IncomingMessage, receive, remember
from app.domain.business_hours import after_open_time
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.status import after_customer_message
from app.language.catalogue import Catalogue
from app.model.account import Blob, MailMessage
from app.model.conversation import Attachment, Conversation, Delivery
from app.model.customer import Customer
from app.model.identifier import new_id
from app.model.workspace import Workspace
from app.server.channels.email.acknowledgement import promise_acknowledgement
from app.server.channels.email.arrival import Arrival, safe
from app.server.channels.email.junk import set_aside
from app.server.channels.email.kept import Kept
from app.server.channels.email.machine import MachineKind
from app.server.channels.email.message_id import MessageTokens
from app.server.channels.email.thread import Thread, copy_of, find_thread, named_ids, remember_missing
from app.server.channels.email.words import refusal
from app.server.conversations.service import close_as_past, conversation_for, open_conversation, set_delivery
from app.server.customers.service import customer_for
from app.server.db import insert_as
from app.server.transaction import ServerTx

_BLOB: Any = Blob.__table__  # past the ORM: many small rows, none of them replicated
_MAIL: Any = MailMessage.__table__
_MARK = insert(_MAIL)

Fault = Callable[[str], None]
"""Called at named steps; does nothing in the product."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a mail: ``opened`` a conversation, ``joined`` one, or was a ``copy`` of one taken before."""

    outcome: str
    conversation_id: UUID
    entry_id: UUID


class Filing:
    """Files understood mails. It only writes rows; the caller's unit of work locks, commits and tries again."""

    def __init__(self, tokens: MessageTokens, catalogues: Mapping[str, Catalogue], fault: Fault) -> None:
        self._tokens = tokens
        self._catalogues = catalogues
        self._fault = fault

    def file(self, tx: ServerTx, arrival: Arrival, kept: Kept, *, past: bool = False) -> Taken:
        """All rows of a mail whose names are locked. ``past``: it is history and asks nothing of anybody."""
        named = named_ids(arrival)
        copy = copy_of(tx, arrival)
        if copy is not None:
            return Taken("copy", *copy)
        thread = find_thread(tx, self._tokens, arrival, named)
        conversation, outcome = (self._past if past else self._conversation)(tx, arrival, thread)
        aside = set_aside(tx, arrival, conversation) if outcome == "opened" and not past else []
        entry_id = tx.mint()
        why = "; ".join([thread.why, *aside])
        thread = replace(thread, why=why, stranger=thread.stranger and outcome == "joined")
        payload = self._payload(tx, arrival, thread, past) | kept.roles
        at = arrival.written_at(tx.now) if past else tx.now
        due_at = after_open_time(arrival.inbox.hours, tx.now, timedelta(seconds=conversation.reply_target_s))
        message = IncomingMessage(entry_id, payload, Channel.EMAIL, at, arrival.machine_kind, due_at)
        (remember if past else receive)(message, conversation, tx)
        if outcome == "opened" and not past:
            promise_acknowledgement(tx, arrival, conversation)
        self._attach(tx, kept, conversation, entry_id)
        self._fault("written")
        self._mark(tx, arrival, conversation, entry_id)
        remember_missing(tx, conversation.id, thread.missing)
        self._fault("marked")
        kept.wait()  # no row names bytes that are not on the disk
        return Taken(outcome, conversation.id, entry_id)

    def _conversation(self, tx: ServerTx, arrival: Arrival, thread: Thread) -> tuple[Conversation, str]:
        """The conversation to write to, locked, and how it was come by."""
        known = None if thread.conversation_id is None else tx.get(Conversation, thread.conversation_id)
        if known is not None and arrival.machine is not None:
            return known, "joined"
        if known is not None and after_customer_message(known.status) is not None:
            if not thread.stranger and _is_news(arrival, thread):
                self._customer(tx, arrival)
            return known, "joined"
        inbox, customer = arrival.inbox, self._customer(tx, arrival)
        if known is not None:
            goes_on = conversation_for(
                tx, known, customer=customer, inbox=inbox, subject=arrival.subject, channel=Channel.EMAIL
            )
            return goes_on, "opened"
        return self._opened(tx, arrival, thread, customer), "opened"

    def _past(self, tx: ServerTx, arrival: Arrival, thread: Thread) -> tuple[Conversation, str]:
        """The same for history: it joins what is closed too, and opens nothing that is not closed."""
        if thread.conversation_id is not None:
            return tx.get(Conversation, thread.conversation_id), "joined"
        opened = self._opened(tx, arrival, thread, self._customer(tx, arrival))
        close_as_past(opened, arrival.written_at(tx.now))
        return opened, "opened"

    def _opened(self, tx: ServerTx, arrival: Arrival, thread: Thread, customer: Customer) -> Conversation:
        follows = None if thread.follows is None else tx.find(Conversation, thread.follows)
        return open_conversation(
            tx, customer=customer, inbox=arrival.inbox, subject=arrival.subject, channel=Channel.EMAIL,
            linked=follows, machine=arrival.machine_kind,
        )  # fmt: skip

    def _customer(self, tx: ServerTx, arrival: Arrival) -> Customer:
        """The sender, or the visitor of a form; what a robot's clock or words say is not theirs."""
        robot = arrival.machine is not None or arrival.form is not None
        channel, value = arrival.identity
        return customer_for(
            tx,
            channel,
            value,
            header_name=arrival.sender.name,
            utc_offset_minutes=None if robot else arrival.mail.utc_offset_minutes,
            locale=arrival.locale,
        )

    def _payload(self, tx: ServerTx, arrival: Arrival, thread: Thread, past: bool) -> dict[str, Any]:
        why = ["history", thread.why] if past else [thread.why, *self._bounced(tx, arrival, thread)]
        payload = arrival.payload(why)
        if thread.stranger:
            payload["stranger"] = True
        return payload

    def _attach(self, tx: ServerTx, kept: Kept, conversation: Conversation, entry_id: UUID) -> None:
        for file in kept.files:
            tx.put(
                Attachment(
                    id=new_id(), conversation_id=conversation.id, entry_id=entry_id, name=file.name,
                    content_type=file.content_type, size=file.size, blob=file.blob,
                    content_id=file.content_id, inline=file.inline,
                )
            )  # fmt: skip
        own_blobs(tx, kept.sizes, conversation.id)

    def _bounced(self, tx: ServerTx, arrival: Arrival, thread: Thread) -> list[str]:
        """Tell the operator that the letter a bounce is about did not arrive."""
        machine = arrival.machine
        if machine is None or machine.kind is not MachineKind.BOUNCE or thread.sent_entry_id is None:
            return []
        lost = [failure for failure in machine.failures if failure.permanent]
        if machine.failures and not lost:
            return ["the letter is late, its server keeps trying"]
        delivery = tx.find(Delivery, thread.sent_entry_id)
        if delivery is None or delivery.conversation_id != thread.conversation_id:
            return []
        words = self._words(tx)
        if lost:
            failure = lost[0]
            reason = refusal(words, safe(failure.address), safe(failure.reason), status=failure.status)
        else:
            reason = words.gettext("The letter came back: the other mail server could not deliver it.")
        set_delivery(tx, delivery.entry_id, DeliveryState.FAILED, reason)
        return ["its letter is marked as not delivered"]

    def _words(self, tx: ServerTx) -> Catalogue:
        workspace = tx.find(Workspace, tx.ws)
        return self._catalogues.get(workspace.locale if workspace else "en") or self._catalogues["en"]

    def _mark(self, tx: ServerTx, arrival: Arrival, conversation: Conversation, entry_id: UUID) -> None:
        """What the next mail is compared with."""
        values = {
            "ws": tx.ws, "id": new_id(), "message_id": arrival.message_id, "inbox_id": arrival.inbox.id,
            "digest": arrival.digest, "conversation_id": conversation.id, "entry_id": entry_id, "outgoing": False,
        }  # fmt: skip
        tx.connection.execute(_MARK, values)


def own_blobs(tx: ServerTx, sizes: Mapping[str, int], conversation_id: UUID) -> None:
    """Say whose files they are, in one statement."""
    rows: list[dict[str, Any]] = [
        {"ws": tx.ws, "sha256": name, "size": size, "conversation_id": conversation_id, "created_at": tx.now}
        for name, size in sizes.items()
    ]
    tx.connection.execute(_new_blobs(tx.dialect), rows)


@cache
def _new_blobs(dialect: str) -> Any:
    return insert_as(dialect, _BLOB).on_conflict_do_nothing()


def _is_news(arrival: Arrival, thread: Thread) -> bool:
    """Whether the mail shows another clock of its sender than was seen last, or their language for the first time."""
    offset = arrival.mail.utc_offset_minutes
    return offset not in (None, thread.clock) or bool(arrival.locale and not thread.locale)
