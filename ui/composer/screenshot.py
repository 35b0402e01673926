"""A picture of the screen in one press: the window steps aside, the picture is a file of the message."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

ASIDE_MS = 350
"""Until the windows behind are painted."""


class Screenshot(QObject):
    """Where a system lets no program look at the screen, it says what to press instead."""

    taken = Signal(object)
    """Carries the ``QImage``."""
    impossible = Signal()
    """The system gave none."""

    def __init__(self, of: QWidget, grab: Callable[[QWidget], QImage] | None = None) -> None:
        super().__init__(of)
        self._of = of
        self._grab = grab or screen_of
        self._timer = QTimer(self, singleShot=True, interval=ASIDE_MS)
        self._timer.timeout.connect(self._take)
        self._state = of.windowState()

    def take(self) -> None:
        """Step aside, look, come back."""
        window = self._of.window()
        self._state = window.windowState()
        window.showMinimized()
        self._timer.start()

    def _take(self) -> None:
        picture = self._grab(self._of)
        window = self._of.window()
        window.setWindowState(self._state)
        window.show()
        window.activateWindow()
        if picture.isNull():
            self.impossible.emit()
        else:
            self.taken.emit(picture)


def screen_of(widget: QWidget) -> QImage:
    """What the widget's screen shows; a null image where the system forbids it, as under Wayland."""
    if QGuiApplication.platformName().startswith("wayland"):
        return QImage()
    return widget.screen().grabWindow(0).toImage()
