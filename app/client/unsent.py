"""How much of a desk has not gone out, and how much needs its person."""

from dataclasses import replace

from app.client.port import LinkStatus
from app.client.row import ChangeState
from app.client.store.change import QUIET
from app.client.store.outbox import Outbox


def counted(outbox: Outbox, status: LinkStatus) -> LinkStatus:
    """The connection with what is unsent or was refused."""
    unsent, attention = tally(outbox)
    return replace(status, unsent=unsent, attention=attention)


def tally(outbox: Outbox) -> tuple[int, int]:
    """How much waits for the server, and how much for its person; what carries no work of theirs counts as nothing."""
    changes = [it for it in outbox.changes() if not it.name.startswith(QUIET)]
    unsent = sum(1 for it in changes if it.state in {ChangeState.WAITING, ChangeState.LEAVING})
    with_files = unsent + outbox.files_waiting()  # nothing has left before its files are there
    return with_files, len(changes) - unsent
