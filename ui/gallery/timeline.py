"""The frames of the timeline with sample words, painted as its delegate does."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from ui.theme.tokens import theme
from ui.widgets.avatar import paint_avatar
from ui.widgets.base import Painted
from ui.widgets.timeline_card import (
    CardHeader,
    bubble_body,
    bubble_extra,
    bubble_width,
    card_body,
    card_extra,
    note_body,
    note_extra,
    paint_bubble,
    paint_card,
    paint_day,
    paint_event_line,
    paint_note,
)

MAIL = "Здравствуйте! Заказ обещали привезти 11 ноября до 18:00, а на плафоне «Полярис» трещина."
NOTE = "Плафон есть на Казань-2, 3 шт. Отложил один, курьер поедет с 18:30."
CHAT = "Добрый день! Есть новости по замене?"


class TimelineSample(Painted):
    """One of each frame, from top to bottom."""

    def sizeHint(self) -> QSize:
        """Room for all."""
        look = theme()
        return QSize(look.size("list.max"), 24 * look.line("reading"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each frame asks for its own height."""
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap, side = look.space(4), look.size("avatar.sm")
        left, line = side + gap + 1, look.size("system.line")
        width, text = self.width(), 2 * look.line("reading")
        y = 0.0
        paint_event_line(painter, QRectF(0, y, width, line), "star", "Опрос по № 1180: 4 из 5", "3 нояб.")
        y += line + gap
        paint_day(painter, QRectF(0, y, width, line), "Сегодня, 12 ноября")
        y += line + gap
        card = QRectF(left, y, width - left, card_extra() + text)
        paint_avatar(painter, QRectF(0, y, side, side), "МС")
        paint_card(painter, card, CardHeader("mail", "Марина Соколова", "кому: help@domisvet.example", "10:04"))
        self._text(painter, card_body(card), MAIL)
        y += card.height() + gap
        faint = QRectF(left, y, width - left, card_extra() + text)
        paint_card(painter, faint, CardHeader("cloud-upload", "Вы", "будет отправлено", "14:30"), faint=True)
        self._text(painter, card_body(faint), NOTE)
        y += faint.height() + gap
        promise = QRectF(0, y, width, line)
        paint_event_line(painter, promise, "handshake", "Обещание: назвать дату до 15:00", "10:26", "promise")
        y += line + gap
        note = QRectF(left, y, width - left, note_extra() + text)
        paint_avatar(painter, QRectF(0, y, side, side), "ОТ", customer=False)
        paint_note(painter, note, "Олег Титов, склад · видно только команде", "14:06")
        self._text(painter, note_body(note), NOTE)
        y += note.height() + gap
        for outgoing in (False, True):
            y = self._bubble(painter, y, left, outgoing=outgoing)

    def _bubble(self, painter: QPainter, y: float, left: float, *, outgoing: bool) -> float:
        look = theme()
        height = look.line("reading") + bubble_extra()[1]
        width = bubble_width(self.width() - left)
        bubble = QRectF(self.width() - width if outgoing else left, y, width, height)
        paint_bubble(painter, bubble, outgoing=outgoing)
        self._text(painter, bubble_body(bubble), CHAT)
        return y + height + look.space(4)

    def _text(self, painter: QPainter, rect: QRectF, text: str) -> None:
        painter.setFont(theme().font("reading"))
        painter.setPen(theme().color("text.primary"))
        painter.drawText(rect, Qt.TextFlag.TextWordWrap, text)
