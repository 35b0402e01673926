"""Older mail as closed history: imported newest first, a little at a time; stopped as it stands, undone as a whole."""

from collections.abc import Sequence
from uuid import UUID

from app.commands.base import SYSTEM
from app.server.channels.email.directory import MailInbox
from app.server.channels.email.imap.connection import Mailbox
from app.server.channels.email.imap.mark import rewind_marks
from app.server.channels.email.imap.reader import FolderReader, Place
from app.server.channels.email.imap.state import DONE, RUNNING, STOPPED, UNDOING, UNDONE, InboxStates, state_row
from app.server.channels.email.imap.undoing import undo_some
from app.server.channels.email.intake import BATCH
from app.server.clock import Clock
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

SLICE_S = 0.3
"""How long a slice may take before new mail is looked for again."""

LONGEST_PAUSE_S = 2.0

TOLD_EVERY_S = 1.0
"""How often the progress goes to the desks."""


class HistoryImport:
    """The import of one inbox's older mail, as far as its row wants it."""

    def __init__(
        self, inbox: MailInbox, wanted: bool, reader: FolderReader, states: InboxStates, uow: UnitOfWork, clock: Clock
    ) -> None:
        """``wanted``: it begins by itself when the mailbox is connected for the first time."""
        self._inbox = inbox
        self._wanted = wanted
        self._reader = reader
        self._states = states
        self._uow = uow
        self._clock = clock
        self._left: list[tuple[Place, list[int]]] | None = None
        self._told_at = float("-inf")
        self._state = ""
        self._total = 0

    def told(self, state: str, total: int) -> bool:
        """Hear how the row stands, from any thread; tells whether there is something to do now."""
        self._state, self._total = state, max(self._total, total)
        return state in (RUNNING, UNDOING)

    def go_on(self, mailbox: Mailbox, places: Sequence[Place]) -> float | None:
        """Import a slice; seconds to leave to others before the next one, None when there is nothing to import."""
        if not self._state and self._wanted:
            self._uow.run(self._inbox.ws, SYSTEM, lambda tx: start_import(tx, self._inbox.id))
            self._state = RUNNING
        if self._state != RUNNING:
            self._left = None
            return None
        began = self._clock.monotonic()
        if self._left is None:
            self._left = [(place, self._reader.older(mailbox, place)) for place in places]
            self._total = max(self._total, self._remaining())
        while self._left:
            self._slice(mailbox, self._left)
            if self._clock.monotonic() - began >= SLICE_S:
                break
        self._tell()
        return min(self._clock.monotonic() - began, LONGEST_PAUSE_S)

    def undo(self) -> bool:
        """Take some of the import back when that is wanted; tells whether there is more to take back."""
        if self._state != UNDOING:
            return False
        if undo_some(self._uow, self._inbox.ws, self._inbox.id):
            return True
        self._uow.run(self._inbox.ws, SYSTEM, self._undone)
        self._state, self._total = UNDONE, 0
        return False

    def _slice(self, mailbox: Mailbox, left: list[tuple[Place, list[int]]]) -> None:
        place, uids = left[0]
        if uids:
            self._reader.read_older(mailbox, place, uids[-BATCH:])
            del uids[-BATCH:]
        if not uids:
            self._reader.finish_older(mailbox, place)
            del left[0]

    def _tell(self) -> None:
        """Write the progress; learn when somebody has stopped the import."""
        finished = not self._left
        if not finished and self._clock.monotonic() - self._told_at < TOLD_EVERY_S:
            return
        self._told_at = self._clock.monotonic()
        state = DONE if finished else RUNNING
        done = self._total - self._remaining()
        going = self._states.imports(self._inbox.ws, self._inbox.id, state, done, self._total)
        self._state = state if going else STOPPED

    def _remaining(self) -> int:
        return sum(len(uids) for _, uids in self._left or ())

    def _undone(self, tx: ServerTx) -> None:
        rewind_marks(tx, self._inbox.id)
        row = state_row(tx, self._inbox.id)
        row.import_state, row.import_done, row.import_total = UNDONE, 0, 0


def start_import(tx: ServerTx, inbox_id: UUID) -> bool:
    """Let older mail be imported, or go on with it; False while an import is being undone."""
    row = state_row(tx, inbox_id)
    if row.import_state == UNDOING:
        return False
    if row.import_state != DONE:
        row.import_state = RUNNING
    return True


def stop_import(tx: ServerTx, inbox_id: UUID) -> bool:
    """Leave the import as it stands; False when none is running."""
    row = state_row(tx, inbox_id)
    if row.import_state != RUNNING:
        return False
    row.import_state = STOPPED
    return True


def undo_import(tx: ServerTx, inbox_id: UUID) -> bool:
    """Let all of the import be removed again, in the background; False when there is none."""
    row = state_row(tx, inbox_id)
    if row.import_state not in (RUNNING, STOPPED, DONE):
        return False
    row.import_state = UNDOING
    return True
