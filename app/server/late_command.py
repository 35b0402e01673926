"""Commands that come after the erasure of what they are about: from a desk that was away, or after a restore."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.commands.redaction import Redact
from app.domain.erasure import Target, subject_of
from app.model.identifier import derived_id
from app.model.sync import Erasure
from app.server.transaction import ServerTx

_NAMED = (
    ("conversation_id", Target.CONVERSATION),
    ("request_id", Target.CONVERSATION),
    ("target_id", Target.CONVERSATION),
    ("customer_id", Target.CUSTOMER),
    ("other_customer_id", Target.CUSTOMER),
    ("person_id", Target.CUSTOMER),
    ("entry_id", Target.ENTRY),
)


def refuse_erased(command: Any, tx: ServerTx) -> None:
    """Nothing about an erased subject is taken in again, whether its row is there or not.

    Erasing once more is no harm: it is how a desk repairs a server that lost the erasure.

    Raises:
        Refused: ``rejected/erased``; the desk drops what it has of it.
    """
    if isinstance(command, Redact):
        return
    named = [(target, getattr(command, name, None)) for name, target in _NAMED]
    named += [(Target.ATTACHMENT, file.id) for file in getattr(command, "files", ())]
    subjects = [subject_of(target, key) for target, key in named if isinstance(key, UUID)]
    if not subjects:
        return
    query = select(Erasure.id).where(Erasure.ws == tx.ws, Erasure.id.in_([erasure_id(it) for it in subjects]))
    tx.require(tx.session.scalar(query.limit(1)) is None, "rejected", "erased")


def erasure_id(subject: str) -> UUID:
    """The id of an erasure's row."""
    return derived_id("erasure", subject)
