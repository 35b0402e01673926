"""Paints the rail's lines, wide and collapsed to icons."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.shell.rail_model import ITEM_ROLE, ItemKind, RailItem
from ui.theme.icon import paint_icon
from ui.theme.style import paint_row_ground
from ui.theme.tokens import Theme, theme
from ui.widgets.base import CENTRE, RIGHT, draw_elided, text_width

_Flag = QStyle.StateFlag
_COLLAPSED_EXTRA = 1  # a space step: 34 px instead of 30


class RailDelegate(QStyledItemDelegate):
    """Row 30 (34 collapsed), icon 16, radius 6, count at the right; only late promises get a red badge."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.collapsed = False

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Headings shrink to a gap when collapsed."""
        look = theme()
        item: RailItem = index.data(ITEM_ROLE)
        if item.kind is ItemKind.HEADING:
            return QSize(0, look.space(4) if self.collapsed else look.line("caption") + look.space(6))
        height = look.size("row.rail")
        return QSize(0, height + 2 * look.space(_COLLAPSED_EXTRA) if self.collapsed else height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One line."""
        look = theme()
        item: RailItem = index.data(ITEM_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = look.space(4)
        rect = QRectF(option.rect).adjusted(inset, 0, -inset, 0)
        if item.kind is ItemKind.HEADING:
            self._paint_heading(painter, rect, item, look)
        else:
            paint_row_ground(painter, rect, option.state)
            selected = bool(option.state & _Flag.State_Selected)
            if self.collapsed:
                self._paint_icon_only(painter, rect, item, selected, look)
            else:
                self._paint_place(painter, rect, item, selected, look)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRectF, item: RailItem, look: Theme) -> None:
        if self.collapsed:
            return
        painter.setFont(look.font("caption", weight=600))
        painter.setPen(look.color("text.tertiary"))
        line = rect.adjusted(look.space(4), look.space(5), -look.space(4), -look.space(2))
        draw_elided(painter, line, item.name)

    def _paint_icon_only(self, painter: QPainter, rect: QRectF, item: RailItem, selected: bool, look: Theme) -> None:
        side = look.size("icon")
        box = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
        paint_icon(painter, box, item.icon, "accent.text" if selected else "text.secondary")
        if item.overdue:
            badge = QRectF(0, 0, _badge_width(item.overdue, look), look.size("badge"))
            badge.moveTopRight(rect.topRight())
            _paint_badge(painter, badge, item.overdue, look)

    def _paint_place(self, painter: QPainter, rect: QRectF, item: RailItem, selected: bool, look: Theme) -> None:
        side, gap = look.size("icon"), look.space(4)
        box = QRectF(rect.x() + gap, rect.center().y() - side / 2, side, side)
        paint_icon(painter, box, item.icon, "accent.text" if selected else "text.secondary")
        right = rect.right() - gap
        if item.overdue:
            width = _badge_width(item.overdue, look)
            badge = QRectF(right - width, rect.center().y() - look.size("badge") / 2, width, look.size("badge"))
            _paint_badge(painter, badge, item.overdue, look)
            right -= width
        elif item.total:
            font = look.font("meta", tabular=True)
            painter.setFont(font)
            painter.setPen(look.color("text.secondary"))
            draw_elided(painter, QRectF(rect.x(), rect.y(), right - rect.x(), rect.height()), str(item.total), RIGHT)
            right -= text_width(str(item.total), font)
        painter.setFont(look.font("body", weight=600 if selected else 400))
        painter.setPen(look.color("text.primary"))
        left = box.right() + look.space(4) + 1
        draw_elided(painter, QRectF(left, rect.y(), right - look.space(3) - left, rect.height()), item.name)


def _badge_width(count: int, look: Theme) -> float:
    return max(look.size("badge"), text_width(str(count), look.font("caption", weight=600)) + look.space(5) - 2)


def _paint_badge(painter: QPainter, rect: QRectF, count: int, look: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("danger.solid"))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setFont(look.font("caption", weight=600, tabular=True))
    painter.setPen(look.color("text.onAccent"))
    painter.drawText(rect, CENTRE, str(count))
