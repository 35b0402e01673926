"""What an administrator wants of the import of older mail: a state of the inbox's row, which the worker obeys."""

from uuid import UUID

from app.model.mailbox import InboxState
from app.server.transaction import ServerTx

_MOVES = {
    "start": (frozenset({"", "running", "stopped", "undone"}), "running"),
    "stop": (frozenset({"running"}), "stopped"),
    "undo": (frozenset({"running", "stopped", "done"}), "undoing"),
}
ACTS = frozenset(_MOVES)


def want(tx: ServerTx, inbox_id: UUID, act: str) -> bool:
    """Start, stop or undo it; False: from the state it is in there is nothing to do."""
    row = tx.find(InboxState, inbox_id)
    if row is None:
        row = InboxState(id=inbox_id, inbox_id=inbox_id, since_at=tx.now)
        tx.put(row)
    allowed, state = _MOVES[act]
    if row.import_state not in allowed:
        return False
    row.import_state = state
    return True
