"""Naming colleagues in a note: a list under the text, filtered by what is typed behind @."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QListWidget

from app.commands.message import WriteNote
from app.language.mention import SIGNS, Typed, fitting, handles, mentioned, typed_before
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.face import ComposerFace
from ui.standing import standing_sign, standing_words
from ui.standing_item import SaidDelegate, say_beside
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow

_ROWS = 4
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class MentionList(QListWidget):
    """Colleagues that may be meant. Never covers the talk: it takes room in the composer; the keys stay in the text."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mentions")
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(SaidDelegate(self))
        self.restyle()
        self.retranslate()
        self.hide()

    def offer(self, names: Sequence[str], states: Mapping[str, str | None], *, unsure: bool) -> None:
        """Show these with what they do, the first one chosen unless it is unsure that anybody is meant."""
        self.clear()
        self.addItems(list(names))
        self.show_standing(states)
        self.setCurrentRow(-1 if unsure else 0)
        self.setVisible(bool(names))

    def show_standing(self, states: Mapping[str, str | None]) -> None:
        """What those who are offered do, by their names."""
        for item in map(self.item, range(self.count())):
            state = states.get(item.text())
            say_beside(item, standing_words(state), standing_sign(state))

    def step(self, by: int) -> None:
        """Choose the next or the previous one."""
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + by)))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Four rows high."""
        look = theme()
        self.setFixedHeight(_ROWS * (look.line("body") + look.space(3)))

    def retranslate(self) -> None:
        """Its name."""
        self.setAccessibleName(_("Colleagues to mention"))


class Mentions(QObject):
    """Works on the note of a composer."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace) -> None:
        super().__init__(face)
        self._bridge = bridge
        self._editor = face.editors.note
        self._dismissed = -1
        self.list = MentionList()
        face.put_under_text(self.list)
        self.list.itemClicked.connect(self._choose)
        self._editor.installEventFilter(self)
        self._editor.textChanged.connect(self._look)
        self._editor.cursorPositionChanged.connect(self._look)
        face.mention.clicked.connect(self.begin)
        bridge.standing.changed.connect(self._on_standing_changed)

    @Slot()
    def begin(self) -> None:
        """Write the sign where the cursor is, as its key does: the list opens."""
        before = self._before()
        self._editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._editor.insert(" @" if before and not before[-1].isspace() else "@")

    def note_of(self, conversation_id: UUID, entry_id: UUID, body: str) -> WriteNote:
        """The note with whom it names."""
        return WriteNote(conversation_id, entry_id, body, mentioned(body, self._known()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the list is there: arrows choose, Enter and Tab take, Escape closes."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and not self.list.isHidden():
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain:
            self.list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Tab and self.list.currentRow() < 0:
            self.list.step(1)
        elif key in _CHOOSE and plain and self.list.currentRow() >= 0:
            self._choose()
        elif key == Qt.Key.Key_Escape:
            typed = self._typed()
            self._dismissed = typed.place if typed else -1
            self.list.hide()
        else:
            return False
        return True

    @Slot()
    def _look(self) -> None:
        before = self._before()
        known = self._known() if any(it in before for it in SIGNS) else {}  # a large company's names take milliseconds
        typed = typed_before(before, known)
        if typed is None or typed.place == self._dismissed:
            if typed is None:
                self._dismissed = -1
            self.list.hide()
            return
        names = fitting(typed, known)
        self.list.offer(names, self._states(names, known), unsure=typed.unsure)

    @Slot()
    def _on_standing_changed(self) -> None:
        if not self.list.isHidden():
            known = self._known()
            self.list.show_standing(self._states(known, known))

    def _states(self, names: Iterable[str], known: Mapping[str, UUID]) -> Mapping[str, str | None]:
        return {it: self._bridge.standing.of(known[it]) for it in names}

    @Slot()
    def _choose(self) -> None:
        typed, item = self._typed(), self.list.currentItem()
        if typed is None or item is None:
            return
        cursor = self._editor.textCursor()
        back = len(self._before()) - typed.place
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, back)
        cursor.insertText(f"@{item.text()} ")
        self.list.hide()

    def _typed(self) -> Typed | None:
        return typed_before(self._before(), self._known())

    def _before(self) -> str:
        """The line as far as the cursor."""
        cursor = self._editor.textCursor()
        return cursor.block().text()[: cursor.positionInBlock()]

    def _known(self) -> Mapping[str, UUID]:
        me = self._bridge.desk.person.user_id
        return handles((it.id, it.name) for it in self._bridge.queries.users() if it.serves and it.id != me)
