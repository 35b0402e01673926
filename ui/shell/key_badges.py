"""Keys shown at their places while Ctrl is held for a moment."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWindow
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.theme.tokens import theme
from ui.widgets.base import CENTRE
from ui.widgets.key_badge import badge_text, cap_width, own_key

HELD_MS = 600
_ENDING = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.FocusOut})

Place = tuple[QRect, str]
"""Where a badge stands at the right end of, in the window, and its key."""


class KeyBadges(QWidget):
    """Lies over the window and takes nothing from it; any other key or the pointer ends it."""

    def __init__(self, window: QWidget, more: Callable[[], Iterable[Place]], wanted: Callable[[], bool]) -> None:
        """``more``: places that are no buttons, as the lines of the rail. ``wanted``: the person's setting."""
        super().__init__(window)
        self._more = more
        self._wanted = wanted
        self.places: list[Place] = []
        self._held = QTimer(self, interval=HELD_MS, singleShot=True)
        self._held.timeout.connect(self._show)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._watched: QWindow | None = None
        self.hide()

    def watch(self, handle: QWindow | None) -> None:
        """Hear the keys of the window where the system delivers them: a filter of all events would slow everything."""
        if handle is not None and handle is not self._watched:
            self._watched = handle
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl alone begins, everything else ends."""
        kind = event.type()
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            others = event.modifiers() & ~Qt.KeyboardModifier.ControlModifier
            alone = event.key() == Qt.Key.Key_Control and others == Qt.KeyboardModifier.NoModifier
            if not alone:
                self._end()
            elif not event.isAutoRepeat() and self._wanted() and self.window().isActiveWindow():
                self._held.start()
        elif kind is QEvent.Type.KeyRelease or kind in _ENDING:
            self._end()
        return False

    def _end(self) -> None:
        self._held.stop()
        self.hide()

    def _show(self) -> None:
        window = self.window()
        buttons = [it for it in window.findChildren(QAbstractButton) if it.property("key") and it.isVisible()]
        own = [(_rect_in(window, it), own_key(str(it.property("key")))) for it in buttons if it.isEnabled()]
        self.places = [(rect, key) for rect, key in (*self._more(), *own) if key]
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dark caps at the right end of what they work on."""
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("caption", weight=600))
        for rect, key in self.places:
            text, height = badge_text(key), look.size("kbd")
            box = QRectF(0, 0, cap_width(text), height)
            box.moveCenter(QRectF(rect).center())
            if rect.width() > 2 * box.width():
                box.moveRight(rect.right() - look.space(3))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("text.primary"))
            painter.drawRoundedRect(box, look.radius("xs"), look.radius("xs"))
            painter.setPen(look.color("bg.surface"))
            painter.drawText(box, CENTRE, text)


def _rect_in(window: QWidget, part: QWidget) -> QRect:
    return QRect(part.mapTo(window, QPoint(0, 0)), part.size())
