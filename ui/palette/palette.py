"""The palette itself: a field, what fits, and a foot that tells how it is used; a child of the window."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from ui.palette.at_hand import AtHand
from ui.palette.entry import Entry, Group, Question, Source, arranged, fitting
from ui.palette.foot import PaletteFoot
from ui.palette.ground import mark_solid
from ui.palette.head import PaletteHead
from ui.palette.lines import Lines, nothing_words
from ui.palette.lookup import Lookup
from ui.palette.model import PaletteModel
from ui.palette.stage import Stage
from ui.translation import _
from ui.widgets.base import follow

_FOCUS = Qt.FocusReason.PopupFocusReason
_SOON_MS = 25
"""So long the answer of a look-up is waited for, so that most letters paint once."""
_RUNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Palette(QFrame):
    """Opened by ``open_with``; whatever is chosen runs after the palette has gone and the focus is back."""

    answered = Signal()
    """All lines of what was typed are shown, also those that were looked up."""

    def __init__(
        self,
        window: QWidget,
        sources: Iterable[Source],
        lookup: Lookup,
        context: Callable[[], str],
        where: Callable[[], tuple[QWidget, int]],
    ) -> None:
        """``context``: what the open request is called, empty for none; ``where``: see ``Stage``."""
        super().__init__(window)
        self.setObjectName("palette")
        self._sources = AtHand(sources)
        self._lookup = lookup
        self._at_hand: list[Entry] = []
        self._looked_up: list[Entry] = []
        self._soon = QTimer(self, interval=_SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._show_at_hand)
        self._context = context
        self._before: QWidget | None = None
        self._stage = Stage(self, window, where)
        self.scrim = self._stage.scrim
        self.head, self.list = PaletteHead(), Lines()
        self.field, self.chip = self.head.field, self.head.chip
        self.model = PaletteModel(self)
        self.foot = PaletteFoot()
        self._build()
        self._connect()
        self.hide()
        self.retranslate()
        self.restyle()

    def _build(self) -> None:
        self.list.setModel(self.model)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._line = QFrame()
        self._line.setProperty("line", True)
        for part in (self.head, self._line, self.list, self.foot):
            self._column.addWidget(part, int(part is self.list))

    def _connect(self) -> None:
        self.field.textChanged.connect(self._look)
        self._lookup.found.connect(self._on_found)
        self.field.installEventFilter(self)
        self.list.clicked.connect(lambda index: self._run(index.row()))
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.reached.connect(self.field.setAccessibleDescription)
        self.chip.clicked.connect(self._on_chip)
        self._stage.left.connect(self.close_palette)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]

    def open_with(self, text: str = "") -> None:
        """Show it with this text; shown already, it goes."""
        if self.isVisible():
            self.close_palette()
            return
        self._lookup.prepare()
        focus = QApplication.focusWidget()
        self.head.show_context(self._context())
        self._sources.forget()
        self.field.setText(text)
        self._look()
        self._stage.enter()
        mark_solid(self.field, self.list.viewport(), self.list.verticalScrollBar())
        self._before = focus if focus is not None and self.window().isAncestorOf(focus) else None
        self.field.setFocus(_FOCUS)

    def close_palette(self) -> None:
        """Go; the focus is where it was."""
        before, self._before = self._before, None
        self._soon.stop()
        self._stage.leave()
        if before is not None:
            before.setFocus(_FOCUS)

    @Slot(object)
    def forget(self, _news: object) -> None:
        """Something changed: what is at hand is gone through anew for the next letter."""
        self._sources.forget()

    def _question(self) -> Question:
        question = Question.of(self.field.text())
        if self.chip.isHidden():
            question = replace(question, groups=question.groups - {Group.REQUEST})
        return question

    def _look(self) -> None:
        """What is at hand at once; what was looked up before stays as long as it fits, until the answer comes."""
        question = self._question()
        self._looked_up = [replace(it, found=False, spans=()) for it in self._looked_up] if question.text else []
        is_asked = self._lookup.ask(question)
        self._at_hand = self._sources.fitting(question)
        if is_asked:
            self._soon.start()
        else:
            self._soon.stop()
            self._show(question)
            self.answered.emit()

    @Slot()
    def _show_at_hand(self) -> None:
        """The answer takes longer than a frame, or a key wants to choose among what was typed."""
        self._soon.stop()
        self._show(self._question(), awaited=True)

    @Slot(object, object)
    def _on_found(self, question: Question, entries: list[Entry]) -> None:
        if self.isVisible() and question == self._question():
            chosen = None if self._soon.isActive() else self.model.entry(self.list.currentIndex().row())
            self._soon.stop()
            self._looked_up = entries
            self._show(question, chosen=chosen)
            self.answered.emit()

    def _show(self, question: Question, *, awaited: bool = False, chosen: Entry | None = None) -> None:
        self.model.show(arranged(question, [*self._at_hand, *fitting(question, self._looked_up)]))
        first = self.model.step(-1, 1)
        row = first if chosen is None else max(first, self.model.row_like(chosen))
        self.list.setCurrentIndex(self.model.index(row))
        words = nothing_words(question) if first < 0 and not awaited else ""
        self.list.say(words)
        if words:
            self.field.setAccessibleDescription(words)

    def _run(self, row: int) -> None:
        entry = self.model.entry(row)
        if entry is not None and entry.enabled:
            self.close_palette()
            entry.run()

    def _on_chip(self) -> None:
        """Without the request: what concerns it is not offered."""
        self.chip.hide()
        self._look()
        self.field.setFocus(_FOCUS)

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Whatever else takes the focus in this window ends it."""
        if self.isVisible() and new is not None and not self.isAncestorOf(new) and new.window() is self.window():
            self._before = None
            self.close_palette()

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move among the lines, Enter runs; keys of the window rest while one types."""
        if event.type() is QEvent.Type.ShortcutOverride:
            _keep(event)
            return False
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._press(Qt.Key(event.key()))
        return False

    def _press(self, key: Qt.Key) -> bool:
        if self._soon.isActive() and (key in _MOVES or key in _RUNS):
            self._show_at_hand()
        row = self.list.currentIndex().row()
        if key in _MOVES:
            self.list.setCurrentIndex(self.model.index(self.model.step(row, _MOVES[key])))
        elif key in _RUNS:
            self._run(row)
        elif key is Qt.Key.Key_Escape:
            self.close_palette()
        elif key is Qt.Key.Key_Backspace and not self.field.text() and not self.chip.isHidden():
            self._on_chip()
        else:
            return False
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_line"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words."""
        self.setAccessibleName(_("Command palette"))
        self.list.setAccessibleName(_("What fits"))

    def restyle(self) -> None:
        """Sizes of now."""
        if self.isVisible():
            self._stage.place()


def _keep(event: QEvent) -> None:
    """Solving something unseen is no way to look for it: only the palette's own key works."""
    assert isinstance(event, QKeyEvent)
    combined = event.keyCombination()
    own = combined.key() in (Qt.Key.Key_K, Qt.Key(0x041B))  # also Л, which is on the same key
    if not (own and combined.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier):
        event.accept()
