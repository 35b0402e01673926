"""One mailbox as it is lived with: connected, read, waited on; after a trouble left alone for a while."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.server.channels.email.directory import MailInbox
from app.server.channels.email.imap.account import MailAccount, MailboxPlan
from app.server.channels.email.imap.connection import Mailbox, open_mailbox
from app.server.channels.email.imap.history import HistoryImport
from app.server.channels.email.imap.mark import MarkMoved
from app.server.channels.email.imap.patience import Patience
from app.server.channels.email.imap.reader import FolderReader, Place
from app.server.channels.email.imap.state import IDLE, PAUSED, POLLING, SEEN_EVERY, InboxStates
from app.server.channels.email.imap.trouble import NO_FOLDER, MailboxTrouble
from app.server.channels.email.intake import Taking
from app.server.clock import Clock
from app.server.db import AWAY_S, DATABASE_AWAY
from app.server.log import event, warning

OTHERS_S = 60.0
"""How often folders are looked at that the server does not tell of: one connection waits in one folder."""

POLL_S = 30.0
"""How often where the server tells nothing at all."""

PAUSED_S = 600.0
DISK_S = 30.0
CRASHED_S = 60.0

_log = logging.getLogger("deskhand.mailbox")


@dataclass(frozen=True, slots=True)
class Job:
    """A mailbox to live with."""

    inbox: MailInbox
    account: MailAccount
    plan: MailboxPlan


@dataclass(frozen=True, slots=True)
class Wait:
    """When to go on: at that monotonic instant, or earlier when the socket has something to read."""

    until: float
    socket: Any = None


@dataclass(frozen=True, slots=True)
class Tools:
    """What sessions share."""

    reader: FolderReader
    incoming: Taking
    sent: Taking
    states: InboxStates
    clock: Clock
    open: Callable[[MailAccount], Mailbox] = open_mailbox
    chance: random.Random = field(default_factory=random.Random)
    others_s: float = OTHERS_S


class MailboxSession:
    """Steps through the life of one mailbox; one step at a time, on any thread."""

    def __init__(self, job: Job, tools: Tools, older: HistoryImport) -> None:
        self.job = job
        self._tools = tools
        self.older = older
        self._patience = Patience(tools.chance)
        self._mailbox: Mailbox | None = None
        self._sent: Place | None = None
        self._others_due = self._seen_due = float("-inf")
        self._told: tuple[str, str] = ("", "")
        self._gone: set[str] = set()

    def step(self) -> Wait:
        """Do what there is to do, a few seconds of it at most; never raises for the world."""
        inbox = self.job.inbox
        try:
            return self._step()
        except MailboxTrouble as trouble:
            self.close()
            return self._after(trouble)
        except MarkMoved:
            event(_log, "mailbox_read_elsewhere", inbox=inbox.id)
            return self._again(1.0)
        except DATABASE_AWAY as error:
            warning(_log, "mailbox_waits_for_database", error, inbox=inbox.id)
            return self._again(AWAY_S)
        except OSError as error:
            warning(_log, "mailbox_waits_for_disk", error, inbox=inbox.id)
            return self._again(DISK_S)
        except Exception as error:  # noqa: BLE001  the edge: a bug in one mailbox must not stop the others
            warning(_log, "mailbox_crashed", error, inbox=inbox.id)
            return self._again(CRASHED_S)

    def close(self) -> None:
        """Hang up."""
        mailbox, self._mailbox = self._mailbox, None
        if mailbox is not None:
            mailbox.close()

    def _step(self) -> Wait:
        if self.older.undo():
            return Wait(self._now())
        if self.job.plan.paused:
            self.close()
            self._stands(PAUSED)
            return Wait(self._now() + PAUSED_S)
        mailbox = self._open()
        mailbox.wake()
        more = self._read(mailbox)
        self._patience.after_success()
        if more:
            return Wait(self._now())
        pause = self.older.go_on(mailbox, self._places())
        if pause is not None:
            self._stands(IDLE if mailbox.can_idle else POLLING)
            return Wait(self._now() + pause)
        return self._wait(mailbox)

    def _open(self) -> Mailbox:
        if self._mailbox is not None:
            return self._mailbox
        plan, mailbox = self.job.plan, self._tools.open(self.job.account)
        self._mailbox = mailbox
        folder = plan.sent_folder or mailbox.sent_folder()
        self._sent = self._place(folder, self._tools.sent, sent=True) if folder else None
        self._others_due = float("-inf")
        self._tools.reader.begin(mailbox, self._all())
        event(_log, "mailbox_connected", inbox=self.job.inbox.id, idle=mailbox.can_idle)
        return mailbox

    def _read(self, mailbox: Mailbox) -> bool:
        """All folders when it is time for the untold ones, then the one we wait in; tells whether there is more.

        What came in goes before what was sent: a colleague's letter finds the mail it answers, also after a night
        without us.
        """
        if self._now() >= self._others_due:
            self._gone.clear()
            if any(self._read_some(mailbox, place) for place in self._all()):
                return True
            self._others_due = self._now() + self._tools.others_s
        return self._tools.reader.read_new(mailbox, self._incoming()[0])

    def _read_some(self, mailbox: Mailbox, place: Place) -> bool:
        try:
            return self._tools.reader.read_new(mailbox, place)
        except MailboxTrouble as trouble:
            if trouble.code != NO_FOLDER:
                raise
            self._gone.add(place.folder)
            return False

    def _wait(self, mailbox: Mailbox) -> Wait:
        """In the folder that was read last, the first of the plan."""
        socket = mailbox.wait() if mailbox.can_idle else None
        if self._gone:
            self._stands(NO_FOLDER, ", ".join(sorted(self._gone)))
        else:
            self._stands(IDLE if socket is not None else POLLING)
        if socket is None:
            return Wait(self._now() + POLL_S)
        return Wait(self._now() if mailbox.told() else self._others_due, socket)

    def _after(self, trouble: MailboxTrouble) -> Wait:
        """A cut that the next try mends is nothing to tell anybody."""
        wait_s = self._patience.after_trouble(trouble.code)
        event(_log, "mailbox_trouble", inbox=self.job.inbox.id, code=trouble.code, wait_s=round(wait_s, 1))
        if wait_s >= 1.0 or not self._told[0]:
            try:
                self._stands(trouble.code, trouble.said)
            except DATABASE_AWAY as error:
                warning(_log, "mailbox_state_not_written", error, inbox=self.job.inbox.id)
        return Wait(self._now() + wait_s)

    def _again(self, seconds: float) -> Wait:
        self.close()
        return Wait(self._now() + seconds)

    def _stands(self, state: str, said: str = "") -> None:
        """Write it when it is another, or to say that we have looked."""
        if (state, said) == self._told and self._now() < self._seen_due:
            return
        self._tools.states.stands(self.job.inbox.ws, self.job.inbox.id, state, said)
        self._told, self._seen_due = (state, said), self._now() + SEEN_EVERY.total_seconds()

    def _places(self) -> list[Place]:
        """Whose history is imported: what came in first, then what was answered."""
        return [each for each in self._all() if each.folder not in self._gone]

    def _all(self) -> list[Place]:
        return self._incoming() if self._sent is None else [*self._incoming(), self._sent]

    def _incoming(self) -> list[Place]:
        return [self._place(folder, self._tools.incoming) for folder in self.job.plan.folders]

    def _place(self, folder: str, taking: Taking, *, sent: bool = False) -> Place:
        job = self.job
        return Place(job.inbox, job.account.user, job.plan, folder, taking, sent)

    def _now(self) -> float:
        return self._tools.clock.monotonic()
