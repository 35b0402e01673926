"""The rows a mail becomes, in one unit of work: its conversation, its entry, its files, its place in the thread."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from app.commands.message import IncomingMessage, receive, remember
from app.domain.business_hours import after_open_time
from app.domain.channel import Channel
from app.domain.sender import CUSTOMER
from app.domain.status import after_customer_message
from app.domain.why import Why
from app.language.catalogue import Catalogue
from app.model.account import Blob
from app.model.conversation import Attachment, Conversation
from app.model.customer import Customer
from app.model.identifier import new_id
from app.server.channels.email.acknowledgement import promise_acknowledgement
from app.server.channels.email.arrival import Arrival, trusted
from app.server.channels.email.junk import set_aside
from app.server.channels.email.kept import Kept
from app.server.channels.email.known import Known
from app.server.channels.email.message_id import MessageTokens
from app.server.channels.email.returned import returned
from app.server.channels.email.thread import Thread, find_thread
from app.server.conversations.service import close_as_past, conversation_for, lives_on, open_conversation
from app.server.customers.service import customer_for
from app.server.db import insert_as
from app.server.ready import Ready
from app.server.transaction import ServerTx

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

    def file_all(self, tx: ServerTx, batch: Sequence[tuple[Arrival, Kept]], *, past: bool = False) -> list[Taken]:
        """All rows of some mails, in their order. ``past``: they are history and ask nothing of anybody."""
        known = Known(tx, self._tokens, [arrival for arrival, _ in batch])
        return [self._file(tx, known, arrival, kept, past) for arrival, kept in batch]

    def _file(self, tx: ServerTx, known: Known, arrival: Arrival, kept: Kept, past: bool) -> Taken:
        copy = known.copy_of(arrival)
        if copy is not None:
            return Taken("copy", copy.conversation_id, copy.entry_id)
        arrival = _heard(arrival, known)
        thread = find_thread(arrival, known)
        conversation, outcome = (self._past if past else self._conversation)(tx, arrival, thread)
        aside = set_aside(tx, known, arrival, conversation) if outcome == "opened" and not past else []
        entry_id = tx.mint()
        reasons = (*thread.reasons, *_went_elsewhere(tx, thread, conversation, outcome), *aside)
        thread = replace(thread, reasons=reasons, stranger=thread.stranger and outcome == "joined")
        payload = self._payload(tx, arrival, thread, past) | kept.roles
        at = arrival.written_at(tx.now) if past else tx.now
        due_at = after_open_time(arrival.inbox.hours, tx.now, timedelta(seconds=conversation.reply_target_s))
        message = IncomingMessage(entry_id, payload, Channel.EMAIL, at, arrival.machine_kind, due_at)
        (remember if past else receive)(message, conversation, tx)
        if outcome == "opened" and not past:
            promise_acknowledgement(tx, arrival, conversation)
        self._attach(tx, kept, conversation, entry_id)
        self._fault("written")
        known.add(arrival, conversation, entry_id, thread.missing)
        self._fault("marked")
        tx.awaited.append(kept.wait)  # no row that is committed names bytes that are not on the disk
        return Taken(outcome, conversation.id, entry_id)

    def _conversation(self, tx: ServerTx, arrival: Arrival, thread: Thread) -> tuple[Conversation, str]:
        """The conversation to write to, locked, and how it was come by."""
        known = None if thread.conversation_id is None else tx.get(Conversation, thread.conversation_id)
        known = known and lives_on(tx, known)
        if known is not None and arrival.machine is not None:
            return known, "joined"
        if known is not None and after_customer_message(known.status) is not None:
            if not thread.stranger:
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
        clock = arrival.mail.utc_offset_minutes or None  # some providers write all dates in UTC: +0000 says nothing
        channel, value = arrival.identity
        return customer_for(
            tx,
            channel,
            value,
            header_name=arrival.sender.name,
            utc_offset_minutes=None if robot else clock,
            locale=arrival.locale,
        )

    def _payload(self, tx: ServerTx, arrival: Arrival, thread: Thread, past: bool) -> dict[str, Any]:
        past_why = Why("history", "history")
        why = [past_why, *thread.reasons] if past else [*thread.reasons, *returned(tx, arrival.machine, thread)]
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


def _heard(arrival: Arrival, known: Known) -> Arrival:
    """As an operator's word on its sender has it."""
    queue_id, reason = arrival.inbox.queue_id, arrival.machine or arrival.suspected
    if reason is None or not reason.is_weak or queue_id is None:
        return arrival
    return trusted(arrival) if known.verdict(arrival, queue_id) == CUSTOMER else arrival


def _went_elsewhere(tx: ServerTx, thread: Thread, conversation: Conversation, outcome: str) -> list[str]:
    """Why it is not in the conversation that its thread leads to."""
    if thread.conversation_id is None or thread.conversation_id == conversation.id:
        return []
    known = tx.find(Conversation, thread.conversation_id)
    number = known.number if known is not None else None
    if outcome == "opened":
        return [Why("new: the request it belongs to is closed", "thread.closed", number=number)]
    return [Why("the request it belongs to was merged", "thread.merged", number=number)]


def own_blobs(tx: ServerTx, sizes: Mapping[str, int], conversation_id: UUID) -> None:
    """Say whose files they are."""
    rows = [
        {"ws": tx.ws, "sha256": name, "size": size, "conversation_id": conversation_id, "created_at": tx.now}
        for name, size in sizes.items()
    ]
    tx.write(_new_blob(tx.dialect), rows)


@cache
def _new_blob(dialect: str) -> Ready:
    return Ready(insert_as(dialect, Blob.__table__).on_conflict_do_nothing())
