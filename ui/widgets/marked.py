"""A line of text in which words stand out: those that somebody looked for."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QFont, QPainter

from ui.theme.tokens import theme
from ui.widgets.base import draw_elided, text_width

Part = tuple[int, int]
"""From a character to the one behind the last."""


def paint_marked(
    painter: QPainter, rect: QRect | QRectF, text: str, marks: Sequence[Part], fonts: tuple[QFont, QFont]
) -> float:
    """Draw in the painter's pen; marked parts in the second font and on a ground of their own.

    Returns where the text ends; what has no room is elided. Only ever plain text.
    """
    box, left = QRectF(rect), float(rect.left())
    for piece, is_marked in pieces(text, marks):
        font = fonts[1] if is_marked else fonts[0]
        width, room = text_width(piece, font), rect.right() + 1 - left
        if room <= 0:
            break
        place = QRectF(left, box.y(), min(width, room), box.height())
        if is_marked:
            line = text_height(font)
            ground = QRectF(place.x(), box.center().y() - line / 2, place.width(), line)
            painter.fillRect(ground, theme().color("warning.subtle"))
        painter.setFont(font)
        draw_elided(painter, place.adjusted(0, 0, 1, 0), piece)
        left += place.width()
    return left


def pieces(text: str, marks: Sequence[Part]) -> Iterator[tuple[str, bool]]:
    """The text cut where marked parts begin and end."""
    at = 0
    for start, end in marks:
        if at <= start < end <= len(text):
            if start > at:
                yield text[at:start], False
            yield text[start:end], True
            at = end
    if at < len(text):
        yield text[at:], False


def text_height(font: QFont) -> int:
    """Height of a mark: the letters and a little around them."""
    return int(font.pixelSize() * 1.35)
