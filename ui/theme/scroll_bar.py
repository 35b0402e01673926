"""Slim scroll bars: a rounded handle on nothing, no arrows, and nothing at all while there is nothing to scroll."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

from ui.theme.tokens import theme

_Part = QStyle.SubControl


def bar_part(option: QStyleOptionSlider, part: QStyle.SubControl) -> QRect:
    """Where a part of the bar lies: the groove is all of it, arrows have no room."""
    upright = option.orientation is Qt.Orientation.Vertical
    rect = option.rect
    length = rect.height() if upright else rect.width()
    span = option.maximum - option.minimum
    if part is _Part.SC_ScrollBarGroove:
        return rect
    handle = length
    if span > 0:
        handle = min(length, max(theme().size("hit.min"), length * option.pageStep // (span + option.pageStep)))
    start = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - handle, option.upsideDown
    )
    pieces = {
        _Part.SC_ScrollBarSlider: (start, handle),
        _Part.SC_ScrollBarSubPage: (0, start),
        _Part.SC_ScrollBarAddPage: (start + handle, length - start - handle),
    }
    at, size = pieces.get(part, (0, 0))
    if upright:
        return QRect(rect.x(), rect.y() + at, rect.width() if size else 0, size)
    return QRect(rect.x() + at, rect.y(), size, rect.height() if size else 0)


def paint_bar(painter: QPainter, option: QStyleOptionSlider) -> None:
    """Only the handle; darker under the pointer and while it is held."""
    if option.maximum <= option.minimum:
        return
    look = theme()
    held = bool(option.activeSubControls & _Part.SC_ScrollBarSlider)
    role = "text.primary" if look.is_contrast else "border.control" if held else "border.strong"
    handle = QRectF(bar_part(option, _Part.SC_ScrollBarSlider)).adjusted(1, 1, -1, -1)
    radius = min(handle.width(), handle.height()) / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color(role))
    painter.drawRoundedRect(handle, radius, radius)
    painter.restore()
