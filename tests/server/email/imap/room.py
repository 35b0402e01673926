"""A worker's mailboxes on a mail house, against a real Dovecot."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from app.domain.channel import Channel
from app.domain.status import ACTIVE
from app.model.conversation import Conversation, LogEntry
from app.model.identifier import new_id
from app.model.mailbox import InboxState
from app.server.channels.email.imap.assignment import Assignments
from app.server.channels.email.imap.connect import begin_session
from app.server.channels.email.imap.copies import SentCopies
from app.server.channels.email.imap.letters import SentLetters
from app.server.channels.email.imap.reader import FolderReader
from app.server.channels.email.imap.session import Tools
from app.server.channels.email.imap.state import InboxStates
from app.server.channels.email.imap.watch import MailboxWatch
from app.server.channels.email.intake import no_fault
from app.server.channels.email.sender import FILE_SENT, EmailSender
from app.server.delivery import Deliverer
from app.server.jobs.effect import EffectRunner
from app.server.jobs.leases import Leases
from tests.fakes.mail_server import MailServer
from tests.server.email.house import SUPPORT, MailHouse
from tests.services.dovecot import Dovecot

PATIENCE_S = 60.0
OTHERS_S = 0.3
"""How often folders are looked at that the server does not tell of."""


@dataclass
class Post:
    """The way out: what was taken, and who carries effects out."""

    server: MailServer
    runner: EffectRunner


@dataclass
class Mailroom:
    """One inbox of a house with its mailbox ``user`` at a Dovecot."""

    house: MailHouse
    dovecot: Dovecot
    user: str

    @property
    def inbox_id(self) -> UUID:
        """The inbox."""
        return self.house.inboxes[SUPPORT]

    def connect(self, password: str = "s3cret", **settings: object) -> None:
        """Configure the inbox, as an administrator does."""
        known = {"imap_host": "127.0.0.1", "imap_port": self.dovecot.port, "imap_user": self.user}
        self.house.settings(**(known | settings))
        self.house.keep_secrets(imap_password=password)

    def watch(self, fault: Callable[[str], None] = no_fault, others_s: float = OTHERS_S) -> MailboxWatch:
        """A fresh worker's watch."""
        house = self.house
        tools = Tools(
            reader=FolderReader(house.uow, house.database, house.clock, fault),
            incoming=house.intake(fault),
            sent=SentLetters(house.uow, house.database, house.blobs, house.directory, house.tokens),
            states=InboxStates(house.uow),
            clock=house.clock,
            others_s=others_s,
        )
        assignments = Assignments(house.database, house.secrets, house.access_tokens())
        leases = Leases(house.uow, f"worker {new_id()}")
        return MailboxWatch(assignments, partial(begin_session, house.uow, tools), leases, house.clock)

    @contextmanager
    def working(self, fault: Callable[[str], None] = no_fault, others_s: float = OTHERS_S) -> Iterator[MailboxWatch]:
        """A worker that watches."""
        watch = self.watch(fault, others_s)
        watch.start()
        try:
            yield watch
        finally:
            watch.stop()

    @contextmanager
    def sending(self) -> Iterator["Post"]:
        """The way out, with the copies of what was sent, through an SMTP server that says yes."""
        house = self.house
        with MailServer() as server:
            house.settings(smtp_host="127.0.0.1", smtp_port=server.port)
            sender = EmailSender(
                house.uow, house.database, house.blobs, house.tokens, house.directory, house.ways_out(),
                house.catalogues,
            )  # fmt: skip
            assignments = Assignments(house.database, house.secrets, house.access_tokens())
            copies = SentCopies(house.database, sender, assignments, house.providers, InboxStates(house.uow))
            deliverer = Deliverer(house.uow, {Channel.EMAIL: sender}, lambda ws, entry_id: 0)
            runner = EffectRunner(
                house.uow, house.database.read, house.clock, {"deliver": deliverer, FILE_SENT: copies}
            )
            try:
                yield Post(server, runner)
            finally:
                runner.stop()
                sender.close()

    def sent(self) -> list[bytes]:
        """What the mailbox's folder of sent mail holds."""
        with self.dovecot.client(self.user) as outlook:
            outlook.select_folder("Sent", readonly=True)
            found = outlook.fetch(outlook.search(["ALL"]), ["BODY.PEEK[]"])
        return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def write_elsewhere(self, *raws: bytes) -> None:
        """A colleague's program files letters it has sent."""
        with self.dovecot.client(self.user) as outlook:
            for raw in raws:
                outlook.append("Sent", raw, (rb"\Seen",), datetime.now(UTC))

    def deliver(self, *raws: bytes) -> None:
        """Mail comes in."""
        self.dovecot.deliver(self.user, *raws)

    @property
    def state(self) -> InboxState:
        """How the mailbox stands; as at the beginning when nobody has said."""
        with self.house.database.read() as session:
            found = session.get(InboxState, (self.house.ws, self.inbox_id))
        return found or InboxState(id=self.inbox_id, state="", import_state="", import_done=0, import_total=0)

    def texts(self) -> list[str]:
        """What customers wrote and we answered, whole, in the order of numbers and entries."""
        found = []
        for conversation in self.house.conversations():
            found += [str(entry.payload.get("text", "")).strip() for entry in self.house.log(conversation.id)]
        return found

    def open(self) -> list[Conversation]:
        """Conversations somebody has something to do with."""
        return [it for it in self.house.conversations() if it.status in ACTIVE]

    def entries(self) -> int:
        """Entries of all logs."""
        return self.house.count(LogEntry)

    def is_idle(self) -> bool:
        """Whether it waits to be told of new mail."""
        return self.state.state == "idle"


def until(ready: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Wait for a condition."""
    end = time.monotonic() + patience_s
    while not ready():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.03)
