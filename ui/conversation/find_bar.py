"""Finding something in the open conversation: a field, how many messages have it, and the way from one to the next."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.client.search import Finder, FoundIn
from app.language.search.query import words
from app.language.search.spot import Spot, literal_spots, spots
from app.language.search.wanted import Search
from ui.bridge.latest import Latest
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.button import IconButton

_PAUSE_MS = 120


class FindBar(QFrame):
    """Hidden until Ctrl+F; what it found stays marked until it is closed or another conversation is opened."""

    gone_to = Signal(object)
    """A message is to be shown. Carries its entry's ``UUID``."""

    marked = Signal(object)
    """Other words are to stand out. Carries a function from a text to its ``Spot`` list, or None."""

    closed = Signal()
    """It is about to go: the focus goes back to the conversation."""

    def __init__(self, finder: Finder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find_bar")
        self._conversation_id: UUID | None = None
        self._found: FoundIn | None = None
        self._at = -1
        self._wanted_entry: UUID | None = None
        self.field, self.count = QLineEdit(), QLabel()
        self.before = IconButton("chevron-up", "")
        self.after = IconButton("chevron-down", "")
        self.leave = IconButton("x", "")
        row = QHBoxLayout(self)
        row.addWidget(self.field, 1)
        for part in (self.count, self.before, self.after, self.leave):
            row.addWidget(part)
        self._row = row
        self._latest = Latest(lambda wish: finder.find_in(*wish), self)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._connect()
        self.hide()
        self.retranslate()
        self.restyle()

    def _connect(self) -> None:
        self.field.textChanged.connect(self._pause.start)
        self.field.installEventFilter(self)
        self._pause.timeout.connect(self._look)
        self._latest.done.connect(self._on_found)
        self.before.clicked.connect(self.step_back)
        self.after.clicked.connect(self.step_on)
        self.leave.clicked.connect(self.close_bar)

    # ------------------------------------------------------------------ what the pane does

    def open_with(self, text: str = "", entry_id: UUID | None = None) -> None:
        """Show it; with a text look for that, beginning at this entry, to which one is led though it has none of it.

        When nothing here has them, as when they stand in a subject or a name, the bar goes again.
        """
        self._wanted_entry = entry_id
        if text and text != self.field.text():
            self.field.setText(text)
        self.show()
        if entry_id is None:
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.field.selectAll()
        self._look()

    def set_conversation(self, conversation_id: UUID | None) -> None:
        """Another conversation is open: what was found in the one before is nothing here."""
        if conversation_id != self._conversation_id:
            self._conversation_id = conversation_id
            self._forget()
            self.hide()

    @Slot()
    def close_bar(self) -> None:
        """Nothing is marked any more."""
        self._forget()
        self.closed.emit()  # before the field goes, or Qt would give the keyboard to what comes next
        self.hide()

    @Slot()
    def step_on(self) -> None:
        """The next message that has it, round the end."""
        self._step(1)

    @Slot()
    def step_back(self) -> None:
        """The one before."""
        self._step(-1)

    # ------------------------------------------------------------------ inside

    def _forget(self) -> None:
        self._pause.stop()
        self._latest.forget()
        self._found, self._at = None, -1
        self.marked.emit(None)
        self._tell()

    @Slot()
    def _look(self) -> None:
        self._pause.stop()
        if self._conversation_id is None or not self.field.text().strip():
            self._forget()
        else:
            self._latest.ask((self._conversation_id, self.field.text()))

    @Slot(object, object)
    def _on_found(self, _wish: object, found: FoundIn) -> None:
        self._found = found
        wanted, self._wanted_entry = self._wanted_entry, None
        last = len(found.entries) - 1
        self._at = last if wanted is None else -1 if wanted not in found.entries else found.entries.index(wanted)
        self.marked.emit(_finds(found) if found.entries else None)
        self._tell()
        if self._at >= 0 or wanted is not None:
            self.gone_to.emit(found.entries[self._at] if self._at >= 0 else wanted)
        if wanted is not None and not found.entries:
            self.hide()

    def _step(self, by: int) -> None:
        if self._found is None or not self._found.entries:
            return
        at = 0 if self._at < 0 and by < 0 else self._at  # from beside them all: the first, or back the last
        self._at = (at + by) % len(self._found.entries)
        self._tell()
        self.gone_to.emit(self._found.entries[self._at])

    def _tell(self) -> None:
        found = self._found
        some = found is not None and bool(found.entries)
        text = ""
        if found is not None:
            text = _("{number} of {count}") if some else _("Not here")
            text = text.format(number=self._at + 1 or "–", count=len(found.entries))
        self.count.setText(text)
        self.field.setAccessibleDescription(text)
        for button in (self.before, self.after):
            button.setEnabled(some)

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on, Shift+Enter back, Esc closes."""
        if watched is not self.field or not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Return: self._on_enter(event), Qt.Key.Key_Enter: self._on_enter(event),
            Qt.Key.Key_Down: self.step_on, Qt.Key.Key_Up: self.step_back, Qt.Key.Key_Escape: self.close_bar,
        }  # fmt: skip
        act = keys.get(event.key())
        if act is None:
            return False
        act()
        return True

    def _on_enter(self, event: QKeyEvent) -> Callable[[], None]:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return self.step_back if back else self.step_on

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_row"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words."""
        self.field.setPlaceholderText(_("Find in this conversation"))
        self.field.setAccessibleName(_("Find in this conversation"))
        self.before.set_name(_("Previous message"), "Shift+Return")
        self.after.set_name(_("Next message"), "Return")
        self.leave.set_name(_("Close"), "Esc")
        self._tell()

    def restyle(self) -> None:
        """Distances of now."""
        look = theme()
        self._row.setContentsMargins(look.space(7), look.space(2), look.space(7), look.space(2))
        self._row.setSpacing(look.space(3))
        self.count.setFont(look.font("meta", tabular=True))


def _finds(found: FoundIn) -> Callable[[str], list[Spot]]:
    if found.literal:
        return lambda text: literal_spots(text, found.typed)
    search = Search(words(found.typed))
    return lambda text: spots(text, search)
