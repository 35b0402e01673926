"""The timeline on the screen: scrolls in pixels, keeps its place, opens the current row's text for reading."""

from collections.abc import Hashable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QWidget

from app.language.plain_text import full_body
from ui.conversation.document import Documents
from ui.conversation.item import Item, text_of
from ui.conversation.message_browser import MessageBrowser
from ui.conversation.timeline_delegate import Hit, TimelineDelegate
from ui.conversation.timeline_model import AnyIndex, TimelineModel
from ui.theme.tokens import theme
from ui.translation import _
from ui.wording import button_text

_NEAR_TOP_PX = 400


class TimelineView(QListView):
    """Shows a ``TimelineModel``; remembers where each conversation was being read."""

    seen_changed = Signal(int)
    """More was read. Carries the highest ``seq`` of the open conversation that has been on the screen."""
    link_activated = Signal(str)
    """A link was clicked. Carries its address, unchecked."""
    file_activated = Signal(object)
    """A file's chip was clicked. Carries its ``FileRow``."""
    whole_requested = Signal(object)
    """The whole text of a long message is wanted. Carries its ``EntryRow``."""
    newer_below = Signal(bool)
    """Is there something new under the visible part?"""

    def __init__(
        self, model: TimelineModel, delegate: TimelineDelegate, documents: Documents, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self._rows = model
        self._delegate = delegate
        self._documents = documents
        self._anchor: tuple[Hashable, int] | None = None  # row's key and its top; None: at the end
        self._places: dict[UUID, tuple[Hashable, int]] = {}
        self._opened = QPersistentModelIndex()
        self._restoring = False
        self._pressed: Hit | None = None
        self._older = QTimer(self, singleShot=True, interval=0)
        self._older.timeout.connect(self._load_older)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(theme().line("reading") * 2)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # ------------------------------------------------------------------ what the pane does

    def open(self, conversation_id: UUID) -> None:
        """Show another conversation where it was left, else at its end."""
        self._keep_place()
        self._close_text()
        self._documents.clear()
        self._anchor = self._places.get(conversation_id)
        self._rows.open(conversation_id)
        while self._anchor is not None and self._row(self._anchor[0]) < 0 and self._rows.load_older():
            pass
        self.doItemsLayout()
        self._tell_seen()

    def reload(self) -> int:
        """The conversation was touched; returns how many entries are new."""
        self._keep_anchor()
        added = self._rows.reload()
        self.executeDelayedItemsLayout()
        if added and self._anchor is not None:
            self.newer_below.emit(True)
        self._tell_seen()
        return added

    def relayout(self) -> None:
        """Theme, text size, language or a body changed."""
        self._close_text()
        self._delegate.forget()
        self.doItemsLayout()
        self.viewport().update()
        self._open_text(self.currentIndex())

    def to_end(self) -> None:
        """Jump to the newest entry."""
        self._anchor = None
        self._restore()
        self.newer_below.emit(False)
        self._tell_seen()

    def seen_seq(self) -> int:
        """Highest ``seq`` of the open conversation in rows down to the last visible one."""
        last = self._rows.rowCount() - 1
        at = self.indexAt(QPoint(self.viewport().width() // 2, self.viewport().height() - 1))
        return self._rows.newest_seq(at.row() if at.isValid() else last)

    # ------------------------------------------------------------------ keeping the place

    def doItemsLayout(self) -> None:
        """Lay out, then stand where the reader stood."""
        self._delegate.width = self.viewport().width()
        super().doItemsLayout()
        self._restore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks lines elsewhere; the text over the current row is made anew."""
        if event.size().width() != event.oldSize().width():
            self._close_text()
        self._delegate.width = event.size().width()
        super().resizeEvent(event)
        self._restore()
        if event.size().width() != event.oldSize().width() and self.currentIndex().isValid():
            self._open_text(self.currentIndex())

    def _on_scrolled(self, value: int) -> None:
        if self._restoring:
            return
        self._keep_anchor()
        if value < _NEAR_TOP_PX and not self._rows.is_complete:
            self._older.start()
        if self._anchor is None:
            self.newer_below.emit(False)
        self._tell_seen()

    def _load_older(self) -> None:
        self._keep_anchor(even_at_end=True)
        if self._rows.load_older():
            self.executeDelayedItemsLayout()
            self._restore()

    def _keep_anchor(self, *, even_at_end: bool = False) -> None:
        """Remember the first visible entry and where its top is; nothing at the end, which is kept by itself."""
        bar = self.verticalScrollBar()
        self._anchor = None
        if bar.value() >= bar.maximum() - 2 and not even_at_end:
            return
        middle = self.viewport().width() // 2
        for y in range(0, self.viewport().height(), theme().space(4)):
            index = self.indexAt(QPoint(middle, y))
            if index.isValid() and self._rows.item(index.row()).entry is not None:
                self._anchor = (self._rows.item(index.row()).key, self.visualRect(index).top())
                return

    def _keep_place(self) -> None:
        if self._rows.conversation_id is None:
            return
        if self._anchor is None:
            self._places.pop(self._rows.conversation_id, None)
        else:
            self._places[self._rows.conversation_id] = self._anchor

    def _restore(self) -> None:
        bar = self.verticalScrollBar()
        self._restoring = True
        row = -1 if self._anchor is None else self._row(self._anchor[0])
        if self._anchor is None or row < 0:
            bar.setValue(bar.maximum())
        else:
            top = self.visualRect(self._rows.index(row)).top()
            bar.setValue(bar.value() + top - self._anchor[1])
        self._restoring = False

    def _row(self, key: Hashable) -> int:
        return self._rows.row_of(key) if isinstance(key, UUID) else -1

    def _tell_seen(self) -> None:
        if self.isVisible() and self._rows.conversation_id is not None:
            self.seen_changed.emit(self.seen_seq())

    # ------------------------------------------------------------------ the current row

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        """Open the text of the row one stands on."""
        super().currentChanged(current, previous)
        self._open_text(current)

    def _open_text(self, current: AnyIndex) -> None:
        self._close_text()
        if current.isValid() and self._rows.item(current.row()).has_text:
            self._opened = QPersistentModelIndex(current)
            self.openPersistentEditor(current)
            browser = self.indexWidget(current)
            if isinstance(browser, MessageBrowser):
                browser.anchorClicked.connect(self._on_anchor_clicked)

    def _close_text(self) -> None:
        if self._opened.isValid():
            self.closePersistentEditor(self._opened)
        self._opened = QPersistentModelIndex()

    def _on_anchor_clicked(self, address: Any) -> None:
        self.link_activated.emit(address.toString())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter unfolds the quoted text, or goes into the text; Ctrl+C copies the row."""
        index = self.currentIndex()
        if not index.isValid():
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy(self._rows.item(index.row()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._enter(index)
        else:
            super().keyPressEvent(event)

    def _enter(self, index: QModelIndex) -> None:
        item = self._rows.item(index.row())
        if item.has_text and self._written_quote(item):
            self._toggle_quote(item)
        elif (browser := self.indexWidget(index)) is not None:
            browser.setFocus(Qt.FocusReason.TabFocusReason)

    # ------------------------------------------------------------------ pointer and menu

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
            self._act(self._rows.item(index.row()), pressed)

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
        menu = self.row_menu(self._rows.item(index.row()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        where = event.globalPos()
        if event.reason() is not QContextMenuEvent.Reason.Mouse:
            where = self.viewport().mapToGlobal(self.visualRect(index).center())
        menu.popup(where)

    def row_menu(self, item: Item) -> QMenu:
        """The menu of a row."""
        assert item.entry is not None
        menu = QMenu(self)
        entry = item.entry
        menu.addAction(_("Copy text"), lambda: self._copy(item))
        if item.has_text and self._written_quote(item):
            shown = entry.entry_id in self._documents.unfolded
            menu.addAction(_("Hide quoted text") if shown else _("Show quoted text"), lambda: self._toggle_quote(item))
        if item.has_text:
            menu.addAction(_("Show the whole message"), lambda: self.whole_requested.emit(entry))
        for file in entry.files:
            name = button_text(file.name)
            menu.addAction(_("Save “{name}”…").format(name=name), partial(self.file_activated.emit, file))
        return menu

    def _hit(self, position: QPointF) -> Hit | None:
        index = self.indexAt(position.toPoint())
        if not index.isValid():
            return None
        corner = QPointF(self.visualRect(index).topLeft())
        return self._delegate.hit(self._rows.item(index.row()), self.viewport().width(), position - corner)

    def _act(self, item: Item, hit: Hit) -> None:
        if hit.what == "quote":
            self._toggle_quote(item)
        elif hit.what == "more":
            self.whole_requested.emit(item.entry)
        elif hit.what == "file":
            self.file_activated.emit(hit.file)
        else:
            self.link_activated.emit(hit.address)

    def _written_quote(self, item: Item) -> bool:
        return self._delegate.geometry(item, self.viewport().width()).quote is not None

    def _toggle_quote(self, item: Item) -> None:
        assert item.entry is not None
        self._keep_anchor(even_at_end=True)
        self._documents.unfolded ^= {item.entry.entry_id}
        current = self.currentIndex()
        self._close_text()
        self.doItemsLayout()
        self._open_text(current)

    @staticmethod
    def _copy(item: Item) -> None:
        if item.entry is not None:
            QGuiApplication.clipboard().setText(full_body(text_of(item.entry), 1_000_000))
