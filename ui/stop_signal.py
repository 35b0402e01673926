"""Ctrl+C in the terminal and the system's request to end: the program closes as by its menu, nothing is lost."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot


class StopSignal(QObject):
    """Wakes Qt's loop when a signal arrives, which Python alone would notice only at the next event."""

    asked = Signal()
    """The program shall end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, _noticed) for number in (signal.SIGINT, signal.SIGTERM)}

    def release(self) -> None:
        """Give the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._near.close()
        self._far.close()

    @Slot()
    def _on_woken(self) -> None:
        self._near.recv(64)
        self.asked.emit()


def _noticed(_number: int, _frame: FrameType | None) -> None:
    """The byte in the socket says it all."""
