"""What a visitor writes while nobody is there: a request that is answered by mail or by telephone."""

from app.commands.base import SYSTEM
from app.commands.message import IncomingMessage, preview, receive
from app.domain.channel import Channel
from app.language.form_field import phone_in
from app.model.conversation import LogEntry
from app.model.workspace import Inbox
from app.protocol.chat import LeaveMessage, Written
from app.server.channels.webchat.guard import Guard
from app.server.channels.webchat.identity import mail_address
from app.server.channels.webchat.person import LOCALES, note_consent
from app.server.channels.webchat.settings import chat_settings
from app.server.channels.webchat.token import Visitor
from app.server.conversations.service import open_conversation
from app.server.customers.service import customer_for
from app.server.errors import Denied
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

Reached = tuple[Channel, str]
"""Where the answer goes, as identities are compared."""

MAX_NAME = 80
MAX_SUBJECT = 80


class MailForm:
    """Takes the form. The answer goes to the mail address or the number alone, so no proof of either is asked for:
    whoever typed it sees nothing of its owner here."""

    def __init__(self, uow: UnitOfWork, guard: Guard) -> None:
        self._uow = uow
        self._guard = guard

    def take(self, visitor: Visitor, wish: LeaveMessage, text: str, address: str) -> Written:
        """Store the request, once for each id.

        Raises:
            Denied: 400 ``no_address``, 403 ``blocked``, 404 ``not_found``, 409 ``consent_needed`` or ``id_taken``.
        """
        where = _reached(wish)
        return self._uow.run(visitor.ws, SYSTEM, lambda tx: self._take(tx, visitor, wish, (text, where), address))

    def _take(
        self, tx: ServerTx, visitor: Visitor, wish: LeaveMessage, written: tuple[str, Reached], address: str
    ) -> Written:
        text, (channel, value) = written
        inbox = tx.find(Inbox, visitor.inbox_id)
        if inbox is None or inbox.channel is not Channel.CHAT:
            raise Denied(404, "not_found")
        self._guard.require_free(tx, visitor, address)
        self._guard.note(tx, visitor, address)
        name = " ".join(wish.name.replace("\x00", "").split())[:MAX_NAME]
        locale = wish.locale if wish.locale in LOCALES else ""
        customer = customer_for(tx, channel, value, display=name, header_name=name, locale=locale)
        known = tx.find(LogEntry, wish.id)
        if known is not None:
            if known.author_id != customer.id:
                raise Denied(409, "id_taken")
            return Written(id=known.entry_id, number=int(known.payload.get("number", 0)), at=known.at)
        settings = chat_settings(inbox.settings)
        if settings.consent:
            if wish.consent != settings.consent:
                raise Denied(409, "consent_needed")
            note_consent(tx, customer, visitor, settings)
        subject = preview(text)[:MAX_SUBJECT]
        talk = open_conversation(tx, customer=customer, inbox=inbox, subject=subject, channel=channel)
        sender = f"{name} <{value}>" if name else value
        payload = {"channel": channel.value, "text": text, "from": sender, "form": True, "number": talk.number}
        receive(IncomingMessage(wish.id, payload, channel, tx.now), talk, tx)
        return Written(id=wish.id, number=talk.number or 0, at=tx.now)


def _reached(wish: LeaveMessage) -> Reached:
    """Raises ``Denied``: 400 ``no_address``: there is neither a mail address nor a number."""
    email, phone = mail_address(wish.email), phone_in(wish.phone)
    if not email and not phone:
        raise Denied(400, "no_address")
    return (Channel.EMAIL, email) if email else (Channel.PHONE, phone)
