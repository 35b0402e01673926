"""What a joined channel brings: a customer's message, its files, how far our answers got."""

from typing import Any
from uuid import UUID

from app.commands.base import SYSTEM
from app.commands.message import IncomingMessage, preview, receive
from app.domain.delivery import DeliveryState
from app.model.chat import ChannelThread
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry
from app.model.customer import Customer
from app.model.identifier import derived_id
from app.model.workspace import Inbox
from app.protocol.channel import ChannelAccepted, ChannelFile, ChannelMessage, ChannelState
from app.server.blobs.access import hold_blob
from app.server.channels.joined.way import leaves_through
from app.server.conversations.service import conversation_for, open_conversation, set_delivery
from app.server.customers.service import customer_for
from app.server.erasure.elsewhere import SENDER
from app.server.errors import Denied
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

MAX_ID = 200
MAX_NAME = 80
MAX_SUBJECT = 80
MAX_TEXT_BYTES = 65_536
STATES = {"delivered", "read", "failed"}


class ChannelIntake:
    """Writes what came. Safe from any thread; every call may be repeated."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def take(self, inbox: Inbox, wish: ChannelMessage, external_id: str) -> ChannelAccepted:
        """Store a message, once for each ``external_id``.

        Raises:
            Denied: 400 ``no_id`` or ``empty``, 413 ``too_long``, 409 ``id_taken``: another text came under that id.
        """
        ids = (external_id, wish.conversation, wish.sender.id)
        if not all(0 < len(it) <= MAX_ID and it.isprintable() for it in ids):
            raise Denied(400, "no_id")
        text = wish.text.replace("\r\n", "\n").replace("\x00", "").strip()
        if len(text.encode("utf8", "replace")) > MAX_TEXT_BYTES:
            raise Denied(413, "too_long", limit=MAX_TEXT_BYTES)
        entry_id = entry_of(inbox.id, external_id)
        return self._uow.run(inbox.ws, SYSTEM, lambda tx: _take(tx, inbox, wish, entry_id, text))

    def add_file(self, inbox: Inbox, entry_id: UUID, name: str, kind: str, blob: tuple[str, int]) -> ChannelFile:
        """A file of a message that came here before; the same bytes under the same name twice are one.

        Raises:
            Denied: 404 ``not_found``: no such message in this inbox.
        """
        return self._uow.run(inbox.ws, SYSTEM, lambda tx: _add_file(tx, inbox, entry_id, (name, kind), blob))

    def note_state(self, inbox: Inbox, wish: ChannelState) -> None:
        """How far an answer got; it never goes back.

        Raises:
            Denied: 400 ``unknown_state``, 404 ``not_found``.
        """
        if wish.state not in STATES:
            raise Denied(400, "unknown_state")
        self._uow.run(inbox.ws, SYSTEM, lambda tx: _note_state(tx, inbox, wish))


def entry_of(inbox_id: UUID, external_id: str) -> UUID:
    """Our id of a message of the other side."""
    return derived_id("joined", inbox_id, external_id)


def _take(tx: ServerTx, inbox: Inbox, wish: ChannelMessage, entry_id: UUID, text: str) -> ChannelAccepted:
    name = " ".join(wish.sender.name.split())[:MAX_NAME]
    customer = customer_for(
        tx,
        inbox.channel,
        f"{inbox.address}/{wish.sender.id}"[:320],
        display=name or wish.sender.id,
        header_name=name,
        locale=wish.sender.locale[:2],
    )
    known = tx.find(LogEntry, entry_id)  # after the customer's lock: the same message may be on its way twice
    if known is not None:
        if known.payload.get("text") != text:
            raise Denied(409, "id_taken")
        return ChannelAccepted(id=entry_id, number=_number(tx, known), repeated=True)
    conversation = _conversation(tx, inbox, wish.conversation, customer, preview(text)[:MAX_SUBJECT])
    payload: dict[str, Any] = {"channel": inbox.channel.value, "text": text}
    if conversation.customer_id != customer.id:  # somebody else in a talk of several
        payload |= {"stranger": True, "from": customer.name, SENDER: str(customer.id)}
    receive(IncomingMessage(entry_id, payload, inbox.channel, tx.now), conversation, tx)
    return ChannelAccepted(id=entry_id, number=conversation.number or 0)


def _number(tx: ServerTx, entry: LogEntry) -> int:
    conversation = tx.find(Conversation, entry.conversation_id)
    return conversation.number or 0 if conversation is not None else 0


def _conversation(tx: ServerTx, inbox: Inbox, external_id: str, customer: Customer, subject: str) -> Conversation:
    thread = tx.session.get(ChannelThread, (tx.ws, inbox.id, external_id))
    known = None if thread is None else tx.find(Conversation, thread.conversation_id)
    if known is None:
        talk = open_conversation(tx, customer=customer, inbox=inbox, subject=subject, channel=inbox.channel)
    else:
        talk = conversation_for(tx, known, customer=customer, inbox=inbox, subject=subject, channel=inbox.channel)
    if thread is None:
        tx.session.add(ChannelThread(ws=tx.ws, inbox_id=inbox.id, external_id=external_id, conversation_id=talk.id))
    else:
        thread.conversation_id = talk.id
    return talk


def _add_file(tx: ServerTx, inbox: Inbox, entry_id: UUID, named: tuple[str, str], blob: tuple[str, int]) -> ChannelFile:
    (name, kind), (sha256, size) = named, blob
    entry = tx.find(LogEntry, entry_id)
    conversation = None if entry is None else tx.get(Conversation, entry.conversation_id)
    if conversation is None or conversation.inbox_id != inbox.id:
        raise Denied(404, "not_found")
    file_id = derived_id("joined file", entry_id, name, sha256)
    if tx.find(Attachment, file_id) is None:
        hold_blob(tx, sha256, size, conversation.id)
        tx.put(
            Attachment(
                id=file_id, conversation_id=conversation.id, entry_id=entry_id, name=name, content_type=kind, size=size,
                blob=sha256,
            )
        )  # fmt: skip
    return ChannelFile(id=file_id, name=name, content_type=kind, size=size)


def _note_state(tx: ServerTx, inbox: Inbox, wish: ChannelState) -> None:
    delivery, entry = tx.find(Delivery, wish.id), tx.find(LogEntry, wish.id)
    if delivery is None or entry is None:
        raise Denied(404, "not_found")
    tx.get(Conversation, delivery.conversation_id)  # its lock: two states may come at once
    if not leaves_through(tx.session, entry, inbox.id):
        raise Denied(404, "not_found")
    tx.session.refresh(delivery)
    if wish.state == "failed":
        if delivery.state is not DeliveryState.DELIVERED:
            set_delivery(tx, wish.id, DeliveryState.FAILED, wish.reason or "refused_there")
        return
    set_delivery(tx, wish.id, DeliveryState.DELIVERED)
    if wish.state == "read" and delivery.read_at is None:
        delivery.read_at = tx.now
