"""What a visitor of a chat page can do: begin, write, and read what was written."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.base import SYSTEM
from app.commands.message import IncomingMessage, preview, receive
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.language.catalogue import Catalogue
from app.model.conversation import Conversation, Delivery, LogEntry
from app.model.customer import Customer
from app.model.identifier import new_id
from app.model.workspace import Inbox, Workspace
from app.protocol.chat import ChatSession, WriteMessage, Written
from app.server.channels.webchat.file import attach, waiting_files
from app.server.channels.webchat.history import conversations_of, customer_of
from app.server.channels.webchat.sender import SHOWN
from app.server.channels.webchat.token import Visitor, VisitorSigner
from app.server.conversations.service import conversation_for, open_conversation, set_delivery
from app.server.customers.service import customer_for
from app.server.db import Database
from app.server.errors import Denied
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

MAX_TEXT_BYTES = 16_384
MAX_NAME = 80
MAX_SUBJECT = 80
LOCALES = ("ru", "en")
MAX_OFFSET_MINUTES = 18 * 60  # as far as ISO 8601 zones and java.time go; real ones end at 14 h
MAX_TAKEN = 500


class ChatService:
    """Endpoints' half of the web chat. Safe from any thread."""

    def __init__(
        self, database: Database, uow: UnitOfWork, signer: VisitorSigner, catalogues: dict[str, Catalogue]
    ) -> None:
        self._database = database
        self._uow = uow
        self._signer = signer
        self._catalogues = catalogues

    def session(self, slug: str, token: str) -> ChatSession:
        """Go on with a token of this very page, or begin anew. Nothing is stored before the first message.

        Raises:
            Denied: 404 ``not_found``: no such page.
        """
        with self._database.read() as session:
            inbox = chat_page(session, slug)
        known = self._signer.read(token)
        if known is not None and (known.ws, known.inbox_id) == (inbox.ws, inbox.id):
            return ChatSession(token=token, resumed=True)
        return ChatSession(token=self._signer.sign(Visitor(inbox.ws, inbox.id, new_id())))

    def visitor(self, token: str) -> Visitor:
        """Who is asking. Raises ``Denied``: 401 ``unauthorised``."""
        found = self._signer.read(token)
        if found is None:
            raise Denied(401, "unauthorised")
        return found

    def write(self, visitor: Visitor, wish: WriteMessage) -> Written:
        """Store a message, once for each id.

        Raises:
            Denied: 400 ``empty``, 400 ``no_such_file``, 413 ``too_long``, 409 ``id_taken``, 404 ``not_found``: the page
                was taken away.
        """
        text = wish.text.replace("\r\n", "\n").replace("\x00", "").strip()
        if not text and not wish.files:
            raise Denied(400, "empty")
        if len(text.encode("utf8", "replace")) > MAX_TEXT_BYTES:
            raise Denied(413, "too_long", limit=MAX_TEXT_BYTES)
        return self._uow.run(visitor.ws, SYSTEM, lambda tx: self._write(tx, visitor, wish, text))

    def taken(self, visitor: Visitor, ids: list[UUID]) -> None:
        """Note that a page shows these answers; ids that are not this visitor's are passed over."""
        with self._database.read() as session:
            customer_id = customer_of(session, visitor)
            mine = {it.id for it in conversations_of(session, visitor.ws, customer_id)} if customer_id else set()
        if mine:
            self._uow.run(visitor.ws, SYSTEM, lambda tx: _taken(tx, ids[:MAX_TAKEN], mine))

    def _write(self, tx: ServerTx, visitor: Visitor, wish: WriteMessage, text: str) -> Written:
        inbox = tx.find(Inbox, visitor.inbox_id)
        if inbox is None or inbox.channel is not Channel.CHAT:
            raise Denied(404, "not_found")
        customer = self._customer(tx, visitor, wish)
        known = tx.find(LogEntry, wish.id)  # after the customer's lock: the same message may be on its way twice
        if known is not None:
            return _written_before(tx, known, customer)
        files = waiting_files(tx, visitor, wish.files)
        conversation = _conversation(tx, customer, inbox, text or files[0].name)
        payload = {"channel": Channel.CHAT.value, "text": text}
        receive(IncomingMessage(wish.id, payload, Channel.CHAT, tx.now), conversation, tx)
        attach(tx, files, conversation, wish.id)
        if not text:
            conversation.preview = preview(files[0].name)
        return Written(id=wish.id, number=conversation.number or 0, at=tx.now)

    def _customer(self, tx: ServerTx, visitor: Visitor, wish: WriteMessage) -> Customer:
        name = " ".join(wish.name.replace("\x00", "").split())[:MAX_NAME]
        label = self._label(tx, visitor)
        offset = wish.utc_offset_minutes
        if offset is not None and abs(offset) > MAX_OFFSET_MINUTES:
            offset = None
        customer = customer_for(
            tx,
            Channel.CHAT,
            str(visitor.id),
            display=name or label,
            header_name=name,
            utc_offset_minutes=offset,
            locale=wish.locale if wish.locale in LOCALES else "",
        )
        if name and customer.name == label:
            customer.name = name
        return customer

    def _label(self, tx: ServerTx, visitor: Visitor) -> str:
        """What a visitor without a name is called at the desk."""
        workspace = tx.get(Workspace, tx.ws)
        catalogue = self._catalogues.get(workspace.locale[:2]) or Catalogue("en")
        return catalogue.gettext("Chat visitor {code}").format(code=visitor.id.hex[-4:].upper())


def chat_page(session: Session, slug: str) -> Inbox:
    """The inbox behind a chat page's address. Raises ``Denied``: 404 ``not_found``."""
    wanted = (Inbox.channel == Channel.CHAT) & (Inbox.address == slug[:320].lower())
    inbox = session.scalar(select(Inbox).where(wanted).order_by(Inbox.ws, Inbox.id).limit(1))
    if inbox is None or not slug:
        raise Denied(404, "not_found")
    return inbox


def _conversation(tx: ServerTx, customer: Customer, inbox: Inbox, text: str) -> Conversation:
    """The visitor's conversation on this page; a new one when there is none, a new linked one after a closed one."""
    mine = (Conversation.ws == tx.ws) & (Conversation.customer_id == customer.id)
    query = select(Conversation).where(mine, Conversation.inbox_id == inbox.id)
    last = tx.session.scalar(query.order_by(Conversation.number.desc()).limit(1))
    subject = preview(text)[:MAX_SUBJECT]
    if last is None:
        return open_conversation(tx, customer=customer, inbox=inbox, subject=subject, channel=Channel.CHAT)
    return conversation_for(tx, last, customer=customer, inbox=inbox, subject=subject, channel=Channel.CHAT)


def _written_before(tx: ServerTx, known: LogEntry, customer: Customer) -> Written:
    conversation = tx.find(Conversation, known.conversation_id)
    if conversation is None or conversation.customer_id != customer.id or known.author_id != customer.id:
        raise Denied(409, "id_taken")
    return Written(id=known.entry_id, number=conversation.number or 0, at=known.at)


def _taken(tx: ServerTx, ids: list[UUID], conversations: set[UUID]) -> None:
    mine = (Delivery.ws == tx.ws) & Delivery.entry_id.in_(ids) & Delivery.conversation_id.in_(conversations)
    for delivery in tx.session.scalars(select(Delivery).where(mine).order_by(Delivery.entry_id)).all():
        if delivery.state in SHOWN:
            set_delivery(tx, delivery.entry_id, DeliveryState.DELIVERED)
