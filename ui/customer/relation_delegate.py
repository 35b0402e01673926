"""A line of the history of a relationship: its icon, its day in a column, what happened."""

from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.customer.relation_model import DAY_ROLE, WORDS_ROLE
from ui.theme.tokens import theme
from ui.widgets.base import LEFT, draw_elided, text_width
from ui.wording import short_day

_LONG_DAY = date(2026, 9, 30)
"""No day is longer in words, in both languages."""


class RelationDelegate(QStyledItemDelegate):
    """The ground is the style's; days stand below each other, so that words do, too."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A line, or the year above some."""
        look, day, row = theme(), index.data(DAY_ROLE), QStyleOptionViewItem(option)
        self.initStyleOption(row, index)
        title, picture, ground = row.text, QIcon(row.icon), row.rect
        row.text, row.icon = "", QIcon()
        style = row.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, row, painter, row.widget)
        place = ground.adjusted(look.space(5), 0, -look.space(5), 0)
        painter.save()
        if day is None:
            painter.setFont(look.font("bodyStrong"))
            painter.setPen(look.color("text.primary"))
            draw_elided(painter, place, title, LEFT)
        else:
            side = look.size("icon")
            picture.paint(painter, QRect(place.x(), place.y(), side, place.height()), Qt.AlignmentFlag.AlignCenter)
            place.adjust(side + look.space(4), 0, 0, 0)
            painter.setFont(look.font("body", tabular=True))
            painter.setPen(look.color("text.tertiary"))
            draw_elided(painter, place, str(day), LEFT)
            column = text_width(short_day(_LONG_DAY, _LONG_DAY), look.font("body", tabular=True))
            place.adjust(column + look.space(5), 0, 0, 0)
            painter.setPen(look.color("text.primary"))
            draw_elided(painter, place, str(index.data(WORDS_ROLE)), LEFT)
        painter.restore()
