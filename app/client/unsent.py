"""How much of a desk has not gone out, and how much needs its person."""

from dataclasses import replace

from app.client.port import LinkStatus
from app.client.row import ChangeState
from app.client.store.change import QUIET
from app.client.store.outbox import Outbox


def counted(outbox: Outbox, status: LinkStatus) -> LinkStatus:
    """The connection with what is unsent or was refused."""
    changes = [it for it in outbox.changes() if not it.name.startswith(QUIET)]
    unsent = sum(1 for it in changes if it.state in {ChangeState.WAITING, ChangeState.LEAVING})
    with_files = unsent + outbox.files_waiting()  # nothing has left before its files are there
    return replace(status, unsent=with_files, attention=len(changes) - unsent)
