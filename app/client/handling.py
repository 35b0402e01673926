"""The account of one's own time on requests that are not over yet: on this computer only."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID


class HandlingBook(Protocol):
    """Seconds by conversation. Any thread."""

    def add(self, spent: Mapping[UUID, float]) -> None:
        """Add these. A full disk loses them: they are no words of anybody."""

    def spent(self) -> Mapping[UUID, float]:
        """All that has not been told to the server."""

    def forget(self, conversation_id: UUID) -> None:
        """It was told."""
