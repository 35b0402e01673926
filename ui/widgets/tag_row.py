"""Tags side by side: each is read whole; those without room are counted, the tooltip names all."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.tokens import theme
from ui.widgets.base import Painted, show_when
from ui.widgets.foreign import tooltip
from ui.widgets.pill import Pill, paint_pill, pill_width


class TagRow(Painted):
    """As many pills as fit, then "+2"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_tags(self, tags: Sequence[str]) -> None:
        """Show other tags; hidden without any."""
        if tuple(tags) == self._tags:
            return
        self._tags = tuple(tags)
        show_when(self, bool(tags))
        self.setAccessibleName(", ".join(tags))
        self.setToolTip(tooltip(", ".join(tags)))
        self.updateGeometry()
        self.update()

    def shown(self, width: int) -> list[Pill]:
        """What fits into ``width`` px."""
        pills = [Pill(tag) for tag in self._tags]
        for count in range(len(pills), -1, -1):
            rest = len(pills) - count
            row = pills[:count] + ([Pill(f"+{rest}")] if rest else [])
            if self._width(row) <= width:
                return row
        return [Pill(f"+{len(pills)}")] if pills else []

    def used(self, width: int) -> int:
        """How much of ``width`` px whole tags take."""
        return self._width(self.shown(width))

    def _width(self, row: Sequence[Pill]) -> int:
        return sum(pill_width(pill) for pill in row) + theme().space(3) * max(0, len(row) - 1)

    def sizeHint(self) -> QSize:
        """All of them."""
        return QSize(self._width([Pill(tag) for tag in self._tags]), theme().size("pill"))

    def minimumSizeHint(self) -> QSize:
        """The count alone."""
        counted = pill_width(Pill(f"+{len(self._tags)}"))
        return QSize(min(counted, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pills."""
        painter, x = QPainter(self), 0.0
        for pill in self.shown(self.width()):
            width = pill_width(pill)
            paint_pill(painter, QRectF(x, 0, width, self.height()), pill)
            x += width + theme().space(3)
