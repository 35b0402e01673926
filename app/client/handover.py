"""A request that was handed over with words and that nobody has answered since, and which of those words were read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.language.catalogue import marked

TOLD = marked("Already told by the customer, do not ask again: {facts}")
"""How the line of a handover begins by which nobody is asked twice; the reader's card makes it stand out."""

MOST_READ = 500
"""More than anybody is handed while they wait for a first answer."""


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """What the giver wrote. ``to_me``: it was given to this operator; else to a queue of theirs."""

    note_id: UUID
    giver: str
    at: datetime
    text: str
    to_me: bool


class HandoversRead:
    """The notes an operator has put away on this computer, the newest ``MOST_READ`` of them: ids, no words."""

    def __init__(self, read: Callable[[], str | None], write: Callable[[str], None]) -> None:
        """``read`` and ``write``: the ids, one a line, the oldest first."""
        self._read, self._write = read, write
        self._ids: list[str] | None = None

    def __contains__(self, note_id: UUID) -> bool:
        """Was it put away?"""
        return note_id.hex in self._all()

    def add(self, note_id: UUID) -> None:
        """It is not shown any more; what ``write`` raises comes after that."""
        if note_id not in self:
            self._ids = [*self._all(), note_id.hex][-MOST_READ:]
            self._write("\n".join(self._ids))

    def _all(self) -> list[str]:
        if self._ids is None:
            self._ids = [it for it in (self._read() or "").split("\n") if it]
        return self._ids
