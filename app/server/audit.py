"""Who changed how the workspace is set up."""

from typing import Any
from uuid import UUID

from app.model.administration import AuditEntry
from app.server.transaction import ServerTx


def note(tx: ServerTx, what: str, subject_id: UUID | None, **detail: Any) -> None:
    """Write it down in the transaction that does it. ``detail`` must hold no secret and no customer's word."""
    entry = AuditEntry(id=tx.mint(), at=tx.now, actor_id=tx.actor.id, what=what, subject_id=subject_id)
    entry.detail = detail
    tx.put(entry)
