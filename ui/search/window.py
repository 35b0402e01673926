"""The search window: a field, filters, what was found; it stays as it was when it is opened again."""

from uuid import UUID

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCursor, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.client.inbox import Declined
from app.client.port import Link, LinkStatus
from app.client.search import Found, FoundThere
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.latest import Latest
from ui.search.face import SearchFace
from ui.search.model import LINE_ROLE, Line
from ui.search.words import declined_text, foot, how_to, nothing_found

_PAUSE_MS = 300
"""After the last key, before the server is asked."""

_AGAIN_MS = 1_000
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class SearchWindow(SearchFace):
    """Never waits: this computer answers while one types, the server's lines come under them."""

    chosen = Signal(object, object, str)
    """A conversation of this computer was chosen. Carries its ``UUID``, its entry's or None, and what was typed."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._bridge = bridge
        self._found: Found | None = None
        self._asking = False
        self._declined = ""
        self._here = Latest(bridge.desk.finder.find, self)
        self._away = Latest(bridge.desk.lookup.find, self)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._again = QTimer(self, interval=_AGAIN_MS, singleShot=True)
        self._connect()
        self._show_state()

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_typed)
        self.field.installEventFilter(self)
        self.list.activated.connect(self._on_activated)
        self.list.clicked.connect(self._on_activated)
        self.past.clicked.connect(self._on_past)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self._here.done.connect(self._on_found)
        self._away.done.connect(self._on_found_there)
        self._pause.timeout.connect(self._ask_server)
        self._again.timeout.connect(self._look_again)
        self._bridge.status_changed.connect(self._on_status_changed)
        self.there.left.connect(self._show_state)

    # ------------------------------------------------------------------ what the shell does

    def look_for(self, text: str = "") -> None:
        """Come to the front, with this text when there is one, else with what was there."""
        if text:
            self.field.setText(text)
        self.show()
        self.activateWindow()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def stop(self) -> None:
        """The desk is leaving."""
        for part in (self._here, self._away, self.there, self.filters):
            part.stop()

    # ------------------------------------------------------------------ asking

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._declined, self._asking = "", False
        self._away.forget()
        self._again.stop()
        self._here.ask(text)
        self._pause.start()

    @Slot()
    def _ask_server(self) -> None:
        typed = self.field.text()
        if self._bridge.status.link in (Link.LIVE, Link.POLLING) and typed.strip():
            self._asking = True
            self._away.ask(typed)
        self._show_state()

    @Slot(object, object)
    def _on_found(self, _wish: object, found: Found) -> None:
        self._found = found
        self.model.show(found)
        self.list.setCurrentIndex(self.model.index(self.model.step(-1, 1)))
        self.list.scrollToTop()
        self.filters.show_filters(found.search.filters)
        self._show_state()
        if found.waiting:
            self._again.start()
        if not self._pause.isActive():
            self._ask_server()

    @Slot(object, object)
    def _on_found_there(self, _wish: object, answer: FoundThere | Declined) -> None:
        self._asking = False
        if isinstance(answer, Declined):
            self._declined = declined_text(answer)
        else:
            self.model.add(answer.hits, answer.more)
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self.model.index(self.model.step(-1, 1)))
        self._show_state()

    @Slot()
    def _look_again(self) -> None:
        """More of this computer can be found now: unless somebody is about to choose a line."""
        at_first = self.list.currentIndex().row() <= self.model.step(-1, 1)
        if self.isVisible() and at_first and not self.list.rect().contains(self.list.mapFromGlobal(QCursor.pos())):
            self._here.ask(self.field.text())
        elif self.isVisible():
            self._again.start()

    # ------------------------------------------------------------------ choosing

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        line: Line | None = index.data(LINE_ROLE)
        if line is None or line.heading:
            return
        if line.person is not None:
            if line.person.newest_id is not None:
                self._choose(line.person.newest_id, None)
            return
        assert line.hit is not None
        if line.there:
            self.there.show_hit(line.hit)
            self._show_there()
        else:
            self._choose(line.hit.conversation_id, line.hit.entry_id)

    @Slot(QModelIndex)
    def _on_current(self, index: QModelIndex) -> None:
        line: Line | None = index.data(LINE_ROLE)
        self.past.setEnabled(line is not None and line.customer is not None)

    @Slot()
    def _on_past(self) -> None:
        """What the customer of this line ever asked, wherever it is."""
        line: Line | None = self.list.currentIndex().data(LINE_ROLE)
        if line is not None and line.customer is not None:
            self.there.show_past(*line.customer)
            self._show_there()

    def _show_there(self) -> None:
        self.pages.setCurrentWidget(self.there)
        self.there.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, conversation_id: UUID, entry_id: UUID | None) -> None:
        self.hide()
        self.chosen.emit(conversation_id, entry_id, self.field.text())

    # ------------------------------------------------------------------ what is said

    @Slot()
    def _show_state(self) -> None:
        shown = self.model.rowCount() > 0
        typed = self.field.text()
        if not shown:
            looks = self._asking or self._pause.isActive()
            is_asked = self._found is not None and bool(self._found.search)
            self.empty.set_text(how_to() if not is_asked else "" if looks else nothing_found(typed))
        back = self.pages.currentWidget() is self.there
        self.pages.setCurrentWidget(self.list if shown else self.empty)
        if back:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.past.setEnabled(shown)
        self._tell()

    def _tell(self) -> None:
        typed = bool(self.field.text().strip())
        said = foot(self._bridge.status.link, self._found, self._asking, self._declined) if typed else ""
        self.told.setText(said)

    @Slot(object)
    def _on_status_changed(self, _status: LinkStatus) -> None:
        self._tell()

    # ------------------------------------------------------------------ Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the field arrows move among the lines, Enter chooses one, Tab takes the value that is offered first."""
        if watched is not self.field or event.type() is not QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        key = Qt.Key(event.key())
        if key in _MOVES:
            self.move_by(_MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_activated(self.list.currentIndex())
        else:
            return key is Qt.Key.Key_Tab and self.filters.complete()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back from a conversation of the server, then closes."""
        if event.key() == Qt.Key.Key_Escape and self.pages.currentWidget() is self.there:
            self.there.left.emit()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """What was typed last may be answered otherwise now."""
        super().showEvent(event)
        if self.field.text():
            self._on_typed(self.field.text())

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is looked for behind the back."""
        super().hideEvent(event)
        self._pause.stop()
        self._again.stop()
        self._away.forget()
