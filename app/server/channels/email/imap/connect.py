"""Brings live mailboxes into a worker."""

import os
import socket
from dataclasses import dataclass
from functools import partial

from app.server.channels.email.access_token import AccessTokens
from app.server.channels.email.directory import InboxDirectory
from app.server.channels.email.imap.assignment import Assignment, Assignments
from app.server.channels.email.imap.copies import SentCopies
from app.server.channels.email.imap.history import HistoryImport
from app.server.channels.email.imap.letters import SentLetters
from app.server.channels.email.imap.reader import FolderReader
from app.server.channels.email.imap.session import MailboxSession, Tools
from app.server.channels.email.imap.state import InboxStates
from app.server.channels.email.imap.watch import MailboxWatch
from app.server.channels.email.intake import Fault, MailIntake, no_fault
from app.server.channels.email.message_id import MessageTokens
from app.server.channels.email.provider import Providers
from app.server.channels.email.secret import InboxSecrets
from app.server.channels.email.sender import FILE_SENT, EmailSender
from app.server.jobs.leases import Leases
from app.server.parts import Parts
from app.server.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Keys:
    """What mailboxes need of the mail channel. ``fault``: called at named steps, does nothing in the product."""

    secrets: InboxSecrets
    tokens: MessageTokens
    access: AccessTokens
    providers: Providers
    sender: EmailSender
    fault: Fault = no_fault


def connect_mailboxes(parts: Parts, keys: Keys) -> MailboxWatch:
    """Let effects file copies of sent letters; the watch of this process's worker, not started."""
    directory = InboxDirectory(parts.database.read, parts.clock)
    states = InboxStates(parts.uow)
    tools = Tools(
        reader=FolderReader(parts.uow, parts.database, parts.clock, keys.fault),
        incoming=MailIntake(parts.uow, parts.blobs, directory, keys.tokens, parts.catalogues, keys.fault),
        sent=SentLetters(parts.uow, parts.database, parts.blobs, directory, keys.tokens),
        states=states,
        clock=parts.clock,
    )
    assignments = Assignments(parts.database, keys.secrets, keys.access)
    parts.handlers[FILE_SENT] = SentCopies(parts.database, keys.sender, assignments, keys.providers, states)
    leases = Leases(parts.uow, f"{socket.gethostname()}:{os.getpid()}")
    return MailboxWatch(assignments, partial(begin_session, parts.uow, tools), leases, parts.clock)


def begin_session(uow: UnitOfWork, tools: Tools, assignment: Assignment) -> MailboxSession:
    """The life of a mailbox from its first connection on."""
    job = assignment.job
    older = HistoryImport(job.inbox, job.plan.history, tools.reader, tools.states, uow, tools.clock)
    return MailboxSession(job, tools, older)
