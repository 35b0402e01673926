"""The ground of what changes with each letter: it fills all of itself, so that nothing below is painted for it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QScrollBar, QWidget

from ui.theme.tokens import theme


def mark_solid(*parts: QWidget) -> None:
    """Tell Qt of parts that fill all of themselves; anew when shown: the window's sheet takes the mark away."""
    for part in parts:
        part.ensurePolished()
        part.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)


def fill_ground(part: QWidget, event: QPaintEvent) -> None:
    """The palette's colour, where a part is painted."""
    painter = QPainter(part)
    painter.fillRect(event.rect(), theme().color("bg.raised"))
    painter.end()


class SolidField(QLineEdit):
    """A field without a frame."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrame(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, then what was typed."""
        fill_ground(self, event)
        super().paintEvent(event)


class SolidBar(QScrollBar):
    """The scroll bar of the lines: its handle moves with each letter."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, then the handle."""
        fill_ground(self, event)
        super().paintEvent(event)
