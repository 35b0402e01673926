"""Takes a mail in: understood outside, its files on the disk first, then one transaction that files it once."""

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from app.commands.base import SYSTEM
from app.commands.message import IncomingMessage, receive
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.status import after_customer_message
from app.language.catalogue import Catalogue
from app.model.account import Blob, MailMessage
from app.model.conversation import Attachment, Conversation, Delivery
from app.model.customer import Customer
from app.model.identifier import new_id
from app.model.workspace import Workspace
from app.server.blobs.store import BlobStore
from app.server.channels.email.arrival import NO_ENVELOPE, NOBODY, Arrival, Envelope, safe, understand
from app.server.channels.email.directory import InboxDirectory, MailInbox
from app.server.channels.email.machine import MachineKind
from app.server.channels.email.message_id import MessageTokens
from app.server.channels.email.thread import Thread, copy_of, find_thread, lock_thread, named_ids, remember_missing
from app.server.channels.email.words import refusal
from app.server.conversations.service import conversation_for, open_conversation, set_delivery
from app.server.customers.service import customer_for
from app.server.db import insert_as
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

LARGE = 4_000_000
"""Bytes from which mails are taken in one at a time, so that few of them fill the memory."""

BESIDE = 262_144
"""Bytes of a mail up to which its files go to the disk while its rows are written, not before."""

MAX_ATTACHMENTS = 200

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


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    content_type: str
    content_id: str
    inline: bool
    size: int
    blob: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """Blobs of one mail: role in the payload (raw, html, body) and attachments."""

    roles: dict[str, str]
    sizes: dict[str, int]
    files: tuple[_File, ...]
    writing: tuple[Future[str], ...]

    def wait(self) -> None:
        """All of it is on the disk when this returns. Raises ``OSError``: the disk is full or away."""
        for each in self.writing:
            each.result()


def no_fault(step: str) -> None:
    """The product's fault port."""


class MailIntake:
    """Files mails. Safe from several threads and processes at once; the same mail again changes nothing."""

    def __init__(
        self,
        uow: UnitOfWork,
        blobs: BlobStore,
        directory: InboxDirectory,
        tokens: MessageTokens,
        catalogues: Mapping[str, Catalogue],
        fault: Fault = no_fault,
    ) -> None:
        self._uow = uow
        self._blobs = blobs
        self._directory = directory
        self._tokens = tokens
        self._catalogues = catalogues
        self._fault = fault
        self._one_large = threading.Lock()

    def take(self, inbox: MailInbox, raw: bytes, envelope: Envelope = NO_ENVELOPE) -> Taken:
        """File a mail that came through ``inbox``; committed when this returns.

        A process that dies on the way leaves at most files nobody names: taken again, the mail is filed once.

        Raises:
            OSError: the disk is full or away; nothing was filed.
            sqlalchemy.exc.DBAPIError: the database is away or overloaded; nothing was filed.
        """
        with self._room_for(raw):
            arrival = understand(raw, inbox, self._directory.of(inbox.ws), envelope)
            self._fault("understood")
            kept = self._keep(arrival, raw)
        self._fault("kept")
        taken = self._uow.run(inbox.ws, SYSTEM, lambda tx: self._file(tx, arrival, kept))
        self._fault("committed")
        return taken

    @contextmanager
    def _room_for(self, raw: bytes) -> Iterator[None]:
        if len(raw) < LARGE:
            yield
            return
        with self._one_large:
            yield

    def _keep(self, arrival: Arrival, raw: bytes) -> _Kept:
        """Begin to put the bytes on the disk, beside the transaction that names them; large ones before it."""
        roles: dict[str, str] = {}
        sizes: dict[str, int] = {}
        writing: list[Future[str]] = []

        def put(data: bytes) -> str:
            name, done = self._blobs.begin(arrival.inbox.ws, data)
            sizes[name] = len(data)
            writing.append(done)
            return name

        roles["raw"] = put(raw)
        if arrival.mail.body_html:
            roles["html"] = put(arrival.mail.body_html.encode("utf-8", "replace"))
        if arrival.is_long:
            roles["body"] = put(arrival.text.encode())
        files = []
        for part in arrival.mail.attachments[:MAX_ATTACHMENTS]:
            data = part.data
            files.append(
                _File(
                    name=safe(part.name)[:255],
                    content_type=safe(part.content_type)[:127],
                    content_id=safe(part.content_id)[:255],
                    inline=part.inline,
                    size=len(data),
                    blob=put(data),
                )
            )
        kept = _Kept(roles, sizes, tuple(files), tuple(writing))
        if len(raw) > BESIDE:
            kept.wait()
        return kept

    def _file(self, tx: ServerTx, arrival: Arrival, kept: _Kept) -> Taken:
        """All rows of a mail, in the transaction of one unit of work."""
        named = named_ids(arrival)
        lock_thread(tx, arrival, named)
        copy = copy_of(tx, arrival)
        if copy is not None:
            return Taken("copy", *copy)
        thread = find_thread(tx, self._tokens, arrival, named)
        conversation, outcome = self._conversation(tx, arrival, thread)
        entry_id = tx.mint()
        thread = replace(thread, stranger=thread.stranger and outcome == "joined")
        self._receive(tx, arrival, thread, kept, conversation, entry_id)
        self._fault("written")
        self._mark(tx, arrival, kept, conversation, entry_id)
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
        follows = None if thread.follows is None else tx.find(Conversation, thread.follows)
        opened = open_conversation(
            tx, customer=customer, inbox=inbox, subject=arrival.subject, channel=Channel.EMAIL,
            linked=follows, machine=arrival.machine_kind,
        )  # fmt: skip
        return opened, "opened"

    def _customer(self, tx: ServerTx, arrival: Arrival) -> Customer:
        """The sender; what a robot's clock or words say is not theirs."""
        return customer_for(
            tx,
            Channel.EMAIL,
            arrival.sender.address.lower(),
            header_name=arrival.sender.name,
            utc_offset_minutes=None if arrival.machine is not None else arrival.mail.utc_offset_minutes,
            locale=arrival.locale,
        )

    def _receive(
        self, tx: ServerTx, arrival: Arrival, thread: Thread, kept: _Kept, conversation: Conversation, entry_id: UUID
    ) -> None:
        payload = arrival.payload([thread.why, *self._bounced(tx, arrival, thread)]) | kept.roles
        if thread.stranger:
            payload["stranger"] = True
        message = IncomingMessage(entry_id, payload, Channel.EMAIL, tx.now, arrival.machine_kind)
        receive(message, conversation, tx)
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

    def _mark(self, tx: ServerTx, arrival: Arrival, kept: _Kept, conversation: Conversation, entry_id: UUID) -> None:
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


def answerable(address: str) -> bool:
    """Whether mail can go there: not to a customer whose mail named nobody."""
    return "@" in address and not address.lower().endswith("@" + NOBODY)
