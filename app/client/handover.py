"""Frozen value of a request that was handed over with words and that nobody has answered since."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.language.catalogue import marked

TOLD = marked("Already told by the customer, do not ask again: {facts}")
"""How the line of a handover begins by which nobody is asked twice; the reader's card makes it stand out."""


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """What the giver wrote. ``to_me``: it was given to this operator; else to a queue of theirs."""

    note_id: UUID
    giver: str
    at: datetime
    text: str
    to_me: bool
