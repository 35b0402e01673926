"""Draws the rows of the timeline as cards, bubbles, notes and one-line events."""

from collections.abc import Callable, Hashable
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.client.row import FileRow
from ui.conversation.document import Documents
from ui.conversation.entry_text import TimelineWords
from ui.conversation.item import Item, Shape
from ui.conversation.message_browser import MessageBrowser
from ui.conversation.timeline_layout import Geometry, guessed, measure
from ui.conversation.timeline_layout import text_width as text_room
from ui.conversation.timeline_painter import RowPainter
from ui.theme.style import paint_focus_ring
from ui.theme.tokens import theme

AnyIndex = QModelIndex | QPersistentModelIndex


_LAID_OUT = 64
"""Rows whose geometry is kept: what is in sight is painted again and again, a few screens around it soon."""


class Hit(NamedTuple):
    """What lies under the pointer: ``quote``, ``more``, ``block``, ``file`` or ``link`` with its address."""

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
        self._painter = RowPainter(documents, words)
        self._heights: dict[tuple[Hashable, int], tuple[Item, bool, int]] = {}
        self._laid_out: dict[tuple[Hashable, int], tuple[Item, bool, Geometry]] = {}
        self._edited: Hashable = None
        self.width = 0
        """Width of the view's inside; the view keeps it right."""
        self._told: dict[tuple[Hashable, int], int] = {}
        self.is_laying_out = False
        """Is the view asking for heights to lay rows out by? Else it hears the same ones again, until it does."""

    def forget(self) -> None:
        """Theme, text size or language changed: lay out anew."""
        self._heights.clear()
        self._told.clear()
        self._laid_out.clear()
        self._documents.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """The row's height at the width of the view; a guess for one that has not been laid out for it."""
        width, item = self.width or option.rect.width(), self._item(index.row())
        place = item.key, width
        told = self._told.get(place)
        if told is None or self.is_laying_out:
            high = self._known(item, width) or told
            if high is None:
                high = guessed(item, width) if item.has_text else self.height(item, width)
            if high != told:
                told = self._told[place] = high
        return QSize(width, told)

    def is_settled(self, item: Item) -> bool:
        """Does the row stand there as high as it is?"""
        return self._told.get((item.key, self.width)) == self._known(item, self.width)

    def height(self, item: Item, width: int) -> int:
        """The row's height; laid out for it, the first time."""
        known = self._known(item, width)
        if known is None:
            known = self.geometry(item, width).height
            self._heights[(item.key, width)] = (item, item.key in self._documents.unfolded, known)
        return known

    def knows(self, item: Item, width: int) -> bool:
        """Has the row been laid out for its height?"""
        return self._known(item, width) is not None

    def _known(self, item: Item, width: int) -> int | None:
        key = item.key
        found = self._heights.get((key, width))
        if found is None or found[1] != (key in self._documents.unfolded):
            return None
        return found[2] if found[0] is item or found[0] == item else None

    def geometry(self, item: Item, width: int) -> Geometry:
        """The row laid out; once, while it is among those seen last."""
        place, unfolded = (item.key, width), item.key in self._documents.unfolded
        found = self._laid_out.get(place)
        if found is None or found[1] != unfolded or found[0] != item:
            found = item, unfolded, measure(item, width, self._documents)
            self._laid_out.pop(place, None)
            self._laid_out[place] = found
            if len(self._laid_out) > _LAID_OUT:
                del self._laid_out[next(iter(self._laid_out))]
        return found[2]

    def hit(self, item: Item, width: int, at: QPointF) -> Hit | None:
        """What a click at ``at``, from the row's corner, means."""
        if item.shape is Shape.BLOCK:
            return Hit("block")
        if item.shape in (Shape.DAY, Shape.LINE, Shape.GAP):
            return None
        lies = self.geometry(item, width)
        if lies.quote and lies.quote.adjusted(-4, -4, 4, 4).contains(at):
            return Hit("quote")
        if lies.more and lies.more.contains(at):
            return Hit("more")
        if chip := _chip_at(lies, at):
            return chip
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
        lies = self.geometry(item, self.width)
        if lies.text is not None:
            editor.setGeometry(lies.text.translated(QPointF(option.rect.topLeft())).toAlignedRect())

    # ------------------------------------------------------------------ painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One row."""
        item = self._item(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(option.rect.topLeft())
        lies = self.geometry(item, option.rect.width())
        self._painter.paint(painter, item, lies, with_text=self._edited != item.key)
        if option.state & QStyle.StateFlag.State_HasFocus and lies.frame:
            paint_focus_ring(painter, lies.frame, theme().radius("lg"))
        painter.restore()


def _chip_at(lies: Geometry, at: QPointF) -> Hit | None:
    for rect, file in (*lies.thumbs, *lies.chips):
        if rect.contains(at):
            return Hit("file", file)
    return next((Hit("link", address=link.url) for rect, link in lies.clouds if rect.contains(at)), None)
