"""What a visitor of a chat page can do: begin, write, and read what was written."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.base import SYSTEM
from app.commands.message import IncomingMessage, preview, receive
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.account import InboxSecret
from app.model.conversation import Conversation, Delivery, LogEntry
from app.model.customer import Customer, Preference
from app.model.identifier import derived_id, new_id
from app.model.workspace import Inbox
from app.protocol.chat import ChatSession, LeaveMessage, OpenSession, WriteMessage, Written
from app.server.channels.email.secret import InboxSecrets
from app.server.channels.webchat.file import attach, waiting_files
from app.server.channels.webchat.form import MailForm
from app.server.channels.webchat.guard import PURPOSE as ADDRESSES
from app.server.channels.webchat.guard import Guard
from app.server.channels.webchat.history import conversations_of, customer_of
from app.server.channels.webchat.identity import SECRET, verified
from app.server.channels.webchat.opening import opening_of
from app.server.channels.webchat.pace import Pace
from app.server.channels.webchat.person import consent_id, customer_of_visitor, note_consent
from app.server.channels.webchat.sender import SHOWN
from app.server.channels.webchat.settings import ChatSettings, chat_settings, web_address
from app.server.channels.webchat.token import Visitor, VisitorSigner
from app.server.conversations.service import conversation_for, open_conversation, set_delivery
from app.server.errors import Denied
from app.server.parts import Parts
from app.server.transaction import ServerTx

MAX_TEXT_BYTES = 16_384
MAX_SUBJECT = 80
MAX_TAKEN = 500
MAX_PAGE = 500


class ChatService:
    """Endpoints' half of the web chat. Safe from any thread."""

    def __init__(self, parts: Parts, signer: VisitorSigner, secrets: InboxSecrets) -> None:
        self._database = parts.database
        self._uow = parts.uow
        self._clock = parts.clock
        self._catalogues = parts.catalogues
        self._signer = signer
        self._secrets = secrets
        self._guard = Guard(parts.key.derive(ADDRESSES))
        self._form = MailForm(parts.uow, self._guard)
        self._pace = Pace(parts.database, parts.clock)

    def session(self, wish: OpenSession, address: str) -> ChatSession:
        """Go on with a token of this very page, or begin anew. Nothing is stored before the first message.

        Whom the embedding site vouches for is the same visitor in every browser; their token alone, without the
        site's word, opens nothing: on a shared computer the next person begins anew.

        Raises:
            Denied: 404 ``not_found``: no such page.
        """
        with self._database.read() as session:
            inbox = chat_page(session, wish.slug)
            visitor = self._known(session, inbox, wish)
            settings = chat_settings(inbox.settings)
            opens_at = opening_of(session, inbox, self._clock.now())
            blocked = self._guard.blocked_until(session, visitor, address, self._clock.now())
            agreed = not settings.consent or _has_agreed(session, visitor, settings.consent)
        before = self._signer.read(wish.token, None)
        return ChatSession(
            token=self._signer.sign(visitor, self._clock.now()),
            resumed=before is not None and before.id == visitor.id,
            verified=visitor.verified,
            consent="" if agreed else settings.consent,
            wait_s=self._pace.usual_wait_s(inbox),
            blocked_until=blocked,
            closed=opens_at is not None,
            opens_at=opens_at,
        )

    def _known(self, session: Session, inbox: Inbox, wish: OpenSession) -> Visitor:
        secret = self._secrets.open(session.get(InboxSecret, (inbox.ws, inbox.id))).get(SECRET, "")
        person = verified(wish.identity, wish.signature, secret, self._clock.now())
        if person is not None:
            visitor_id = derived_id("site user", inbox.id, person.id)
            return Visitor(inbox.ws, inbox.id, visitor_id, True, person.name, person.email)
        known = self._signer.read(wish.token, self._clock.now())
        if known is not None and (known.ws, known.inbox_id, known.verified) == (inbox.ws, inbox.id, False):
            return known
        return Visitor(inbox.ws, inbox.id, new_id())

    def visitor(self, token: str) -> Visitor:
        """Who is asking. Raises ``Denied``: 401 ``unauthorised``."""
        found = self._signer.read(token, self._clock.now())
        if found is None:
            raise Denied(401, "unauthorised")
        return found

    def is_stranger(self, visitor: Visitor) -> bool:
        """Whether their first message opens a request of somebody nobody knows; whom the site vouches for is known."""
        with self._database.read() as session:
            return not visitor.verified and customer_of(session, visitor) is None

    def write(self, visitor: Visitor, wish: WriteMessage, address: str) -> Written:
        """Store a message, once for each id. ``address``: where the request came from.

        Raises:
            Denied: 400 ``empty``, 400 ``no_such_file``, 413 ``too_long``, 409 ``id_taken`` or
                ``consent_needed``, 403 ``blocked``, 404 ``not_found``: the page was taken away.
        """
        text = clean_text(wish.text)
        if not text and not wish.files:
            raise Denied(400, "empty")
        return self._uow.run(visitor.ws, SYSTEM, lambda tx: self._write(tx, visitor, wish, text, address))

    def leave(self, visitor: Visitor, wish: LeaveMessage, address: str) -> Written:
        """Store what is written while nobody is there; it is answered by mail. Raises ``Denied`` like ``write``."""
        text = clean_text(wish.text)
        if not text:
            raise Denied(400, "empty")
        return self._form.take(visitor, wish, text, address)

    def taken(self, visitor: Visitor, ids: list[UUID], *, read: bool) -> None:
        """Note that a page shows these answers, and whether before somebody's eyes; ids of others are passed over."""
        with self._database.read() as session:
            customer_id = customer_of(session, visitor)
            mine = {it.id for it in conversations_of(session, visitor.ws, customer_id)} if customer_id else set()
        if mine:
            self._uow.run(visitor.ws, SYSTEM, lambda tx: _taken(tx, ids[:MAX_TAKEN], mine, read=read))

    def _write(self, tx: ServerTx, visitor: Visitor, wish: WriteMessage, text: str, address: str) -> Written:
        inbox = tx.find(Inbox, visitor.inbox_id)
        if inbox is None or inbox.channel is not Channel.CHAT:
            raise Denied(404, "not_found")
        self._guard.require_free(tx, visitor, address)
        self._guard.note(tx, visitor, address)
        customer = customer_of_visitor(tx, visitor, wish, self._catalogues)
        known = tx.find(LogEntry, wish.id)  # after the customer's lock: the same message may be on its way twice
        if known is not None:
            return _written_before(tx, known, customer)
        files = waiting_files(tx, visitor, wish.files)
        _require_consent(tx, visitor, wish, customer, chat_settings(inbox.settings))
        conversation = _conversation(tx, customer, inbox, text or files[0].name)
        where = _where(wish)
        if where:
            customer.facts = customer.facts | where
        payload = {"channel": Channel.CHAT.value, "text": text} | where
        receive(IncomingMessage(wish.id, payload, Channel.CHAT, tx.now), conversation, tx)
        attach(tx, files, conversation, wish.id)
        if not text:
            conversation.preview = preview(files[0].name)
        return Written(id=wish.id, number=conversation.number or 0, at=tx.now)


def clean_text(text: str) -> str:
    """A visitor's text as it is stored. Raises ``Denied``: 413 ``too_long``."""
    clean = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(clean.encode("utf8", "replace")) > MAX_TEXT_BYTES:
        raise Denied(413, "too_long", limit=MAX_TEXT_BYTES)
    return clean


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


def _taken(tx: ServerTx, ids: list[UUID], conversations: set[UUID], *, read: bool) -> None:
    mine = (Delivery.ws == tx.ws) & Delivery.entry_id.in_(ids) & Delivery.conversation_id.in_(conversations)
    for delivery in tx.session.scalars(select(Delivery).where(mine).order_by(Delivery.entry_id)).all():
        if delivery.state in SHOWN:
            set_delivery(tx, delivery.entry_id, DeliveryState.DELIVERED)
            if read and delivery.read_at is None:
                delivery.read_at = tx.now


def _has_agreed(session: Session, visitor: Visitor, version: str) -> bool:
    customer_id = customer_of(session, visitor)
    if customer_id is None:
        return False
    return session.get(Preference, (visitor.ws, consent_id(customer_id, visitor, version))) is not None


def _require_consent(
    tx: ServerTx, visitor: Visitor, wish: WriteMessage, customer: Customer, settings: ChatSettings
) -> None:
    """Store the tick that comes with a first message. Raises ``Denied``: 409 ``consent_needed`` when there is none."""
    version = settings.consent
    if not version or tx.find(Preference, consent_id(customer.id, visitor, version)) is not None:
        return
    if wish.consent != version:
        raise Denied(409, "consent_needed")
    note_consent(tx, customer, visitor, settings)


def _where(wish: WriteMessage) -> dict[str, str]:
    """The page the visitor writes from and how they came to it, when the embedding site told; never its query."""
    told = {"page": web_address(wish.page), "referrer": web_address(wish.referrer)}
    return {key: value.partition("?")[0].partition("#")[0][:MAX_PAGE] for key, value in told.items() if value}
