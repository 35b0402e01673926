"""A line of the customer panel that can be pressed: one of the history opens, a promise offers what can be done."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.style import paint_focus_ring
from ui.theme.tokens import theme


class PastRow(QWidget):
    """A press, Enter or Space does what ``run`` says; under the pointer it shows that. ``hint``: what it does."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run: Callable[[], object] = lambda: None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleDescription(hint)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Its own."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press, when it ends where it began."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.run()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.run()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:
        """The ring comes."""
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        """The ring goes."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground under the pointer, the ring of the keyboard."""
        look, rect = theme(), QRectF(self.rect())
        painter = QPainter(self)
        if self.underMouse():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("bg.hover"))
            painter.drawRoundedRect(rect, look.radius("sm"), look.radius("sm"))
        if self.hasFocus():
            paint_focus_ring(painter, rect, look.radius("sm"))
