"""J, K and X in the list of conversations, by their place on the keyboard; off unless the person wants it."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication

_X11, _WINDOWS, _MAC = (44, 45, 53), (0x24, 0x25, 0x2D), (38, 40, 7)
"""Codes of the places of J, K and X: X11 and Wayland count 8 more than the kernel; on macOS it is the virtual key."""
_MEANT = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Space)


class LetterKeys(QObject):
    """Turns them into Down, Up and Space, whatever letters the layout puts there."""

    def __init__(self, rows: QAbstractItemView, wanted: Callable[[], bool]) -> None:
        super().__init__(rows)
        self._rows = rows
        self._wanted = wanted
        rows.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only single keys, never with Ctrl or Alt."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress or not self._wanted():
            return False
        meant = meant_by(event)
        if meant is None:
            return False
        QApplication.sendEvent(self._rows, QKeyEvent(QEvent.Type.KeyPress, meant, Qt.KeyboardModifier.NoModifier))
        return True


def meant_by(event: QKeyEvent, platform: str = sys.platform) -> Qt.Key | None:
    """Down, Up or Space for the places of J, K and X; None for all others."""
    if event.modifiers() != Qt.KeyboardModifier.NoModifier:
        return None
    codes = {"win32": _WINDOWS, "darwin": _MAC}.get(platform, _X11)
    code = event.nativeVirtualKey() if platform == "darwin" else event.nativeScanCode()
    return dict(zip(codes, _MEANT, strict=True)).get(code)
