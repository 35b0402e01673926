"""What was used last for calls: kept as ids, never as numbers or names."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QSettings

from app.client.customer_row import IdentityRow
from app.client.row import QueueRow

MOST_NUMBERS = 200
"""So many numbers are remembered as the ones used last, the newest first."""


class CallMemory:
    """Of one person at this computer."""

    def __init__(self, settings: QSettings, user_id: UUID) -> None:
        self._settings = settings
        self._queue_key, self._numbers_key = f"calls/{user_id.hex}/queue", f"calls/{user_id.hex}/numbers"

    def queue(self, queues: Sequence[QueueRow]) -> QueueRow:
        """Where a request was opened last, while one works there still, else the first."""
        last = str(self._settings.value(self._queue_key, ""))
        return next((it for it in queues if it.id.hex == last), queues[0])

    def use_queue(self, queue_id: UUID) -> None:
        """A request was opened there."""
        self._settings.setValue(self._queue_key, queue_id.hex)

    def number(self, numbers: Sequence[IdentityRow]) -> IdentityRow:
        """Which of a customer's numbers was called last, else the first."""
        ids = {it.id.hex: it for it in numbers}
        return next((ids[it] for it in self._numbers() if it in ids), numbers[0])

    def use_number(self, identity_id: UUID) -> None:
        """It was called."""
        others = [it for it in self._numbers() if it != identity_id.hex]
        self._settings.setValue(self._numbers_key, " ".join([identity_id.hex, *others][:MOST_NUMBERS]))

    def _numbers(self) -> list[str]:
        return str(self._settings.value(self._numbers_key, "")).split()
