"""A box that offers a few choices, with the design's arrow."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox

from ui.theme.icon import paint_icon
from ui.theme.tokens import theme


class Choice(QComboBox):
    """A ``QComboBox`` whose arrow the style sheet would otherwise take away."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then a chevron at its right."""
        super().paintEvent(event)
        look = theme()
        side = look.size("icon.sm")
        box = QRectF(self.width() - side - look.space(4), (self.height() - side) / 2, side, side)
        paint_icon(QPainter(self), box, "chevron-down", "text.secondary" if self.isEnabled() else "text.disabled")
