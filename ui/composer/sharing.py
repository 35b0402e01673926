"""Unsent texts reach the server ten seconds after the last key, and those of the last run soon after the start."""

from PySide6.QtCore import QObject, QTimer

from ui.bridge.desk_bridge import DeskBridge

IDLE_MS = 10_000
"""sync.md 2.5: coalesced after 10 s idle."""


class DraftSharing(QObject):
    """Asks the desk to share what it has; again while something had to wait."""

    def __init__(self, bridge: DeskBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._timer = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._timer.timeout.connect(self.share)
        self._timer.start()

    def touch(self) -> None:
        """Something was written: count from now."""
        self._timer.start()

    def share(self) -> None:
        """Share now."""
        self._timer.stop()
        if self._bridge.desk.drafts.share():
            self._timer.start()
