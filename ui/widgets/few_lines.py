"""A text that takes a second and a third line before it shortens itself."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from ui.theme.tokens import theme
from ui.widgets.base import LEFT, draw_elided, text_width
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.foreign import tooltip

_SMALL = "meta"
_MOST = 3


class FewLines(ElidedLabel):
    """One line, or up to three smaller ones where one is too narrow; the tooltip has what fits in none."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)

    def lines(self, width: int | None = None) -> list[str]:
        """How it stands now, or would in another ``width``."""
        room = self.width() if width is None else width
        return [self.text] if self._width() <= room else _broken(self.text, theme().font(_SMALL), room)

    def height_in(self, width: int) -> int:
        """Pixels that all of its lines take there."""
        return len(self.lines(width)) * theme().line(_SMALL)

    def sizeHint(self) -> QSize:
        """The whole text in one line, and room for two."""
        return QSize(self._width(), 2 * theme().line(_SMALL))

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(super().minimumSizeHint().width(), 2 * theme().line(_SMALL))

    def _tell(self) -> None:
        is_cut = text_width(self.lines()[-1], theme().font(_SMALL)) > self.width()
        self.setToolTip(tooltip(self.text) if is_cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, the last elided at the right."""
        if self._width() <= self.width():
            super().paintEvent(event)
            return
        lines = self.lines()
        painter = QPainter(self)
        painter.setFont(theme().font(_SMALL))
        painter.setPen(theme().color("text.primary"))
        height = theme().line(_SMALL)
        above = (self.height() - len(lines) * height) // 2
        for number, line in enumerate(lines):
            draw_elided(painter, QRect(0, above + number * height, self.width(), height), line, LEFT)


def _broken(text: str, font: QFont, width: int) -> list[str]:
    """As many words a line as fit, the last with all that is left; a word that is too long stands alone."""
    lines, words = [""], text.split(" ")
    for at, word in enumerate(words):
        longer = f"{lines[-1]} {word}".lstrip()
        if not lines[-1] or text_width(longer, font) <= width:
            lines[-1] = longer
        elif len(lines) == _MOST:
            lines[-1] = " ".join((lines[-1], *words[at:]))
            break
        else:
            lines.append(word)
    return lines
