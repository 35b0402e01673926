"""A text that takes a second line before it shortens itself."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent

from ui.theme.tokens import theme
from ui.widgets.base import LEFT, draw_elided, text_width
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.foreign import tooltip

_SMALL = "meta"


class TwoLines(ElidedLabel):
    """One line, or two smaller ones where one is too narrow; the tooltip has what fits in neither."""

    def lines(self) -> tuple[str, str]:
        """How it stands now; the second is empty while one is enough."""
        if self._width() <= self.width():
            return self.text, ""
        return _broken(self.text, theme().font(_SMALL), self.width())

    def sizeHint(self) -> QSize:
        """The whole text in one line, and room for two."""
        return QSize(self._width(), 2 * theme().line(_SMALL))

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(super().minimumSizeHint().width(), 2 * theme().line(_SMALL))

    def _tell(self) -> None:
        first, second = self.lines()
        is_cut = text_width(second or first, theme().font(_SMALL)) > self.width()
        self.setToolTip(tooltip(self.text) if is_cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, the last elided at the right."""
        if self._width() <= self.width():
            super().paintEvent(event)
            return
        lines = [it for it in self.lines() if it]
        painter = QPainter(self)
        painter.setFont(theme().font(_SMALL))
        painter.setPen(theme().color("text.primary"))
        height = theme().line(_SMALL)
        above = (self.height() - len(lines) * height) // 2
        for number, line in enumerate(lines):
            draw_elided(painter, QRect(0, above + number * height, self.width(), height), line, LEFT)


def _broken(text: str, font: QFont, width: int) -> tuple[str, str]:
    """As many words as fit, and the rest; a word that is too long stands alone."""
    words = text.split(" ")
    count = 1
    while count < len(words) and text_width(" ".join(words[: count + 1]), font) <= width:
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])
