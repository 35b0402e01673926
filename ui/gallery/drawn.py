"""Samples of what parts paint into others: keys, and words that stand out."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent

from ui.theme.tokens import theme
from ui.widgets.base import Painted
from ui.widgets.key_badge import badge_width, paint_badge
from ui.widgets.marked import Part, paint_marked


class MarkedWords(Painted):
    """A line in which somebody has looked for something."""

    def __init__(self, text: str, marks: Sequence[Part]) -> None:
        super().__init__()
        self._text, self._marks = text, tuple(marks)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(theme().size("list.min"), theme().line("body"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words, marked where they were found."""
        look, painter = theme(), QPainter(self)
        painter.setPen(look.color("text.primary"))
        fonts = (look.font("body"), look.font("body", weight=600))
        paint_marked(painter, self.rect(), self._text, self._marks, fonts)


class Keys(Painted):
    """Badges: each as it is, and as it is while it does nothing."""

    def __init__(self, *keys: str) -> None:
        super().__init__()
        self._keys = keys

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(theme().size("list.min"), theme().line("heading"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """One beside the other."""
        painter, x = QPainter(self), 0
        for is_off in (False, True):
            for key in self._keys:
                width = badge_width(key)
                paint_badge(painter, QRectF(x, 0, width, self.height()), key, is_off=is_off)
                x += width + theme().space(4)
