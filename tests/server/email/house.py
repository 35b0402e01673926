"""A server's mail parts on a database of their own, put together without the rest of the server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.commands.base import SYSTEM, Actor
from app.commands.message import Reply, reply
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind
from app.language.catalogue import Catalogue
from app.language.delivery_words import told
from app.model.account import InboxSecret
from app.model.all import Base
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry
from app.model.identifier import new_id
from app.model.workspace import Inbox, Queue, Workspace
from app.resource import load_catalogue
from app.server.after import reply_after
from app.server.blobs.store import BlobStore
from app.server.channels.email.access_token import AccessTokens
from app.server.channels.email.directory import InboxDirectory, MailInbox
from app.server.channels.email.intake import MailIntake, Taken, no_fault
from app.server.channels.email.message_id import MessageTokens
from app.server.channels.email.provider import Providers
from app.server.channels.email.secret import InboxSecrets
from app.server.channels.email.way_out import WaysOut
from app.server.clock import DrivenClock
from app.server.db import Database, open_postgres, open_sqlite
from app.server.unit_of_work import ServerTx, UnitOfWork
from tests.services.migrated import KEY as MASTER_KEY
from tests.services.migrated import empty_file

KEY = bytes(range(32))
SUPPORT = "support@desk.example.com"
BILLING = "billing@desk.example.com"


@dataclass
class MailHouse:
    """One workspace with two mail inboxes in two queues."""

    database: Database
    folder: Path
    ws: UUID = field(default_factory=new_id)
    operator_id: UUID = field(default_factory=new_id)
    queues: dict[str, UUID] = field(default_factory=dict)
    inboxes: dict[str, UUID] = field(default_factory=dict)
    clock: DrivenClock = field(default_factory=DrivenClock)

    def __post_init__(self) -> None:
        self.commits: list[Any] = []
        self.uow = UnitOfWork(self.database.write, self.clock, self.commits.append)
        self.blobs = BlobStore(self.folder / "blobs", KEY)
        self.tokens = MessageTokens(KEY)
        self.directory = InboxDirectory(self.database.read, self.clock)
        self.catalogues: dict[str, Catalogue] = {"en": Catalogue("en"), "ru": load_catalogue("ru")}
        self.secrets = InboxSecrets(KEY)
        self.providers = Providers([])
        self.uow.run(self.ws, SYSTEM, self._fill)

    def _fill(self, tx: ServerTx) -> None:
        tx.put(Workspace(id=self.ws, name="Home & Light", locale="en", settings={}))
        for address, name in ((SUPPORT, "Support"), (BILLING, "Billing")):
            queue = Queue(id=new_id(), name=name, names={})
            tx.put(queue)
            inbox = Inbox(id=new_id(), name=name, channel=Channel.EMAIL, address=address, queue_id=queue.id)
            inbox.settings = {}
            tx.put(inbox)
            self.queues[address], self.inboxes[address] = queue.id, inbox.id

    @property
    def actor(self) -> Actor:
        """The operator."""
        return Actor(AuthorKind.USER, self.operator_id)

    def access_tokens(self) -> AccessTokens:
        """Access tokens, as another process would keep them."""
        return AccessTokens(self.uow, self.database, self.secrets, self.providers, self.clock)

    def ways_out(self, **doors: int) -> WaysOut:
        """How inboxes send."""
        return WaysOut(self.secrets, doors, self.access_tokens())

    def keep_secrets(self, address: str = SUPPORT, **values: str) -> None:
        """Give an inbox its secrets."""
        self.uow.run(self.ws, SYSTEM, lambda tx: self.secrets.keep(tx, self.inboxes[address], values))

    def secrets_of(self, address: str = SUPPORT) -> dict[str, str]:
        """What an inbox keeps."""
        with self.database.read() as session:
            return self.secrets.open(session.get(InboxSecret, (self.ws, self.inboxes[address])))

    def intake(self, fault: Callable[[str], None] = no_fault) -> MailIntake:
        """A fresh intake, as after a restart."""
        return MailIntake(self.uow, self.blobs, self.directory, self.tokens, self.catalogues, fault)

    def inbox(self, address: str = SUPPORT) -> MailInbox:
        """One of the two."""
        return MailInbox(self.ws, self.inboxes[address], address)

    def take(self, raw: bytes, address: str = SUPPORT) -> Taken:
        """Take one mail in."""
        return self.intake().take(self.inbox(address), raw)

    def settings(self, address: str = SUPPORT, **values: Any) -> None:
        """Change the settings of an inbox."""

        def work(tx: ServerTx) -> None:
            inbox = tx.get(Inbox, self.inboxes[address])
            inbox.settings = inbox.settings | values

        self.uow.run(self.ws, SYSTEM, work)

    def add_inbox(self, address: str) -> None:
        """One more, in the first queue."""

        def work(tx: ServerTx) -> None:
            inbox = Inbox(id=new_id(), name="New", channel=Channel.EMAIL, address=address)
            inbox.queue_id, inbox.settings = self.queues[SUPPORT], {}
            tx.put(inbox)
            self.inboxes[address] = inbox.id

        self.uow.run(self.ws, SYSTEM, work)

    def change(self, conversation_id: UUID, **values: Any) -> None:
        """Set columns of a conversation."""

        def work(tx: ServerTx) -> None:
            conversation = tx.get(Conversation, conversation_id)
            for name, value in values.items():
                setattr(conversation, name, value)

        self.uow.run(self.ws, SYSTEM, work)

    def answer(self, conversation_id: UUID, text: str, channel: Channel = Channel.EMAIL, **more: Any) -> UUID:
        """An operator's reply with its delivery effect; returns the entry's id."""
        entry_id = new_id()

        def work(tx: ServerTx) -> None:
            head = tx.get(Conversation, conversation_id).log_head
            command = Reply(conversation_id, entry_id, text, channel, head, **more)
            reply(command, tx)
            reply_after(command, tx)

        self.uow.run(self.ws, self.actor, work)
        return entry_id

    def conversations(self) -> list[Conversation]:
        """All, oldest first."""
        with self.database.read() as session:
            return list(
                session.scalars(select(Conversation).where(Conversation.ws == self.ws).order_by(Conversation.number))
            )

    def conversation(self, conversation_id: UUID) -> Conversation:
        """One of them."""
        return next(it for it in self.conversations() if it.id == conversation_id)

    def log(self, conversation_id: UUID) -> list[LogEntry]:
        """Entries in order."""
        with self.database.read() as session:
            query = select(LogEntry).where(LogEntry.conversation_id == conversation_id)
            return list(session.scalars(query.order_by(LogEntry.seq)))

    def delivery(self, entry_id: UUID) -> Delivery:
        """How far a reply got."""
        with self.database.read() as session:
            found = session.get(Delivery, (self.ws, entry_id))
            assert found is not None
            return found

    def why(self, entry_id: UUID, language: str = "en") -> str:
        """The sentence an operator reads about it."""
        delivery = self.delivery(entry_id)
        over = delivery.state is DeliveryState.FAILED
        return told(delivery.reason, delivery.reason_data, self.catalogues[language], over=over)

    def attachments(self, entry_id: UUID) -> list[Attachment]:
        """Files of an entry."""
        with self.database.read() as session:
            return list(session.scalars(select(Attachment).where(Attachment.entry_id == entry_id)))

    def count(self, model: type[Base]) -> int:
        """Rows of a table."""
        with self.database.read() as session:
            return len(session.execute(select(model.__table__.c.ws)).all())

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(seconds=seconds))


def mail(
    text: str = "Where is my order?",
    *,
    message_id: str = "",
    subject: str = "My order",
    sender: str = "Maria Ivanova <maria@example.com>",
    to: str = SUPPORT,
    date: str = "Sat, 21 Nov 2026 10:00:00 +0500",
    headers: str = "",
) -> bytes:
    """A plain mail; ``headers`` are whole lines."""
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", f"Date: {date}"]
    lines += [f"Message-ID: <{message_id}>"] if message_id else []
    lines += headers.splitlines()
    lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", ""]
    return ("\r\n".join([*lines, *text.splitlines()]) + "\r\n").encode()


@contextmanager
def sqlite_database(folder: Path) -> Iterator[Database]:
    """An encrypted file of the newest revision."""
    (folder / "mail.db").write_bytes(empty_file())
    database = open_sqlite(folder / "mail.db", MASTER_KEY.derive("database"))
    yield database
    database.close()


@contextmanager
def postgres_database(url: str, *, create: bool = True) -> Iterator[Database]:
    """PostgreSQL with every table."""
    database = open_postgres(url)
    if create:
        Base.metadata.create_all(database.engine)
    yield database
    database.close()
