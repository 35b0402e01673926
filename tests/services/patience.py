"""Waits of windows that a busy machine does not break off."""

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

PATIENCE_MS = 30_000
"""What holds at once costs nothing of it."""


class PatientBot(QtBot):
    """Gives up later than pytest-qt does by itself."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        """Until it holds."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        """Until it is emitted."""
        return super().waitSignal(signal, timeout=timeout, **more)
