"""What every part shares: it follows the theme and the language, and measures text in one way."""

from functools import cache
from typing import Protocol

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QWidget

from ui.theme.tokens import theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter

_MOST_ADVANCES = 4_096
_advances: dict[tuple[str, QFont], float] = {}
_MOST_ELISIONS = 512
_elisions: dict[tuple[str, QFont, float], str] = {}


class Following(Protocol):
    """A part with something to renew."""

    def restyle(self) -> None:
        """Take fonts and sizes from the theme anew."""

    def retranslate(self) -> None:
        """Take fixed words from the catalogue anew."""


def follow(part: Following, event: QEvent) -> None:
    """To be called in ``changeEvent``: passes theme and language changes on to the part."""
    if event.type() is QEvent.Type.StyleChange:
        part.restyle()
    elif event.type() is QEvent.Type.LanguageChange:
        part.retranslate()


class Painted(QWidget):
    """A part that paints itself."""

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Sizes may differ, so the layout asks again."""
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        """Words are asked for while painting."""
        self.updateGeometry()
        self.update()


class Solid(QWidget):
    """A part that fills all of itself: whatever changes in it, nothing is painted under it."""

    ground = "bg.surface"
    """The role of its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground."""
        QPainter(self).fillRect(event.rect(), theme().color(self.ground))


class SolidList(QListView):
    """A list that fills all of itself: nothing is painted under its rows, and they are moved when it scrolls."""

    ground = "bg.surface"
    """The role of its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, then the rows."""
        QPainter(self.viewport()).fillRect(event.rect(), theme().color(self.ground))
        super().paintEvent(event)


def show_when(part: QWidget, wanted: bool) -> None:
    """Show or hide a part. Without a parent yet it is only marked: shown now it would be a window of its own."""
    if wanted and part.parentWidget() is None:
        part.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        part.setVisible(wanted)


def text_width(text: str, font: QFont) -> int:
    """Width of one line in whole px, rounded up, so that it is never elided by its own measure."""
    return int(_advance(text, font) + 0.999)


def _advance(text: str, font: QFont) -> float:
    """The same names and times are measured at every painting: shaping a text costs more than drawing it."""
    key = (text, font)
    width = _advances.get(key)
    if width is None:
        if len(_advances) >= _MOST_ADVANCES:
            _advances.clear()
        width = _advances[key] = QFontMetricsF(font).horizontalAdvance(text)
    return width


def draw_elided(painter: QPainter, rect: QRect | QRectF, text: str, align: Qt.AlignmentFlag = LEFT) -> None:
    """One line in the painter's font and pen, with an ellipsis at the right when it is too long.

    Only ever plain text: nothing a customer wrote is read as markup here.
    """
    shown = _elided(text.replace("\n", " "), painter.font(), rect.width())
    painter.drawText(QRectF(rect), _on_one_line(align), shown)


def _elided(text: str, font: QFont, width: float) -> str:
    if _advance(text, font) <= width:
        return text
    key = (text, font, width)
    shown = _elisions.get(key)
    if shown is None:
        if len(_elisions) >= _MOST_ELISIONS:
            _elisions.clear()
        shown = _elisions[key] = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
    return shown


def beside_reading(width: int, least: int) -> int:
    """The margin at each side of what is read or written in ``width``: never wider than is good to read."""
    look = theme()
    return max(least, (width - look.size("reading.max")) // 2 - look.space(6) + least)


@cache
def _on_one_line(align: Qt.AlignmentFlag) -> int:
    """Flags of Qt are enums of Python: joining two takes longer than it looks, and a list paints a hundred texts."""
    return align | Qt.TextFlag.TextSingleLine
