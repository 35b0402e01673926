"""Takes mail in: understood outside, its files on the disk first, then one transaction that files it once."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.commands.base import SYSTEM
from app.language.catalogue import Catalogue
from app.server.blobs.store import BlobStore
from app.server.bulk import BulkTx
from app.server.channels.email.arrival import NO_ENVELOPE, Arrival, Envelope, understand
from app.server.channels.email.directory import InboxDirectory, MailInbox
from app.server.channels.email.filing import Fault, Filing, Taken
from app.server.channels.email.kept import Kept, keep
from app.server.channels.email.message_id import MessageTokens
from app.server.log import warning
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

__all__ = ["Fault", "MailIntake", "NotTaken", "Taken", "Within", "no_fault"]

LARGE = 4_000_000
"""Bytes from which mails are taken in one at a time, so that few of them fill the memory."""

BATCH = 25
"""Mails of one commit."""

Within = Callable[[ServerTx, Sequence["Taken | NotTaken"]], None]
"""Rows of the caller's own, written by the transaction that files the mails; it is told what became of them."""

_AWAY = (OSError, OperationalError, InterfaceError, PoolTimeout)
"""Not the mail's fault: the disk is full, the database is away."""

_log = logging.getLogger("deskhand.mail")


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A mail of a batch that could not be filed: ``error`` names the kind of failure, a bug of ours."""

    error: str


def no_fault(step: str) -> None:
    """The product's fault port."""


def nothing(tx: ServerTx, outcomes: Sequence[Taken | NotTaken]) -> None:
    """The caller has no rows of its own."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Mails that came through an inbox and are filed together: at most ``BATCH``.

    ``read``: what they say, their files on the way to the disk; None: nobody has looked, or one of them met a bug.
    """

    inbox: MailInbox
    mails: Sequence[tuple[bytes, Envelope]]
    read: Sequence[tuple[Arrival, Kept]] | None = None


class Taking(Protocol):
    """What files mails: ``MailIntake`` for those that come in, ``SentLetters`` for those a colleague has sent."""

    def prepare(self, inbox: MailInbox, mails: Sequence[tuple[bytes, Envelope]]) -> Batch:
        """Do what may be done while the mails before are filed."""

    def file(self, batch: Batch, *, past: bool = ..., within: Within = ...) -> list[Taken | NotTaken]:
        """File mails in their order, with the caller's rows in the commit."""


class MailIntake:
    """Files mails. Safe from several threads and processes at once; the same mail again changes nothing."""

    def __init__(
        self,
        uow: UnitOfWork,
        blobs: BlobStore,
        directory: InboxDirectory,
        tokens: MessageTokens,
        catalogues: Mapping[str, Catalogue],
        fault: Fault = no_fault,
    ) -> None:
        self._uow = uow
        self._blobs = blobs
        self._directory = directory
        self._filing = Filing(tokens, catalogues, fault)
        self._fault = fault
        self._one_large = threading.Lock()

    def take(self, inbox: MailInbox, raw: bytes, envelope: Envelope = NO_ENVELOPE) -> Taken:
        """File a mail that came through ``inbox``; committed when this returns.

        A process that dies on the way leaves at most files nobody names: taken again, the mail is filed once.

        Raises:
            OSError: the disk is full or away; nothing was filed.
            sqlalchemy.exc.DBAPIError: the database is away or overloaded; nothing was filed.
        """
        (taken,) = self._commit(inbox.ws, self._understood(inbox, [(raw, envelope)]), False, nothing)
        return taken

    def take_all(
        self,
        inbox: MailInbox,
        mails: Sequence[tuple[bytes, Envelope]],
        *,
        past: bool = False,
        within: Within = nothing,
    ) -> list[Taken | NotTaken]:
        """File mails in their order, all of them in one commit: at most ``BATCH``. One answer a mail.

        The outcome is that of ``take`` one after the other. ``within`` writes rows of the caller, such as how far a
        mailbox was read, into the same commit. A mail that fails does not sink the others: they are then filed one by
        one, it is named by its answer, and ``within`` comes last, in a commit of its own.

        ``past``: history from before the inbox was connected. It opens closed conversations dated as the mails are,
        joins what it belongs to without reopening it, and causes no deadline, notice, effect or answer.

        Raises:
            ValueError: more than ``BATCH`` mails.
            OSError: the disk is full or away. Filed is nothing, or after a failed mail some; again, each is filed once.
            sqlalchemy.exc.DBAPIError: the database is away or overloaded; as above.
        """
        return self.file(self.prepare(inbox, mails), past=past, within=within)

    def prepare(self, inbox: MailInbox, mails: Sequence[tuple[bytes, Envelope]]) -> Batch:
        """The part of ``take_all`` that needs no database: it may be done while the mails before are filed.

        Raises:
            ValueError: more than ``BATCH`` mails.
            OSError: the disk is full or away.
        """
        if len(mails) > BATCH:
            raise ValueError(f"at most {BATCH} mails in one commit, not {len(mails)}")
        try:
            return Batch(inbox, mails, self._understood(inbox, mails))
        except _AWAY:
            raise
        except Exception as error:  # noqa: BLE001  an edge: one mail that meets a bug must not stop a mailbox
            warning(_log, "mails_filed_singly", error)
            return Batch(inbox, mails)

    def file(self, batch: Batch, *, past: bool = False, within: Within = nothing) -> list[Taken | NotTaken]:
        """The rest of ``take_all``. Raises like it."""
        inbox = batch.inbox
        try:
            if batch.read is not None:
                return list(self._commit(inbox.ws, batch.read, past, within))
        except _AWAY:
            raise
        except Exception as error:  # noqa: BLE001  an edge, see above
            warning(_log, "mails_filed_singly", error)
        outcomes = [self._alone(inbox, raw, envelope, past) for raw, envelope in batch.mails]
        self._uow.run(inbox.ws, SYSTEM, lambda tx: within(tx, outcomes))
        return outcomes

    def _alone(self, inbox: MailInbox, raw: bytes, envelope: Envelope, past: bool) -> Taken | NotTaken:
        try:
            (taken,) = self._commit(inbox.ws, self._understood(inbox, [(raw, envelope)]), past, nothing)
        except _AWAY:
            raise
        except Exception as error:  # noqa: BLE001  an edge, see above
            warning(_log, "mail_not_filed", error)
            return NotTaken(type(error).__name__)
        return taken

    def _understood(self, inbox: MailInbox, mails: Sequence[tuple[bytes, Envelope]]) -> list[tuple[Arrival, Kept]]:
        with self._room_for(max((len(raw) for raw, _ in mails), default=0)):
            arrivals = [self._arrival(inbox, raw, envelope) for raw, envelope in mails]
            raws = (raw for raw, _ in mails)
            kept = keep(self._blobs, inbox.ws, list(zip(raws, arrivals, strict=True)))
        self._fault("kept")
        return list(zip(arrivals, kept, strict=True))

    def _arrival(self, inbox: MailInbox, raw: bytes, envelope: Envelope) -> Arrival:
        arrival = understand(raw, inbox, self._directory.of(inbox.ws), envelope)
        self._fault("understood")
        return arrival

    def _commit(self, ws: UUID, batch: Sequence[tuple[Arrival, Kept]], past: bool, within: Within) -> list[Taken]:
        def work(tx: ServerTx) -> list[Taken]:
            taken = self._filing.file_all(tx, batch, past=past)
            within(tx, taken)
            return taken

        taken = self._uow.run(ws, SYSTEM, work, transaction=BulkTx)
        self._fault("committed")
        return taken

    @contextmanager
    def _room_for(self, largest: int) -> Iterator[None]:
        if largest < LARGE:
            yield
            return
        with self._one_large:
            yield
