"""One's own time in memory."""

from collections.abc import Mapping
from uuid import UUID


class MemoryHandling:
    """``HandlingBook`` in a dictionary."""

    def __init__(self) -> None:
        self._spent: dict[UUID, float] = {}

    def add(self, spent: Mapping[UUID, float]) -> None:
        for conversation_id, seconds in spent.items():
            self._spent[conversation_id] = self._spent.get(conversation_id, 0.0) + seconds

    def spent(self) -> Mapping[UUID, float]:
        return dict(self._spent)

    def forget(self, conversation_id: UUID) -> None:
        self._spent.pop(conversation_id, None)
