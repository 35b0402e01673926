"""The timeline on the screen: scrolls in pixels, keeps its place, opens the current row's text for reading."""

from uuid import UUID

from PySide6.QtCore import QModelIndex, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from ui.conversation.appending import Appending
from ui.conversation.document import Documents
from ui.conversation.item import Item
from ui.conversation.measuring import Measuring
from ui.conversation.open_text import OpenText
from ui.conversation.paging import Paging
from ui.conversation.reading_place import ReadingPlace
from ui.conversation.row_act import RowActs
from ui.conversation.timeline_delegate import Hit, TimelineDelegate
from ui.conversation.timeline_model import AnyIndex, TimelineModel
from ui.theme.tokens import theme
from ui.widgets.base import SolidList


class TimelineView(SolidList):
    """Shows a ``TimelineModel``; remembers where each conversation was being read."""

    seen_changed = Signal(int)
    """More was read. Carries the highest ``seq`` of the open conversation that has been on the screen."""
    newer_below = Signal(bool, bool)
    """Is there something under the visible part to go back to? And is it news?"""

    def __init__(
        self, model: TimelineModel, delegate: TimelineDelegate, documents: Documents, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self._rows = model
        self._delegate = delegate
        self._documents = documents
        self._appending = Appending(self, model)
        self.place = ReadingPlace(self, model, delegate.is_settled)
        """Where it is being read."""
        self._text = OpenText(self, model)
        self.acts = RowActs(self, delegate, documents)
        """What the reader wants of a row."""
        self._text.link_activated.connect(self.acts.link_activated)
        self.acts.quote_toggled.connect(self._toggle_quote)
        documents.pictures.ready.connect(self.relayout)
        self._pressed: Hit | None = None
        self.measuring = Measuring(self, model, delegate, self.place, self._lay_out)
        self._paging = Paging(self, model, self.place)
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._text.close)
        self.setItemDelegate(delegate)
        _scroll_in_pixels(self)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # ------------------------------------------------------------------ what the pane does

    def open(self, conversation_id: UUID) -> None:
        """Show another conversation where it was left, else at its end."""
        self.place.leave()
        self._text.close()
        self._documents.leave()
        self.place.enter(conversation_id)
        self.doItemsLayout()
        self._tell_seen()
        self.newer_below.emit(self._rows.has_newer, False)

    def go_to(self, entry_id: UUID) -> bool:
        """Stand on an entry, however old; False: it is not here."""
        is_here = self.place.go_to(entry_id)
        if self._rows.has_newer:
            self.newer_below.emit(True, False)
        return is_here

    def reload(self, *, just_written: bool = False) -> int:
        """The conversation was touched, or something was written just now; returns how many entries are new."""
        self.place.keep()
        before = self._appending.seen() if self.place.is_at_end else None
        added = self._rows.read_on() if just_written else self._rows.reload()
        fresh = self._appending.lay_out(before if added else None)
        if added and not self.place.is_at_end:
            self.newer_below.emit(True, True)
        elif added:
            self.viewport().repaint(fresh)  # now: the frame that Qt would wait for is what one notices when writing
        self._tell_seen()
        return added

    def relayout(self) -> None:
        """Theme, text size, language or a body changed."""
        self._text.close()
        self._delegate.forget()
        self.doItemsLayout()
        self._text.open(self.currentIndex())

    def to_end(self) -> None:
        """Jump to the newest entry."""
        self.place.go_to_end()
        self.newer_below.emit(False, False)
        self._tell_seen()

    # ------------------------------------------------------------------ keeping the place

    def doItemsLayout(self) -> None:
        """Lay out, then stand where the reader stood; what is seen then is as high as it is."""
        self._lay_out()
        self.measuring.settle()

    def _lay_out(self) -> None:
        self._delegate.width = self.viewport().width()
        self.measuring.look()
        self._delegate.is_laying_out = True
        with self.place.still(), self._appending.unpainted():
            super().doItemsLayout()
            self._delegate.is_laying_out = False
            _stand_on_the_ground(self)
        self.place.restore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks lines elsewhere; the text over the current row is made anew."""
        if event.size().width() != event.oldSize().width():
            self._text.close()
        self._delegate.width = event.size().width()
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()  # Qt lays a column out anew only when its height changes
        _stand_on_the_ground(self)
        self.place.restore()
        if event.size().width() != event.oldSize().width() and self.currentIndex().isValid():
            self._text.open(self.currentIndex())

    def scrollTo(self, index: AnyIndex, hint: QListView.ScrollHint = QListView.ScrollHint.EnsureVisible) -> None:
        """Where a row is has to be known for that."""
        self.measuring.reach(index, to_middle=hint is QListView.ScrollHint.PositionAtCenter)
        super().scrollTo(index, hint)

    def _on_scrolled(self) -> None:
        if self.place.is_moving:
            return
        self.place.keep()
        self.measuring.settle()
        self._paging.look()
        if self.place.is_at_end:
            self.newer_below.emit(False, False)
        self._tell_seen()

    def _tell_seen(self) -> None:
        if self.isVisible() and self._rows.conversation_id is not None:
            self.seen_changed.emit(self.place.seen_seq())

    # ------------------------------------------------------------------ the current row

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        """Open the text of the row one stands on."""
        super().currentChanged(current, previous)
        self._text.open(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter unfolds the quoted text, or goes into the text; Ctrl+C copies the row."""
        index = self.currentIndex()
        if not index.isValid():
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.acts.copy(self._rows.item(index.row()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._enter(index)
        else:
            super().keyPressEvent(event)

    def _enter(self, index: QModelIndex) -> None:
        item = self._rows.item(index.row())
        if self.acts.has_quote(item):
            self._toggle_quote(item)
        else:
            self._text.enter(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what was pressed."""
        self._pressed = self._hit(event.position())
        if self._pressed is None or self._pressed.what == "link":
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click is a press and a release on the same thing."""
        pressed, self._pressed = self._pressed, None
        super().mouseReleaseEvent(event)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if pressed is not None and self._hit(event.position()) == pressed:
            index = self.indexAt(event.position().toPoint())
            self.acts.act(self._rows.item(index.row()), pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be clicked."""
        super().mouseMoveEvent(event)
        over = self._hit(event.position()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Everything that can be done with the row, also without a pointer."""
        index = self.indexAt(event.pos()) if event.reason() is QContextMenuEvent.Reason.Mouse else self.currentIndex()
        if not index.isValid() or self._rows.item(index.row()).entry is None:
            return
        by_key = event.reason() is not QContextMenuEvent.Reason.Mouse
        where = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
        self.acts.pop_menu(self._rows.item(index.row()), where, by_key=by_key)

    def _hit(self, position: QPointF) -> Hit | None:
        index = self.indexAt(position.toPoint())
        if not index.isValid():
            return None
        corner = QPointF(self.visualRect(index).topLeft())
        return self._delegate.hit(self._rows.item(index.row()), self.viewport().width(), position - corner)

    def _toggle_quote(self, item: Item) -> None:
        assert item.entry is not None
        self.place.keep(even_at_end=True)
        self._documents.unfolded ^= {item.entry.entry_id}
        current = self.currentIndex()
        self._text.close()
        self.doItemsLayout()
        self._text.open(current)


def _stand_on_the_ground(view: TimelineView) -> None:
    """A short talk stands at the bottom, next to where one answers."""
    lead = max(0, view.height() - view.contentsSize().height())
    if lead != view.viewportMargins().top():
        view.setViewportMargins(0, lead, 0, 0)


def _scroll_in_pixels(view: QListView) -> None:
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setIconSize(QSize(0, 0))  # else the style is asked for two sizes at each row that is measured or painted
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    # always there, so that the width stays the same; drawn only when there is something to scroll
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setMouseTracking(True)
    view.verticalScrollBar().setSingleStep(theme().line("reading") * 2)
