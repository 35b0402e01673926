"""Paints one laid-out row of the timeline: card, bubble, note, one-line event or day."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPalette

from app.client.row import EntryRow
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from ui.conversation.block_painter import paint_block, paint_gap
from ui.conversation.block_words import gap_text
from ui.conversation.document import Documents
from ui.conversation.entry_text import TimelineWords
from ui.conversation.item import Item, Shape, channel_of
from ui.conversation.marking import selections
from ui.conversation.timeline_frame import paint_day, paint_foot, paint_frame, paint_thumbnail
from ui.conversation.timeline_layout import Geometry
from ui.theme.icon import paint_icon
from ui.theme.tokens import theme
from ui.widgets.avatar import initials, paint_avatar
from ui.widgets.base import LEFT, RIGHT, draw_elided, text_width
from ui.wording import channel_icon

_EVENTS = {
    EntryKind.STATUS: ("circle-check", "text.tertiary"),
    EntryKind.ASSIGNED: ("git-branch", "text.tertiary"),
    EntryKind.SURVEY: ("star", "text.tertiary"),
    EntryKind.BLOCK: ("ban", "danger"),
    EntryKind.PROMISE: ("handshake", "promise"),
    EntryKind.RECEIPT: ("mail-check", "text.tertiary"),
    EntryKind.CUSTOMER: ("forward", "text.tertiary"),
    EntryKind.FIELD: ("pencil-line", "text.tertiary"),
    EntryKind.LINK: ("link", "text.tertiary"),
    EntryKind.MERGE: ("git-merge", "text.tertiary"),
    EntryKind.MOVE: ("split", "text.tertiary"),
    EntryKind.FOLLOW_UP: ("calendar-clock", "text.tertiary"),
    EntryKind.QUEUE: ("git-branch", "text.tertiary"),
}
_MISSED = ("circle-alert", "danger")
"""A promise that was not kept: what is late is red, in the list, in the header and here."""
_CALLS = {"out": "phone-outgoing", "in": "phone-incoming", "missed": "phone-missed"}


class RowPainter:
    """Colours are asked of the theme at each painting, words of ``TimelineWords``; nothing is kept."""

    def __init__(self, documents: Documents, words: TimelineWords) -> None:
        self._documents = documents
        self._words = words

    def paint(self, painter: QPainter, item: Item, lies: Geometry, *, with_text: bool = True) -> None:
        """The row from its own top left corner; ``with_text`` False: a browser lies over its text."""
        if item.entry is None:
            self._paint_mark(painter, item, lies.line)
        elif item.shape is Shape.LINE:
            self._paint_line(painter, lies.line, item.entry)
        else:
            self._paint_block(painter, item, item.entry, lies)
            if with_text and lies.text is not None and lies.text.height():
                self._paint_text(painter, item, lies)

    def _paint_mark(self, painter: QPainter, item: Item, rect: QRectF) -> None:
        if item.shape is Shape.GAP:
            paint_gap(painter, rect, gap_text(item))
        elif item.block is not None:
            paint_block(painter, rect, item.block)
        else:
            paint_day(painter, rect, self._words.day(item))

    def _paint_line(self, painter: QPainter, rect: QRectF, entry: EntryRow) -> None:
        look = theme()
        is_missed = entry.kind is EntryKind.PROMISE and entry.payload.get("state") == "broken"
        name, role = _MISSED if is_missed else _EVENTS.get(entry.kind, ("circle", "text.tertiary"))
        side = look.size("icon")
        paint_icon(painter, QRectF(rect.left() + look.space(1), rect.top(), side, rect.height()), name, role)
        painter.setFont(look.font("meta", tabular=True))
        time = self._words.delivery(entry) or self._words.time(entry)
        width = text_width(time, painter.font())
        painter.setPen(look.color("text.tertiary"))
        draw_elided(painter, QRectF(rect.right() - width, rect.top(), width + 1, rect.height()), time, RIGHT)
        painter.setPen(look.color(role))
        start = look.space(1) + side + look.space(3)
        draw_elided(painter, rect.adjusted(start, 0, -width - look.space(5), 0), self._words.event(entry))

    def _paint_block(self, painter: QPainter, item: Item, entry: EntryRow, lies: Geometry) -> None:
        assert lies.frame is not None
        if lies.avatar is not None:
            name = entry.author_name or "?"
            paint_avatar(painter, lies.avatar, initials(name), customer=not item.is_ours)
        if item.shape is Shape.BUBBLE:
            paint_frame(painter, lies.frame, "bg.bubbleOut" if item.is_ours else "bg.bubbleIn", "")
            self._paint_caption(painter, item, entry, lies)
        elif item.shape is Shape.NOTE:
            paint_frame(painter, lies.frame, "note.bg", "note.border")
            self._paint_note_head(painter, entry, lies.frame)
        else:
            paint_frame(painter, lies.frame, "bg.surface", "border.subtle", header=theme().size("card.header"))
            self._paint_card_head(painter, entry, lies.frame)
        for rect, file in lies.thumbs:
            paint_thumbnail(painter, rect, self._documents.thumbnail(file, 2 * int(rect.width())))
        paint_foot(painter, lies, unfolded=entry.entry_id in self._documents.unfolded)

    def _paint_text(self, painter: QPainter, item: Item, lies: Geometry) -> None:
        assert lies.text is not None
        width = lies.room
        painter.save()
        painter.translate(lies.text.topLeft())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, theme().color("text.primary"))
        context.clip = QRectF(0, 0, width, lies.text.height())
        painter.setClipRect(context.clip)
        document = self._documents.get(item, width).document
        if self._documents.finds is not None:
            context.selections = selections(document, self._documents.finds)
        document.documentLayout().draw(painter, context)
        painter.restore()

    def _paint_card_head(self, painter: QPainter, entry: EntryRow, frame: QRectF) -> None:
        look = theme()
        icon_name = _CALLS.get(str(entry.payload.get("direction")), "phone")
        if entry.kind is not EntryKind.CALL:
            icon_name = channel_icon(channel_of(entry) or Channel.EMAIL)
        head = QRectF(frame.left(), frame.top(), frame.width(), look.size("card.header"))
        inner = head.adjusted(look.size("card.pad.x"), 0, -look.size("card.pad.x"), 0)
        role = "danger" if entry.payload.get("direction") == "missed" else "text.secondary"
        paint_icon(painter, QRectF(inner.left(), inner.top(), look.size("icon"), inner.height()), icon_name, role)
        inner.setLeft(inner.left() + look.size("icon") + look.space(3))
        bold, quiet = self._words.headline(entry)
        self._paint_heads(painter, inner, (bold, quiet), entry, ("text.primary", "text.secondary"))

    def _paint_note_head(self, painter: QPainter, entry: EntryRow, frame: QRectF) -> None:
        look = theme()
        pad = look.size("card.pad.x")
        head = QRectF(frame.left() + pad, frame.top() + look.space(3), frame.width() - 2 * pad, look.line("meta"))
        side = look.size("icon.sm")
        paint_icon(painter, QRectF(head.left(), head.top(), side, head.height()), "lock", "note.text")
        head.setLeft(head.left() + side + look.space(3))
        bold, quiet = self._words.headline(entry)
        self._paint_heads(painter, head, (f"{bold} · {quiet}", ""), entry, ("note.text", "note.text"))

    def _paint_heads(
        self, painter: QPainter, rect: QRectF, texts: tuple[str, str], entry: EntryRow, roles: tuple[str, str]
    ) -> None:
        """Bold words, quiet words, and at the right the delivery and the time."""
        look = theme()
        time, state = self._words.time(entry), self._words.delivery(entry)
        painter.setFont(look.font("meta", tabular=True))
        painter.setPen(look.color(roles[1]))
        wide = text_width(time, painter.font())
        painter.drawText(rect, RIGHT, time)
        rect = rect.adjusted(0, 0, -wide - look.space(4), 0)
        if state:
            painter.setPen(look.color(_state_role(entry, roles[1])))
            wide = min(text_width(state, painter.font()), int(rect.width() / 2))
            draw_elided(painter, QRectF(rect.right() - wide, rect.top(), wide + 1, rect.height()), state, RIGHT)
            rect.setRight(rect.right() - wide - look.space(4))
        painter.setFont(look.font("meta", weight=500 if roles[0] == "note.text" else 600))
        painter.setPen(look.color(roles[0]))
        wide = text_width(texts[0], painter.font())
        draw_elided(painter, rect, texts[0])
        painter.setFont(look.font("meta", tabular=True))
        painter.setPen(look.color(roles[1]))
        if texts[1] and rect.width() > wide + look.space(8):
            draw_elided(painter, rect.adjusted(wide + look.space(3), 0, 0, 0), texts[1])

    def _paint_caption(self, painter: QPainter, item: Item, entry: EntryRow, lies: Geometry) -> None:
        look = theme()
        assert lies.caption is not None
        painter.setFont(look.font("caption", weight=400, tabular=True))
        painter.setPen(look.color("text.tertiary"))
        time, side = self._words.time(entry), look.size("icon.xs")
        if not item.is_ours:
            channel = channel_of(entry)
            mark = QRectF(lies.caption.left(), lies.caption.top(), side, lies.caption.height())
            paint_icon(painter, mark, channel_icon(channel) if channel else "message-circle", "text.tertiary")
            painter.drawText(lies.caption.adjusted(side + look.space(2), 0, 0, 0), LEFT, time)
            return
        state = self._words.delivery(entry)
        role = _state_role(entry, "text.tertiary")
        painter.setPen(look.color(role))
        author = self._words.author(entry)
        told = " · ".join(part for part in (author, time, state) if part)
        width = min(text_width(told, painter.font()), int(lies.caption.width()) - side - look.space(2))
        draw_elided(painter, lies.caption.adjusted(lies.caption.width() - width - 1, 0, 0, 0), told, RIGHT)
        if name := _state_icon(entry):
            x = lies.caption.right() - width - side - look.space(2)
            paint_icon(painter, QRectF(x, lies.caption.top(), side, lies.caption.height()), name, role)


def _state_role(entry: EntryRow, calm: str) -> str:
    if entry.delivery is DeliveryState.FAILED and not entry.pending:
        return "danger"
    return "warning" if entry.delivery is DeliveryState.UNKNOWN else calm


def _state_icon(entry: EntryRow) -> str:
    if entry.pending or entry.delivery in (DeliveryState.QUEUED, DeliveryState.SENDING):
        return "cloud-upload"
    return "circle-alert" if entry.delivery in (DeliveryState.FAILED, DeliveryState.UNKNOWN) else ""
