"""Paints one conversation: name, subject, last line, deadline."""

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QRegion
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.client.row import ConversationRow
from ui.conversation_list.model import ConversationListModel
from ui.conversation_list.words import snippet, time_text
from ui.deadline import deadline_of, shows_promise
from ui.theme.icon import paint_icon
from ui.theme.style import paint_focus_ring
from ui.theme.tokens import Theme, theme
from ui.widgets.base import RIGHT, draw_elided, text_width
from ui.widgets.sla_ring import Sla, paint_sla, sla_width
from ui.wording import channel_icon

_Flag = QStyle.StateFlag


class _Lines(NamedTuple):
    name: QRect
    subject: QRect
    last: QRect


class ConversationDelegate(QStyledItemDelegate):
    """Row 70 of the design: everything is asked of the theme and the row while painting, nothing is kept."""

    def __init__(self, model: ConversationListModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.is_compact = False
        """Low rows: name and time, subject and deadline."""
        self.wanted: QRegion | None = None
        """What is to be painted anew; None: everything."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are equally high."""
        return self.size

    @property
    def size(self) -> QSize:
        """Of every row, as narrow as it may be."""
        return QSize(theme().size("list.min"), theme().size("row.listCompact" if self.is_compact else "row.list"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Background, then the three lines; a row without values yet is a grey placeholder."""
        rect: QRect = option.rect
        if self.wanted is not None and not self.wanted.intersects(rect):
            return
        look = theme()
        painter.save()
        _paint_ground(painter, option, look)
        row = self._model.shown_at(index.row())
        if row is None:
            paint_placeholder(painter, rect)
        elif self._is_only_state(rect, row):
            self._paint_state(painter, self._state_line(rect), row, look)
        else:
            _paint_margin(painter, rect, row, look, compact=self.is_compact)
            lines = _lines(rect, look, compact=self.is_compact)
            self._paint_name(painter, lines.name, row, look)
            if self.is_compact:
                self._paint_subject(painter, self._paint_state(painter, lines.subject, row, look), row, look)
            else:
                self._paint_subject(painter, lines.subject, row, look)
                self._paint_snippet(painter, self._paint_state(painter, lines.last, row, look), row, look)
        if _has(option, _Flag.State_HasFocus) and _has(option, _Flag.State_KeyboardFocusChange):
            paint_focus_ring(painter, QRectF(rect), 0)
        painter.restore()

    def state_rect(self, rect: QRect, sla: Sla) -> QRect:
        """Where in a row its deadline stands."""
        line, width = self._state_line(rect), sla_width(sla)
        return QRect(line.right() + 1 - width, line.y(), width, line.height())

    def _state_line(self, rect: QRect) -> QRect:
        lines = _lines(rect, theme(), compact=self.is_compact)
        return lines.subject if self.is_compact else lines.last

    def _is_only_state(self, rect: QRect, row: ConversationRow) -> bool:
        if self.wanted is None or self.wanted.boundingRect().contains(rect):
            return False
        box = self.wanted.intersected(rect).boundingRect()
        if not self._state_line(rect).contains(box):
            return False
        sla = deadline_of(row, self._model.now())
        return sla is not None and self.state_rect(rect, sla).contains(box)

    def _paint_name(self, painter: QPainter, line: QRect, row: ConversationRow, look: Theme) -> None:
        time = time_text(row.last_message_at, self._model.now())
        small = look.font("meta", tabular=True)
        painter.setFont(small)
        painter.setPen(look.color("text.tertiary"))
        draw_elided(painter, line, time, RIGHT)
        room = line.width() - text_width(time, small) - look.space(4)
        font = look.font("body", weight=600 if row.unread else 500)
        crown = look.size("icon.sm") if row.vip else 0
        width = min(text_width(row.customer_name, font), room - (crown + look.space(2) if crown else 0))
        painter.setFont(font)
        painter.setPen(look.color("text.primary"))
        draw_elided(painter, QRect(line.x(), line.y(), width, line.height()), row.customer_name)
        if crown:
            left = line.x() + width + look.space(2) + 1
            box = QRect(left, line.y() + (line.height() - crown) // 2, crown, crown)
            paint_icon(painter, box, "crown", "vip")

    def _paint_subject(self, painter: QPainter, line: QRect, row: ConversationRow, look: Theme) -> None:
        painter.setFont(look.font("body", weight=600 if row.unread else 400))
        painter.setPen(look.color("text.primary"))
        draw_elided(painter, line, row.subject)

    def _paint_state(self, painter: QPainter, line: QRect, row: ConversationRow, look: Theme) -> QRect:
        """Deadline and what is unsent at the right end; returns what is left of the line."""
        right = line.right() + 1
        sla = deadline_of(row, self._model.now())
        if sla is not None:
            right -= sla_width(sla)
            paint_sla(painter, QRect(right, line.y(), line.right() + 1 - right, line.height()), sla)
            right -= look.space(3)
        marks = ["cloud-upload"] if row.unsent else []
        if row.leaves_at is not None:
            marks.append("clock-arrow-up")
        if self.is_compact and row.draft:
            marks.append("pencil-line")
        side = look.size("icon.sm")
        for icon in marks:
            right -= side
            box = QRect(right, line.y() + (line.height() - side) // 2, side, side)
            paint_icon(painter, box, icon, "warning" if icon == "pencil-line" else "text.tertiary")
            right -= look.space(3)
        return QRect(line.x(), line.y(), right - line.x(), line.height())

    def _paint_snippet(self, painter: QPainter, line: QRect, row: ConversationRow, look: Theme) -> None:
        mark, text = snippet(row, self._model.now())
        left = line.x()
        role = "text.tertiary"
        if mark:
            font: QFont = look.font("meta", weight=500)
            painter.setFont(font)
            painter.setPen(look.color("warning"))
            draw_elided(painter, line, mark)
            left += text_width(mark + " ", font)
        elif shows_promise(row):
            side = look.size("icon.sm")
            paint_icon(painter, QRect(left, line.y() + (line.height() - side) // 2, side, side), "handshake", "promise")
            left += side + look.space(2)
            role = "promise"
        painter.setFont(look.font("meta"))
        painter.setPen(look.color(role))
        draw_elided(painter, QRect(left, line.y(), max(0, line.right() + 1 - left), line.height()), text)


def _has(option: QStyleOptionViewItem, flag: QStyle.StateFlag) -> bool:
    return bool(option.state & flag)


def _lines(rect: QRect, look: Theme, *, compact: bool = False) -> _Lines:
    left = rect.x() + look.size("list.text.x")
    width = rect.width() - look.size("list.text.x") - look.size("list.right")
    height = look.line("body")
    top = rect.y() + _top(look, compact=compact)
    return _Lines(*(QRect(left, top + number * (height - (number > 0)), width, height) for number in range(3)))


def _top(look: Theme, *, compact: bool) -> int:
    """Above the first line."""
    return look.size("list.text.y") if not compact else (look.size("row.listCompact") - 2 * look.line("body") + 1) // 2


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, look: Theme) -> None:
    rect: QRect = option.rect
    selected = _has(option, _Flag.State_Selected)
    role = "bg.list"
    if selected:
        role = "bg.selected" if _has(option, _Flag.State_Active) else "bg.selectedInactive"
    elif _has(option, _Flag.State_MouseOver):
        role = "bg.hover"
    painter.fillRect(rect, look.color(role))
    if selected:
        painter.fillRect(QRect(rect.x(), rect.y(), look.size("selection.bar"), rect.height()), look.color("accent"))
    else:
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), look.color("border.subtle"))


def _paint_margin(painter: QPainter, rect: QRect, row: ConversationRow, look: Theme, *, compact: bool) -> None:
    """Channel icon, and the dot of an unread conversation below it."""
    side = look.size("icon")
    top = rect.y() + _top(look, compact=compact)
    box = QRect(rect.x() + look.size("list.icon.x"), top + (look.line("body") - side) // 2, side, side)
    paint_icon(painter, box, channel_icon(row.channel))
    if not row.unread:
        return
    dot = look.size("dot")
    centre = top + look.line("body") * 3 / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("accent.text"))
    painter.drawEllipse(QRectF(box.center().x() + 1 - dot / 2, centre - dot / 2, dot, dot))
    painter.restore()


def paint_placeholder(painter: QPainter, rect: QRect) -> None:
    """Grey bars where the lines of a row will be; also painted before the data is there."""
    look = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("bg.hover"))
    for line, share in zip(_lines(rect, look), (2, 3, 4), strict=True):
        bar = QRectF(line.x(), line.y() + look.space(2), line.width() * share / 5, line.height() - 2 * look.space(2))
        painter.drawRoundedRect(bar, look.radius("sm"), look.radius("sm"))
    painter.restore()
