"""The way out for mail: builds the letter, hands it over once, writes how far it got."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.commands.base import SYSTEM
from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from app.domain.reason import Reason
from app.language.catalogue import Catalogue
from app.model.account import MailMessage
from app.model.conversation import Conversation, Delivery
from app.model.identifier import derived_id
from app.server.blobs.store import BlobStore
from app.server.channels.email.account_trouble import AccountTroubles
from app.server.channels.email.address import Address, parse_addresses, wire_address
from app.server.channels.email.arrival import answerable
from app.server.channels.email.directory import InboxDirectory, match
from app.server.channels.email.intake import Fault, no_fault
from app.server.channels.email.letter import Letter, LetterFile, build_letter
from app.server.channels.email.message_id import MessageTokens
from app.server.channels.email.outgoing import Outgoing, as_receipt, attempts_of, read_outgoing
from app.server.channels.email.receipt import build_receipt
from app.server.channels.email.smtp_client import Account, Halted, Never, NotNow, SmtpPool, Uncertain
from app.server.channels.email.smtp_trouble import WRONG_PASSWORD
from app.server.channels.email.way_out import NoWayOut, WaysOut
from app.server.channels.email.words import in_minutes, not_yet, refusal
from app.server.conversations.service import set_delivery
from app.server.db import Database
from app.server.errors import Failed, Later
from app.server.jobs.effect import backoff_s
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

FILE_SENT = "file_sent"
"""Kind of the effect that puts a copy of a letter into the mailbox (``imap.copies``)."""


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter that has left, as it was."""

    message_id: str
    at: datetime
    raw: bytes


class EmailSender:
    """Implements ``Sender`` for mail. A letter is handed over at most once; when nobody knows, a person decides."""

    def __init__(  # noqa: PLR0913  its ports
        self,
        uow: UnitOfWork,
        database: Database,
        blobs: BlobStore,
        tokens: MessageTokens,
        directory: InboxDirectory,
        ways: WaysOut,
        catalogues: Mapping[str, Catalogue],
        *,
        pool: SmtpPool | None = None,
        fault: Fault = no_fault,
    ) -> None:
        self._uow = uow
        self._database = database
        self._blobs = blobs
        self._tokens = tokens
        self._directory = directory
        self._ways = ways
        self._catalogues = catalogues
        self._pool = pool or SmtpPool()
        self._troubles = AccountTroubles(uow)
        self._fault = fault

    def close(self) -> None:
        """Close idle connections."""
        self._pool.close()

    def halt(self) -> None:
        """Nothing new leaves, and what waits for another server waits no longer."""
        self._pool.halt()

    def send(self, ws: UUID, entry_id: UUID) -> None:
        """Send the letter of a reply; see ``Sender``. Nothing happens when it was settled before."""
        with self._database.read() as session:
            outgoing = read_outgoing(session, ws, entry_id)
            if outgoing is not None and outgoing.entry.kind is EntryKind.RECEIPT:
                outgoing = as_receipt(session, outgoing)
        if outgoing is None or outgoing.state not in (DeliveryState.QUEUED, DeliveryState.SENDING):
            return
        if outgoing.state is DeliveryState.SENDING:
            self._settle(outgoing, DeliveryState.UNKNOWN, Reason("smtp.interrupted"))
            return
        to = self._allowed(ws, outgoing)
        self._troubles.look(outgoing)
        letter = self._letter(ws, outgoing, to)
        self._hand_over(ws, outgoing, letter)

    def rebuilt(self, ws: UUID, entry_id: UUID) -> SentLetter | None:
        """The letter of a reply that was sent; None when it is gone, or can no longer be built."""
        with self._database.read() as session:
            outgoing = read_outgoing(session, ws, entry_id)
        if outgoing is None or not outgoing.to or outgoing.inbox is None:
            return None
        try:
            letter = self._letter(ws, outgoing, outgoing.to)
            return SentLetter(letter.message_id, letter.date_at, build_letter(letter))
        except (ValueError, KeyError):  # KeyError: a file was erased
            return None

    def _allowed(self, ws: UUID, outgoing: Outgoing) -> tuple[Address, ...]:
        """Whom to write to. Raises ``Failed``: a machine, ourselves, or nobody."""
        if outgoing.conversation.machine:
            raise Failed(Reason("to.machine"))
        if not outgoing.to or not all(answerable(it.address) for it in outgoing.to):
            raise Failed(_nobody(outgoing))
        if any(match(self._directory.of(ws), it.address) is not None for it in outgoing.to):
            raise Failed(Reason("to.ourselves"))
        return outgoing.to

    def _letter(self, ws: UUID, outgoing: Outgoing, to: tuple[Address, ...]) -> Letter:
        if outgoing.inbox is None:
            raise Failed(Reason("from.nowhere"))
        inbox, conversation = outgoing.inbox, outgoing.conversation
        reply_to = None
        if inbox.settings.get("plus_addressing") in (True, "true", "yes", "1"):
            reply_to = self._tokens.reply_address(inbox.address, conversation.id)
        return Letter(
            message_id=self._tokens.message_id(
                conversation.id, outgoing.entry.entry_id, inbox.address.rpartition("@")[2]
            ),
            date_at=outgoing.entry.at,
            from_=Address(str(inbox.settings.get("from_name") or inbox.name), inbox.address),
            to=to,
            subject=conversation.subject,
            text=str(outgoing.entry.payload.get("text", "")),
            marked=str(outgoing.entry.payload.get("marked", "")),
            cc=self._copies(ws, outgoing, to),
            reply_to=None if reply_to is None else Address("", reply_to),
            in_reply_to=outgoing.in_reply_to,
            automatic=bool(outgoing.entry.payload.get("automatic")),
            parent_references=outgoing.references,
            files=tuple(
                LetterFile(file.name, file.content_type, self._blobs.get(file.ws, file.blob)) for file in outgoing.files
            ),
        )

    def _copies(self, ws: UUID, outgoing: Outgoing, to: tuple[Address, ...]) -> tuple[Address, ...]:
        """Who else gets it; never one of our own mailboxes, which would take it in as a new request."""
        wanted = parse_addresses(str(outgoing.entry.payload.get("cc", "")))
        own, there = self._directory.of(ws), {it.address.lower() for it in to}
        return tuple(it for it in wanted if it.address.lower() not in there and match(own, it.address) is None)

    def _bytes(self, outgoing: Outgoing, letter: Letter) -> bytes:
        if outgoing.entry.kind is not EntryKind.RECEIPT:
            return build_letter(letter)
        words = self._catalogues.get(outgoing.locale) or self._catalogues["en"]
        said = words.gettext("Your letter “{subject}” was read.").format(subject=letter.subject)
        return build_receipt(letter, inbox=letter.from_.address, original=letter.in_reply_to, words=said)

    def _hand_over(self, ws: UUID, outgoing: Outgoing, letter: Letter) -> None:
        recipient = letter.to[0].address
        try:
            raw = self._bytes(outgoing, letter)
            sender, *to = (wire_address(it.address) for it in (letter.from_, *letter.to, *letter.cc))
        except ValueError as error:
            raise Failed(Reason("to.invalid", address=recipient)) from error
        self._troubles.claim(outgoing)
        account = self._account(outgoing)
        try:
            self._pool.deliver(account, sender, to, raw, lambda: self._leaving(ws, outgoing, letter.message_id))
        except _Settled:
            pass
        except Halted as halted:
            raise Later(0.0, "", counts=False) from halted
        except NotNow as busy:
            raise self._later(outgoing, account, busy) from busy
        except Never as refused:
            self._troubles.mended(outgoing)
            raise Failed(refusal(refused.recipient or recipient, refused.said, code=refused.code)) from refused
        except Uncertain as uncertain:
            self._settle(outgoing, DeliveryState.UNKNOWN, _unconfirmed(uncertain, self._pool.halts))
        else:
            self._fault("handed over")
            self._settle(outgoing, DeliveryState.SENT, "")
        self._troubles.mended(outgoing)

    def _later(self, outgoing: Outgoing, account: Account, busy: NotNow) -> Later:
        """It was not taken: the account waits as one when it is at fault, else this letter alone."""
        self._ways.refused(outgoing, account, busy.trouble)
        reason = not_yet(account.host, busy.trouble, busy.said, busy.code, busy.waited_s)
        if busy.account:
            by_password = busy.trouble == WRONG_PASSWORD and not account.token
            return self._troubles.put_aside(outgoing, reason, guarded=by_password)
        self._troubles.mended(outgoing)
        with self._database.read() as session:
            return Later(backoff_s(attempts_of(session, outgoing.entry.ws, outgoing.entry.entry_id)), reason)

    def _leaving(self, ws: UUID, outgoing: Outgoing, message_id: str) -> None:
        """Before the letter leaves: from here on a crash means that nobody knows, and a reply finds its thread."""

        def work(tx: ServerTx) -> None:
            conversation = tx.get(Conversation, outgoing.conversation.id)
            delivery = tx.find(Delivery, outgoing.entry.entry_id)
            if delivery is None or delivery.state is not DeliveryState.QUEUED or conversation.machine:
                raise _Settled
            set_delivery(tx, delivery.entry_id, DeliveryState.SENDING)
            key = derived_id("letter", delivery.entry_id)
            if tx.find(MailMessage, key) is None and outgoing.inbox is not None:
                tx.put(
                    MailMessage(
                        id=key, message_id=message_id, inbox_id=outgoing.inbox.id, digest="",
                        conversation_id=conversation.id, entry_id=delivery.entry_id, outgoing=True,
                    )
                )  # fmt: skip

        self._uow.run(ws, SYSTEM, work)
        self._fault("leaving")

    def _settle(self, outgoing: Outgoing, state: DeliveryState, reason: str) -> None:
        """Write the end, unless a bounce was faster. Who has heard the server's yes also knows what was unknown."""
        ws, entry_id, conversation_id = outgoing.entry.ws, outgoing.entry.entry_id, outgoing.conversation.id
        open_states = {DeliveryState.SENDING} | ({DeliveryState.UNKNOWN} if state is DeliveryState.SENT else set())

        def work(tx: ServerTx) -> None:
            tx.get(Conversation, conversation_id)  # its lock first: a bounce being filed is waited for, and wins
            delivery = tx.find(Delivery, entry_id)
            if delivery is not None and delivery.state in open_states:
                set_delivery(tx, entry_id, state, reason)
                if state is DeliveryState.SENT:
                    _file_copy(tx, outgoing)

        self._uow.run(ws, SYSTEM, work)

    def _account(self, outgoing: Outgoing) -> Account:
        """The outgoing server of the inbox. Raises ``Later``: there is none yet, or its provider lets us not in."""
        inbox = outgoing.inbox
        assert inbox is not None
        try:
            return self._ways.account(inbox, outgoing.secret)
        except NoWayOut as none:
            raise self._troubles.put_aside(outgoing, Reason("smtp.none", inbox=inbox.name)) from none
        except NotNow as shut:
            reason = not_yet(str(inbox.settings.get("smtp_host")), shut.trouble, shut.said)
            raise self._troubles.put_aside(outgoing, reason) from shut


def _unconfirmed(uncertain: Uncertain, halts: bool) -> Reason:
    """Why nobody knows whether the letter left."""
    if halts:
        return Reason("smtp.interrupted")
    if uncertain.waited_s:
        return Reason("smtp.unconfirmed", minutes=in_minutes(uncertain.waited_s))
    return Reason("smtp.cut_off")


def _file_copy(tx: ServerTx, outgoing: Outgoing) -> None:
    """Where the inbox has a mailbox, other programs find the letter there too."""
    inbox, entry_id = outgoing.inbox, outgoing.entry.entry_id
    if inbox is None or not inbox.settings.get("imap_host"):
        return
    payload = {"entry_id": str(entry_id), "inbox_id": str(inbox.id), "lane": f"sent:{inbox.id}"}
    tx.effect(FILE_SENT, key=f"{FILE_SENT}:{entry_id}", payload=payload)


class _Settled(Exception):
    """Somebody else settled the letter meanwhile."""


def _nobody(outgoing: Outgoing) -> Reason:
    """Why there is nobody to write to; of several addresses those that stand against it are named."""
    chosen = str(outgoing.entry.payload.get("to", ""))
    against = outgoing.unasked or tuple(it.address for it in outgoing.to if not answerable(it.address))
    return Reason("to.unasked", address=", ".join(against) or chosen) if chosen else Reason("to.nobody")
