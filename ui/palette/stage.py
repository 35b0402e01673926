"""Where the palette lies: over the window that the keyboard is in, the rest of it dimmed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.shadow import paint_shadow
from ui.theme.tokens import theme

_ROWS = 12
"""Lines and headings it has room for: its size stays while one types."""


class Scrim(QWidget):
    """Dims what lies under the palette and holds its shadow; a press on it closes the palette."""

    pressed = Signal()
    """The operator pressed beside the palette."""

    overlay = QRect()
    """Where the palette lies, in the window."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """A third of the way to dark."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().faded("scrim", "scrim"))
        paint_shadow(painter, self.overlay.translated(-self.pos()), theme().radius("xl"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Nothing below is pressed by it."""
        self.pressed.emit()


class Stage(QObject):
    """Moves the palette into the window that is worked in, and home again when it goes."""

    left = Signal()
    """The operator pressed beside the palette, or closes the window it lies in."""

    def __init__(self, palette: QWidget, home: QWidget, where: Callable[[], tuple[QWidget, int]]) -> None:
        """``where``: the window that is worked in, and how much of its top is not dimmed."""
        super().__init__(palette)
        self._palette, self._home, self._where = palette, home, where
        self._host, self._top = home, 0
        self.scrim = Scrim(home)
        self.scrim.pressed.connect(self.left)
        home.installEventFilter(self)
        self.scrim.hide()

    def enter(self) -> None:
        """Show both where one works."""
        self._move_into(self._where()[0])
        self.place()
        for part in (self.scrim, self._palette):
            part.show()
            part.raise_()

    def leave(self) -> None:
        """Hide both; another window may be closed now."""
        for part in (self._palette, self.scrim):
            part.hide()
        self._move_into(self._home)

    def place(self) -> None:
        """In the middle of the window, as large as there is room."""
        host, look = self._host, theme()
        there, top = self._where()
        self._top = top if there is host else self._top
        self.scrim.setGeometry(host.rect().adjusted(0, self._top, 0, 0))
        width = min(look.size("palette"), host.width() - 2 * look.space(7))
        above = min(look.size("palette.top"), host.height() // 8)
        wanted = look.size("palette.field") + _ROWS * look.size("row.palette") + look.size("palette.foot")
        height = min(wanted, host.height() - above - look.space(7))
        self.scrim.overlay = QRect((host.width() - width) // 2, above, width, height)
        self._palette.setGeometry(self.scrim.overlay)
        self.scrim.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The size of the window moves it; a window that is closed must not take it along."""
        if self._palette.isVisible():
            if event.type() is QEvent.Type.Resize:
                self.place()
            elif event.type() is QEvent.Type.Close:
                self.left.emit()
        return False

    def _move_into(self, host: QWidget) -> None:
        if host is self._host:
            return
        self._host.removeEventFilter(self)
        for part in (self.scrim, self._palette):
            part.setParent(host)
        host.installEventFilter(self)
        self._host = host
