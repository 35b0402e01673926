"""How one notice is painted: icon, title, whom it is about, time, and a dot while it was not seen."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.client.notice.policy import Event
from app.client.notice.row import NoticeRow
from ui.notices.words import ICONS, about, place, title_of
from ui.theme.icon import paint_icon
from ui.theme.style import paint_row_ground
from ui.theme.tokens import Theme, theme
from ui.widgets.base import RIGHT, draw_elided, text_width

ROW_ROLE = Qt.ItemDataRole.UserRole
"""A ``NoticeRow``, or the name of a day."""

TIME_ROLE = Qt.ItemDataRole.UserRole + 1
"""The time in words."""


class NoticeDelegate(QStyledItemDelegate):
    """Two lines a notice; days are headings."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Headings are lower."""
        look = theme()
        if isinstance(index.data(ROW_ROLE), str):
            return QSize(0, look.size("row.heading"))
        return QSize(0, look.line("body") + look.line("meta") + 2 * look.space(4))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One line."""
        look, row = theme(), index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect).adjusted(look.space(3), 0, -look.space(3), 0)
        if isinstance(row, str):
            painter.setFont(look.font("caption", weight=500))
            painter.setPen(look.color("text.tertiary"))
            draw_elided(painter, rect.adjusted(look.space(4), look.space(4), 0, 0), row)
        else:
            paint_row_ground(painter, rect, option.state)
            _paint_notice(painter, rect, row, str(index.data(TIME_ROLE)), look)
        painter.restore()


def _paint_notice(painter: QPainter, rect: QRectF, row: NoticeRow, when: str, look: Theme) -> None:
    icon, role = ICONS[row.kind]
    side, gap = look.size("icon"), look.space(4)
    top = rect.y() + gap
    paint_icon(painter, QRectF(rect.x() + gap, top, side, look.line("body")), icon, role)
    left = rect.x() + gap + side + gap
    right = rect.right() - gap
    if not row.seen:
        dot = look.size("dot")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent.text"))
        painter.drawEllipse(QRectF(right - dot, top + look.line("body") + (look.line("meta") - dot) / 2, dot, dot))
    painter.setFont(look.font("meta", tabular=True))
    painter.setPen(look.color("text.tertiary"))
    draw_elided(painter, QRectF(left, top, right - left, look.line("body")), when, RIGHT)
    width = right - text_width(when, look.font("meta", tabular=True)) - gap - left
    painter.setFont(look.font("body", weight=400 if row.seen else 600))
    painter.setPen(look.color("text.primary"))
    draw_elided(painter, QRectF(left, top, width, look.line("body")), title_of(Event(row.kind.value), row.by))
    painter.setFont(look.font("meta"))
    painter.setPen(look.color("text.secondary"))
    below = QRectF(left, top + look.line("body"), right - 2 * gap - left, look.line("meta"))
    draw_elided(painter, below, " · ".join(part for part in (about(row), place(row)) if part))
