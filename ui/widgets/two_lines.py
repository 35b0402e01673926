"""Rows of two lines in a list: what it is, and fainter below it how it stands."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme.tokens import theme
from ui.widgets.base import LEFT, draw_elided

_Index = QModelIndex | QPersistentModelIndex


class TwoLines(QStyledItemDelegate):
    """Draws a text of two lines; a text of one, such as a heading, as the style does."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """The ground and the icon are the style's, the words are ours."""
        row = QStyleOptionViewItem(option)
        self.initStyleOption(row, index)
        first, _break, second = str(index.data() or "").partition("\n")
        if not second:
            super().paint(painter, option, index)
            return
        style = row.widget.style()
        place = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, row, row.widget)
        row.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, row, painter, row.widget)
        painter.save()
        _draw(painter, place, first, second)
        painter.restore()


def _draw(painter: QPainter, place: QRect, first: str, second: str) -> None:
    look = theme()
    upper, lower = look.line("body"), look.line("meta")
    left, width = place.left() + look.space(1), place.width() - look.space(1)
    top = place.center().y() - (upper + lower) // 2
    lines: tuple[tuple[QRect, str, QFont, str], ...] = (
        (QRect(left, top, width, upper), first, look.font("body", weight=500), "text.primary"),
        (QRect(left, top + upper, width, lower), second, look.font("meta"), "text.secondary"),
    )
    for rect, words, font, role in lines:
        painter.setFont(font)
        painter.setPen(look.color(role))
        draw_elided(painter, rect, words, LEFT)
