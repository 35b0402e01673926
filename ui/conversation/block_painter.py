"""Paints where a request begins in the timeline, and where part of the history is not here."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from app.client.block import BlockRow
from ui.conversation.block_words import block_result, block_title, is_open
from ui.theme.icon import paint_icon
from ui.theme.tokens import theme
from ui.widgets.base import RIGHT, draw_elided, text_width
from ui.wording import channel_icon


def paint_block(painter: QPainter, rect: QRectF, row: BlockRow) -> None:
    """A line of its own: channel, number and subject at the left, the result at the right, a rule under them."""
    look = theme()
    painter.setPen(QPen(look.color("border.strong"), 1))
    bottom = round(rect.bottom()) - 0.5
    painter.drawLine(QPointF(rect.left(), bottom), QPointF(rect.right(), bottom))
    side = look.size("icon")
    paint_icon(
        painter, QRectF(rect.left(), rect.top(), side, rect.height()), channel_icon(row.channel), "text.secondary"
    )
    painter.setFont(look.font("meta"))
    painter.setPen(look.color("accent.text" if is_open(row) else "text.tertiary"))
    result = block_result(row)
    width = text_width(result, painter.font())
    draw_elided(painter, QRectF(rect.right() - width, rect.top(), width + 1, rect.height()), result, RIGHT)
    painter.setFont(look.font("meta", weight=600))
    painter.setPen(look.color("text.secondary"))
    title = rect.adjusted(side + look.space(3), 0, -width - look.space(5), 0)
    draw_elided(painter, title, block_title(row))


def paint_gap(painter: QPainter, rect: QRectF, text: str) -> None:
    """One quiet line with a crossed cloud: there is more, but not on this computer."""
    look = theme()
    side = look.size("icon")
    paint_icon(painter, QRectF(rect.left() + look.space(1), rect.top(), side, rect.height()), "cloud-off", "warning")
    painter.setFont(look.font("meta"))
    painter.setPen(look.color("text.secondary"))
    draw_elided(painter, rect.adjusted(look.space(1) + side + look.space(3), 0, 0, 0), text)
