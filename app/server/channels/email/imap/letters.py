"""Letters a colleague has sent from another program: found in the folder of sent mail, they join their conversation."""

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.commands.base import SYSTEM, Actor
from app.commands.message import answered, preview
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.account import Credential, MailMessage, MailReference
from app.model.conversation import Attachment, Conversation
from app.model.identifier import new_id
from app.model.workspace import User
from app.server.blobs.store import BlobStore
from app.server.channels.email.address import parse_addresses
from app.server.channels.email.arrival import Arrival, Envelope, understand
from app.server.channels.email.directory import InboxDirectory, MailInbox
from app.server.channels.email.filing import own_blobs
from app.server.channels.email.imap.reader import remember_import
from app.server.channels.email.intake import Batch, NotTaken, Taken, Within, nothing
from app.server.channels.email.kept import Kept, keep
from app.server.channels.email.message_id import MessageTokens
from app.server.db import Database
from app.server.log import event
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

OURS = "ours"
"""Outcome: we sent it ourselves, or took it before."""

LEFT = "left"
"""Outcome: it belongs to no conversation of a customer; it stays where it is."""

_NOBODY = UUID(int=0)
_SENT = select(MailMessage.entry_id).where(
    MailMessage.ws == bindparam("ws"),
    MailMessage.outgoing,
    or_(
        (MailMessage.message_id == bindparam("id")) & (MailMessage.message_id != ""),
        (MailMessage.inbox_id == bindparam("inbox")) & (MailMessage.digest == bindparam("digest")),
    ),
)
_NAMED = select(MailMessage.message_id, MailMessage.conversation_id).where(
    MailMessage.ws == bindparam("ws"), MailMessage.message_id.in_(bindparam("named", expanding=True))
)
_ANSWERED = select(MailReference.id).where(
    MailReference.ws == bindparam("ws"),
    MailReference.missing_id == bindparam("id"),
    MailReference.conversation_id == bindparam("conversation"),
)
_PERSON = (
    select(User.id)
    .join(Credential, (Credential.ws == User.ws) & (Credential.user_id == User.id))
    .where(User.ws == bindparam("ws"), func.lower(Credential.email).in_(bindparam("addresses", expanding=True)))
)
_log = logging.getLogger("deskhand.mail")


class SentLetters:
    """Implements ``Taking`` for the folder of sent mail. Safe from several threads; the same letter again: once."""

    def __init__(
        self, uow: UnitOfWork, database: Database, blobs: BlobStore, directory: InboxDirectory, tokens: MessageTokens
    ) -> None:
        self._uow = uow
        self._database = database
        self._blobs = blobs
        self._directory = directory
        self._tokens = tokens

    def prepare(self, inbox: MailInbox, mails: Sequence[tuple[bytes, Envelope]]) -> Batch:
        """Nothing is done ahead: of most letters nothing is kept."""
        return Batch(inbox, mails)

    def file(self, batch: Batch, *, past: bool = False, within: Within = nothing) -> list[Taken | NotTaken]:
        """File letters in their order, each in its own commit; ``within`` comes with the last.

        After a crash the first of them are met again and known. ``past``: they change neither status nor clocks.
        """
        inbox, outcomes = batch.inbox, list[Taken | NotTaken]()
        for raw, envelope in batch.mails:
            outcomes.append(self._take(inbox, raw, envelope, past))
        self._uow.run(inbox.ws, SYSTEM, lambda tx: within(tx, outcomes))
        return outcomes

    def _take(self, inbox: MailInbox, raw: bytes, envelope: Envelope, past: bool) -> Taken:
        letter = understand(raw, inbox, self._directory.of(inbox.ws), envelope)
        with self._database.read() as session:
            if self._is_ours(session, inbox, letter):
                return Taken(OURS, _NOBODY, _NOBODY)
            conversation_id = self._conversation(session, inbox.ws, letter)
            author = Actor(AuthorKind.USER, _person(session, inbox.ws, letter))
        if conversation_id is None:
            return Taken(LEFT, _NOBODY, _NOBODY)
        (kept,) = keep(self._blobs, inbox.ws, [(raw, letter)])
        taken = self._uow.run(
            inbox.ws, author, lambda tx: self._file(tx, inbox, letter, kept, conversation_id, past)
        )  # fmt: skip
        event(_log, "letter_joined", outcome=taken.outcome, conversation=conversation_id, past=past)
        return taken

    def _is_ours(self, session: Session, inbox: MailInbox, letter: Arrival) -> bool:
        if next(self._tokens.found([letter.message_id]), None) is not None:
            return True
        wanted = {"ws": inbox.ws, "id": letter.message_id, "inbox": inbox.id, "digest": letter.digest}
        return session.execute(_SENT, wanted).first() is not None

    def _conversation(self, session: Session, ws: UUID, letter: Arrival) -> UUID | None:
        """Of the nearest mail it names that we know."""
        named = list(letter.named)
        rows = session.execute(_NAMED, {"ws": ws, "named": named}).all() if named else []
        known = {row.message_id: row.conversation_id for row in rows}
        found: UUID | None = next((known[each] for each in named if each in known), None)
        if found is not None:
            return found
        signed = next(self._tokens.found(named), None)
        exists = signed is not None and session.get(Conversation, (ws, signed.conversation_id)) is not None
        return signed.conversation_id if signed is not None and exists else None

    def _file(
        self, tx: ServerTx, inbox: MailInbox, letter: Arrival, kept: Kept, conversation_id: UUID, past: bool
    ) -> Taken:
        conversation = tx.get(Conversation, conversation_id)  # its lock: the same letter elsewhere waits here
        if self._is_ours(tx.session, inbox, letter):
            return Taken(OURS, _NOBODY, _NOBODY)
        entry_id = tx.mint()
        payload = letter.payload(["sent from another program"]) | kept.roles | {"elsewhere": True}
        for sign in ("machine", "suspected"):
            payload.pop(sign, None)  # whatever program wrote it, a colleague has sent it
        entry = tx.append_log(conversation, entry_id, EntryKind.MESSAGE_OUT, payload)
        self._attach(tx, kept, conversation_id, entry_id)
        tx.session.add(
            MailMessage(
                ws=tx.ws, id=new_id(), message_id=letter.message_id, inbox_id=inbox.id, digest=letter.digest,
                conversation_id=conversation_id, entry_id=entry_id, outgoing=True,
            )
        )  # fmt: skip
        taken = Taken("joined", conversation_id, entry_id)
        if past:
            entry.at = letter.written_at(tx.now)
            _was_written(conversation, letter, tx)
            remember_import(tx, inbox.id, [taken])
        elif conversation.status is not Status.SPAM and not _is_answered(tx, conversation, letter):
            _was_answered(conversation, letter, tx)
        tx.awaited.append(kept.wait)
        return taken

    def _attach(self, tx: ServerTx, kept: Kept, conversation_id: UUID, entry_id: UUID) -> None:
        for file in kept.files:
            tx.put(
                Attachment(
                    id=new_id(), conversation_id=conversation_id, entry_id=entry_id, name=file.name,
                    content_type=file.content_type, size=file.size, blob=file.blob,
                    content_id=file.content_id, inline=file.inline,
                )
            )  # fmt: skip
        own_blobs(tx, kept.sizes, conversation_id)


def _is_answered(tx: ServerTx, conversation: Conversation, letter: Arrival) -> bool:
    """Whether the customer has written after this letter, and we read theirs first: then they still wait."""
    named = {"ws": tx.ws, "id": letter.message_id, "conversation": conversation.id}
    return bool(letter.message_id) and tx.session.execute(_ANSWERED, named).first() is not None


def _was_answered(conversation: Conversation, letter: Arrival, tx: ServerTx) -> None:
    """As after an answer at a desk; what is closed or put off stays so."""
    waits = conversation.status in (Status.NEW, Status.OPEN)
    answered(conversation, letter.text, Status.WAITING_CUSTOMER if waits else None, tx)


def _was_written(conversation: Conversation, letter: Arrival, tx: ServerTx) -> None:
    """What history changes on a conversation: what was said last, and when."""
    at = letter.written_at(tx.now)
    conversation.created_at = min(conversation.created_at, at)
    if at < conversation.last_message_at:
        return
    conversation.last_message_at = at
    conversation.preview = preview(letter.text)
    conversation.preview_author = AuthorKind.USER
    if conversation.closed_at is not None:
        conversation.closed_at = max(conversation.closed_at, at)


def _person(session: Session, ws: UUID, letter: Arrival) -> UUID | None:
    """The user who signs in with the address the letter names as its author; None: somebody of ours."""
    named = [*letter.mail.from_, *parse_addresses(letter.mail.headers.get("sender"))]
    addresses = sorted({each.address.lower() for each in named})
    found: Any = session.execute(_PERSON, {"ws": ws, "addresses": addresses}).first() if addresses else None
    return None if found is None else found.id
