"""A line of the history of a relationship: its icon, its day in a column, what happened."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.customer.relation_model import DAY_ROLE, WORDS_ROLE
from ui.theme.tokens import theme
from ui.widgets.base import LEFT, draw_elided, text_width

_LONGEST_DAY = "30 сент."


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
            place.adjust(text_width(_LONGEST_DAY, look.font("body", tabular=True)) + look.space(5), 0, 0, 0)
            painter.setPen(look.color("text.primary"))
            draw_elided(painter, place, str(index.data(WORDS_ROLE)), LEFT)
        painter.restore()
