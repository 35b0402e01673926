"""What the timeline's rows are made of: the frame of a card, the day's line, the foot with files."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen

from ui.conversation.cloud_words import cloud_pill
from ui.conversation.timeline_layout import Geometry
from ui.files.file_words import file_pill
from ui.theme.icon import paint_icon
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import draw_elided, text_width
from ui.widgets.pill import paint_pill


def paint_day(painter: QPainter, rect: QRectF, text: str) -> None:
    """A day between two hairlines."""
    look = theme()
    painter.setFont(look.font("caption", weight=600))
    width = text_width(text, painter.font())
    middle = round(rect.center().y()) + 0.5
    gap = look.space(5)
    painter.setPen(QPen(look.color("border.subtle"), 1))
    left, right = rect.center().x() - width / 2 - gap, rect.center().x() + width / 2 + gap
    painter.drawLine(QPointF(rect.left(), middle), QPointF(left, middle))
    painter.drawLine(QPointF(right, middle), QPointF(rect.right(), middle))
    painter.setPen(look.color("text.tertiary"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def paint_frame(painter: QPainter, rect: QRectF, fill: str, edge: str, *, header: int = 0) -> None:
    """A rounded field in two colour roles, an empty ``edge`` for none; ``header``: height of a shaded first line."""
    look = theme()
    radius = look.radius("lg")
    path = QPainterPath()
    path.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5) if edge else rect, radius, radius)
    painter.fillPath(path, look.color(fill))
    if header:
        painter.save()
        painter.setClipPath(path)
        top = QRectF(rect.left(), rect.top(), rect.width(), header)
        painter.fillRect(top, look.color("bg.panel"))
        painter.fillRect(QRectF(top.left(), top.bottom() - 1, top.width(), 1), look.color("border.subtle"))
        painter.restore()
    if edge or look.is_contrast:
        painter.strokePath(path, QPen(look.color(edge or "border.subtle"), 1))


def paint_thumbnail(painter: QPainter, rect: QRectF, image: QImage | None) -> None:
    """A small picture in the middle of its place; an icon while there is none, or when it cannot be shown."""
    look = theme()
    path = QPainterPath()
    path.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), look.radius("md"), look.radius("md"))
    painter.fillPath(path, look.color("bg.panel"))
    if image is None or image.isNull():
        side = look.size("icon.lg")
        middle = QRectF(0, 0, side, side)
        middle.moveCenter(rect.center())
        paint_icon(painter, middle, "image", "text.tertiary")
    else:
        size = QSizeF(image.size()).scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(QPointF(0, 0), size)
        place.moveCenter(rect.center())
        painter.save()
        painter.setClipPath(path)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)
        painter.restore()
    painter.strokePath(path, QPen(look.color("border.subtle"), 1))


def paint_foot(painter: QPainter, lies: Geometry, *, unfolded: bool) -> None:
    """Files, the fold mark, and the way to the whole text."""
    look = theme()
    for rect, file in lies.chips:
        paint_pill(painter, rect, file_pill(file))
    for rect, link in lies.clouds:
        paint_pill(painter, rect, cloud_pill(link))
    if lies.quote is not None:
        paint_frame(painter, lies.quote, "bg.selected" if unfolded else "bg.hover", "")
        paint_icon(painter, lies.quote, "ellipsis", "text.secondary")
    if lies.more is not None:
        painter.setFont(look.font("meta", weight=500))
        painter.setPen(look.color("accent.text"))
        draw_elided(painter, lies.more, _("Show the whole message"))
