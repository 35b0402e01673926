"""The stages of a guide as short bars: done, current, ahead."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.tokens import theme
from ui.widgets.base import Painted


class StepBar(Painted):
    """One bar a stage; the words "Stage 3 of 5" stand beside it, so colour is never alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current, self._count = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_stage(self, current: int, count: int) -> None:
        """``current`` counts from 1."""
        self._current, self._count = current, count
        self.update()

    def sizeHint(self) -> QSize:
        """4 px high."""
        return QSize(theme().size("kv.key"), theme().size("step"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bars over the whole width."""
        if not self._count:
            return
        look = theme()
        ahead = "chart.grid" if look.is_contrast else "border.strong"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap, radius = look.space(2), look.space(1)
        width = (self.width() - gap * (self._count - 1)) / self._count
        for at in range(1, self._count + 1):
            role = "success.solid" if at < self._current else "accent" if at == self._current else ahead
            painter.setBrush(look.color(role))
            painter.drawRoundedRect(QRectF((at - 1) * (width + gap), 0, width, self.height()), radius, radius)
