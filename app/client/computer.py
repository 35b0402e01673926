"""Computers people are signed in at, as the settings show them, and what may be asked of the server about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.client.inbox import Declined


@dataclass(frozen=True, slots=True)
class ComputerRow:
    """One installation of one person. ``name`` is what the computer called itself: foreign text.

    ``since_at``: when they signed in there first; None: nobody knows. ``here``: it is this one. ``may_return``: it is
    signed out, and whoever looks may let it in again.
    """

    id: UUID
    user_id: UUID
    user_name: str
    name: str
    seen_at: datetime
    since_at: datetime | None = None
    here: bool = False
    signed_out: bool = False
    may_return: bool = False


@dataclass(frozen=True, slots=True)
class ComputersThere:
    """The one seen last first. ``lease_days``: how long each keeps its copy of the data without the server."""

    rows: Sequence[ComputerRow]
    lease_days: int


class Computers(Protocol):
    """Asks the server, and waits for it: not on the main thread. A no comes back as a value."""

    def mine(self) -> ComputersThere | Declined:
        """Those of the person at this desk."""

    def everybody(self) -> ComputersThere | Declined:
        """Those of all people of the workspace; for administrators."""

    def sign_out(self, computer_id: UUID) -> ComputerRow | Declined:
        """Take its access away: it deletes its copy of the data and keeps what is unsent there. Twice is once."""

    def let_in(self, computer_id: UUID) -> ComputerRow | Declined:
        """Give its access back; the person signs in there anew. Twice is once."""
