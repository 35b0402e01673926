"""Draws the rows of the timeline as cards, bubbles, notes and one-line events."""

from collections.abc import Callable, Hashable
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.client.row import EntryRow, FileRow
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from ui.conversation.document import Documents
from ui.conversation.entry_text import TimelineWords
from ui.conversation.item import Item, Shape, channel_of
from ui.conversation.message_browser import MessageBrowser
from ui.conversation.timeline_layout import Geometry, file_pill, measure
from ui.conversation.timeline_layout import text_width as text_room
from ui.theme.icon import paint_icon
from ui.theme.style import paint_focus_ring
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.avatar import initials, paint_avatar
from ui.widgets.base import LEFT, RIGHT, draw_elided, text_width
from ui.widgets.pill import paint_pill
from ui.wording import channel_icon

AnyIndex = QModelIndex | QPersistentModelIndex
_EVENTS = {
    EntryKind.STATUS: ("circle-check", "text.tertiary"),
    EntryKind.ASSIGNED: ("git-branch", "text.tertiary"),
    EntryKind.SURVEY: ("star", "text.tertiary"),
    EntryKind.PROMISE: ("handshake", "promise"),
}
_CALLS = {"out": "phone-outgoing", "in": "phone-incoming", "missed": "phone-missed"}


class Hit(NamedTuple):
    """What lies under the pointer: ``quote``, ``more``, ``file`` or ``link`` with its address."""

    what: str
    file: FileRow | None = None
    address: str = ""


class TimelineDelegate(QStyledItemDelegate):
    """Heights are kept per row and width, documents for rows likely to be seen; colours are asked at each painting."""

    def __init__(
        self,
        item: Callable[[int], Item],
        documents: Documents,
        words: TimelineWords,
        parent: QObject | None = None,
    ) -> None:
        """``item`` gives a row's item straight from the model: ``data`` costs ten times as much."""
        super().__init__(parent)
        self._item = item
        self._documents = documents
        self._words = words
        self._heights: dict[tuple[Hashable, int], tuple[Item, bool, int]] = {}
        self._edited: Hashable = None
        self.width = 0
        """Width of the view's inside; the view keeps it right."""

    def forget(self) -> None:
        """Theme, text size or language changed: lay out anew."""
        self._heights.clear()
        self._documents.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """The row's height at the width of the view."""
        width, row = self.width or option.rect.width(), index.row()
        item = self._item(row)
        unfolded = item.key in self._documents.unfolded
        found = self._heights.get((item.key, width))
        if found is not None and found[1] == unfolded and found[0] == item:
            return QSize(width, found[2])
        height = measure(item, width, self._documents).height
        self._heights[(item.key, width)] = (item, unfolded, height)
        return QSize(width, height)

    def geometry(self, item: Item, width: int) -> Geometry:
        """The row laid out, for hits and editors."""
        return measure(item, width, self._documents)

    def hit(self, item: Item, width: int, at: QPointF) -> Hit | None:
        """What a click at ``at``, from the row's corner, means."""
        if item.shape in (Shape.DAY, Shape.LINE):
            return None
        lies = measure(item, width, self._documents)
        if lies.quote and lies.quote.adjusted(-4, -4, 4, 4).contains(at):
            return Hit("quote")
        if lies.more and lies.more.contains(at):
            return Hit("more")
        for rect, file in lies.chips:
            if rect.contains(at):
                return Hit("file", file)
        if lies.text and lies.text.contains(at):
            written = self._documents.get(item, text_room(item, width))
            address = written.document.documentLayout().anchorAt(at - lies.text.topLeft())
            return Hit("link", address=address) if address else None
        return None

    # ------------------------------------------------------------------ the browser over the current row

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        """A read-only browser with a document of its own."""
        item = self._item(index.row())
        browser = MessageBrowser(parent)
        written = self._documents.build(item, text_room(item, self.width), browser)
        browser.show_document(written.document, self._words.sentence(item))
        self._edited = item.key
        return browser

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        """Nothing to set: the document came with the browser."""

    def setModelData(self, editor: QWidget, model: object, index: AnyIndex) -> None:
        """Nothing is ever written back."""

    def destroyEditor(self, editor: QWidget, index: AnyIndex) -> None:
        """The row draws its text itself again."""
        self._edited = None
        super().destroyEditor(editor, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Exactly over the text."""
        item = self._item(index.row())
        lies = measure(item, self.width, self._documents)
        if lies.text is not None:
            editor.setGeometry(lies.text.translated(QPointF(option.rect.topLeft())).toAlignedRect())

    # ------------------------------------------------------------------ painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One row."""
        item = self._item(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(option.rect.topLeft())
        lies = measure(item, option.rect.width(), self._documents)
        if item.entry is None:
            _paint_day(painter, lies.line, self._words.day(item))
        elif item.shape is Shape.LINE:
            self._paint_line(painter, lies.line, item.entry)
        else:
            self._paint_block(painter, item, item.entry, lies)
            if option.state & QStyle.StateFlag.State_HasFocus and lies.frame:
                paint_focus_ring(painter, lies.frame, theme().radius("lg"))
        painter.restore()

    def _paint_line(self, painter: QPainter, rect: QRectF, entry: EntryRow) -> None:
        look = theme()
        name, role = _EVENTS.get(entry.kind, ("circle", "text.tertiary"))
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
            _paint_frame(painter, lies.frame, "bg.bubbleOut" if item.is_ours else "bg.bubbleIn", "")
            self._paint_caption(painter, item, entry, lies)
        elif item.shape is Shape.NOTE:
            _paint_frame(painter, lies.frame, "note.bg", "note.border")
            self._paint_note_head(painter, entry, lies.frame)
        else:
            _paint_frame(painter, lies.frame, "bg.surface", "border.subtle", header=theme().size("card.header"))
            self._paint_card_head(painter, entry, lies.frame)
        if lies.text is not None and lies.text.height() and self._edited != item.key:
            self._paint_text(painter, item, lies)
        _paint_foot(painter, lies, unfolded=entry.entry_id in self._documents.unfolded)

    def _paint_text(self, painter: QPainter, item: Item, lies: Geometry) -> None:
        assert lies.text is not None
        width = lies.room
        painter.save()
        painter.translate(lies.text.topLeft())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, theme().color("text.primary"))
        context.clip = QRectF(0, 0, width, lies.text.height())
        painter.setClipRect(context.clip)
        self._documents.get(item, width).document.documentLayout().draw(painter, context)
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


def _paint_day(painter: QPainter, rect: QRectF, text: str) -> None:
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


def _paint_frame(painter: QPainter, rect: QRectF, fill: str, edge: str, *, header: int = 0) -> None:
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


def _paint_foot(painter: QPainter, lies: Geometry, *, unfolded: bool) -> None:
    look = theme()
    for rect, file in lies.chips:
        paint_pill(painter, rect, file_pill(file))
    if lies.quote is not None:
        _paint_frame(painter, lies.quote, "bg.selected" if unfolded else "bg.hover", "")
        paint_icon(painter, lies.quote, "ellipsis", "text.secondary")
    if lies.more is not None:
        painter.setFont(look.font("meta", weight=500))
        painter.setPen(look.color("accent.text"))
        draw_elided(painter, lies.more, _("Show the whole message"))
