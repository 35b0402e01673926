"""Writes how a mailbox stands, so that every desk can say it: only when something changed."""

from datetime import timedelta
from uuid import UUID

from app.commands.base import SYSTEM
from app.model.mailbox import InboxState
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

CONNECTING, IDLE, POLLING, PAUSED = "connecting", "idle", "polling", "paused"
RUNNING, STOPPED, DONE, UNDOING, UNDONE = "running", "stopped", "done", "undoing", "undone"

SEEN_EVERY = timedelta(minutes=5)
"""How often "last looked at" is written while nothing changes: each time it goes to every desk."""

MAX_SAID = 300


class InboxStates:
    """Writes ``InboxState`` rows, each change in a transaction of its own. Any thread."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def stands(self, ws: UUID, inbox_id: UUID, state: str, said: str = "") -> None:
        """Say how the mailbox stands now."""

        def work(tx: ServerTx) -> None:
            row = state_row(tx, inbox_id)
            if (row.state, row.said) != (state, said[:MAX_SAID]):
                row.since_at = tx.now if row.state != state else row.since_at
                row.state, row.said = state, said[:MAX_SAID]
            if state in (IDLE, POLLING) and (row.checked_at is None or tx.now - row.checked_at >= SEEN_EVERY):
                row.checked_at = tx.now

        self._uow.run(ws, SYSTEM, work)

    def files_sent(self, ws: UUID, inbox_id: UUID, trouble: str = "") -> None:
        """Say whether copies of our letters reach the folder of sent mail."""

        def work(tx: ServerTx) -> None:
            known = tx.find(InboxState, inbox_id)
            if trouble or (known is not None and known.sent_state):
                state_row(tx, inbox_id).sent_state = trouble

        self._uow.run(ws, SYSTEM, work)

    def imports(self, ws: UUID, inbox_id: UUID, state: str, done: int, total: int) -> bool:
        """Say how far the import of older mail is; False: somebody has stopped it meanwhile, nothing was written."""

        def work(tx: ServerTx) -> bool:
            row = state_row(tx, inbox_id)
            if row.import_state != RUNNING:
                return False
            row.import_state, row.import_done, row.import_total = state, done, total
            return True

        return self._uow.run(ws, SYSTEM, work)


def state_row(tx: ServerTx, inbox_id: UUID) -> InboxState:
    """The inbox's row, made when there is none yet."""
    row = tx.find(InboxState, inbox_id)
    if row is None:
        row = InboxState(id=inbox_id, inbox_id=inbox_id, since_at=tx.now)
        tx.put(row)
    return row
