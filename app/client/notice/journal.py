"""What a person was told on this computer: when, by which way, and why not by another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from app.client.notice.policy import Event, Outcome


class Way(StrEnum):
    """How one is told."""

    BOARD = "board"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class Told:
    """One line: of which notice, by which way, and what became of it."""

    at: datetime
    notice_id: UUID
    event: Event
    conversation_id: UUID | None
    way: Way
    outcome: Outcome


class Journal(Protocol):
    """Keeps the lines of the last seven days on this computer. Any thread."""

    def add(self, lines: Iterable[Told]) -> None:
        """Keep these lines; older ones than seven days go. A full disk loses them: they are no work of a person."""

    def lines(self) -> Sequence[Told]:
        """All that is kept, the newest first."""
