"""Frames of the timeline, painted for its delegate: mail card, chat bubble, note, one-line event, day.

Each frame has a height that it takes around its body and a rectangle where the delegate draws the body.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from ui.theme.icon import paint_icon
from ui.theme.tokens import Theme, theme
from ui.widgets.base import CENTRE, LEFT, RIGHT, draw_elided, text_width


@dataclass(frozen=True, slots=True)
class CardHeader:
    """The first line of a card: who, a fainter remark, when."""

    icon: str
    title: str
    remark: str = ""
    time: str = ""


# -------------------------------------------------------------------------------- mail and call card


def card_body(rect: QRectF) -> QRectF:
    """Where the body of a mail or call card goes."""
    look = theme()
    x, y = look.size("card.pad.x"), look.size("card.pad.y")
    return rect.adjusted(x, look.size("card.header") + y, -x, -y)


def card_extra() -> int:
    """The height of a card without its body."""
    look = theme()
    return look.size("card.header") + 2 * look.size("card.pad.y")


def paint_card(painter: QPainter, rect: QRectF, header: CardHeader, *, faint: bool = False) -> None:
    """A bordered card with a header of 28 px; ``faint`` for what has not left yet."""
    look = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    path = QPainterPath()
    path.addRoundedRect(frame, look.radius("lg"), look.radius("lg"))
    painter.fillPath(path, look.color("bg.surface"))
    head = QRectF(rect.x(), rect.y(), rect.width(), look.size("card.header"))
    painter.setClipPath(path)
    painter.fillRect(head, look.color("bg.panel"))
    painter.fillRect(QRectF(head.x(), head.bottom() - 1, head.width(), 1), look.color("border.subtle"))
    painter.setClipping(False)
    style = Qt.PenStyle.DashLine if faint else Qt.PenStyle.SolidLine
    painter.strokePath(path, QPen(look.color("border.subtle"), 1, style))
    _paint_header(painter, head.adjusted(look.size("card.pad.x"), 0, -look.size("card.pad.x"), -1), header, look)
    painter.restore()


def _paint_header(painter: QPainter, line: QRectF, header: CardHeader, look: Theme) -> None:
    side, gap = look.size("icon.sm"), look.space(3) + 1
    paint_icon(painter, QRectF(line.x(), line.y(), side, line.height()), header.icon)
    painter.setPen(look.color("text.secondary"))
    painter.setFont(look.font("meta", tabular=True))
    painter.drawText(line, RIGHT, header.time)
    end = line.right() - text_width(header.time, painter.font()) - gap
    x = line.x() + side + gap
    bold = look.font("meta", weight=600)
    width = min(text_width(header.title, bold) + 1.0, end - x)
    painter.setFont(look.font("meta"))
    draw_elided(painter, QRectF(x + width + gap, line.y(), end - x - width - gap, line.height()), header.remark)
    painter.setFont(bold)
    painter.setPen(look.color("text.primary"))
    draw_elided(painter, QRectF(x, line.y(), width, line.height()), header.title)


# -------------------------------------------------------------------------------- chat bubble


def bubble_width(available: float) -> int:
    """The widest a bubble may be."""
    return int(available * theme().size("bubble.percent") / 100)


def bubble_body(rect: QRectF) -> QRectF:
    """Where the text of a bubble goes."""
    look = theme()
    x, y = look.size("bubble.pad.x"), look.size("bubble.pad.y")
    return rect.adjusted(x, y, -x, -y)


def bubble_extra() -> tuple[int, int]:
    """Width and height of a bubble without its text."""
    look = theme()
    return 2 * look.size("bubble.pad.x"), 2 * look.size("bubble.pad.y")


def paint_bubble(painter: QPainter, rect: QRectF, *, outgoing: bool) -> None:
    """Neutral for what the customer wrote, tinted for ours."""
    look = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color("border.subtle"), 1) if look.is_contrast else Qt.PenStyle.NoPen)
    painter.setBrush(look.color("bg.bubbleOut" if outgoing else "bg.bubbleIn"))
    painter.drawRoundedRect(rect, look.radius("lg"), look.radius("lg"))
    painter.restore()


# -------------------------------------------------------------------------------- internal note


def note_body(rect: QRectF) -> QRectF:
    """Where the text of a note goes."""
    look = theme()
    x = look.size("card.pad.x")
    return rect.adjusted(x, look.space(3) + look.line("meta") + look.space(1), -x, -look.size("bubble.pad.y"))


def note_extra() -> int:
    """The height of a note without its text."""
    look = theme()
    return look.space(3) + look.line("meta") + look.space(1) + look.size("bubble.pad.y")


def paint_note(painter: QPainter, rect: QRectF, author: str, time: str) -> None:
    """The only yellow card: with a lock, and words that say who can read it."""
    look = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color("note.border"), 1))
    painter.setBrush(look.color("note.bg"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), look.radius("lg"), look.radius("lg"))
    x, side = look.size("card.pad.x"), look.size("icon.xs")
    line = QRectF(rect.x() + x, rect.y() + look.space(3), rect.width() - 2 * x, look.line("meta"))
    paint_icon(painter, QRectF(line.x(), line.y(), side, line.height()), "lock", "note.text")
    painter.setPen(look.color("note.text"))
    painter.setFont(look.font("meta", weight=500, tabular=True))
    painter.drawText(line, RIGHT, time)
    end = text_width(time, painter.font()) + look.space(3)
    painter.setFont(look.font("meta", weight=500))
    draw_elided(painter, line.adjusted(side + look.space(3), 0, -end, 0), author)
    painter.restore()


# -------------------------------------------------------------------------------- one line


def paint_event_line(
    painter: QPainter, rect: QRectF, icon: str, text: str, time: str, role: str = "text.tertiary"
) -> None:
    """A system event, promise or survey: one line of 16 px."""
    look = theme()
    painter.save()
    side, gap = look.size("icon.sm"), look.space(3) + 1
    paint_icon(painter, QRectF(rect.x() + look.space(2) - 1, rect.y(), side, rect.height()), icon, role)
    painter.setPen(look.color("text.tertiary"))
    painter.setFont(look.font("meta", tabular=True))
    painter.drawText(rect, RIGHT, time)
    end = text_width(time, painter.font()) + gap
    painter.setFont(look.font("meta"))
    painter.setPen(look.color(role))
    draw_elided(painter, rect.adjusted(side + gap + look.space(2) - 1, 0, -end, 0), text, LEFT)
    painter.restore()


def paint_day(painter: QPainter, rect: QRectF, text: str) -> None:
    """A day between two hairlines."""
    look = theme()
    painter.save()
    painter.setFont(look.font("caption", weight=600))
    painter.setPen(look.color("text.tertiary"))
    painter.drawText(rect, CENTRE, text)
    half = text_width(text, painter.font()) / 2 + look.space(4)
    middle = round(rect.center().y())
    line = look.color("border.subtle")
    width = rect.width() / 2 - half
    painter.fillRect(QRectF(rect.x(), middle, width, 1), line)
    painter.fillRect(QRectF(rect.right() - width, middle, width, 1), line)
    painter.restore()
