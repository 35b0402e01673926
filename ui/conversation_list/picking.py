"""Several conversations at once: which keys and buttons pick them, and which are picked."""

from uuid import UUID

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent

from ui.conversation_list.model import ConversationListModel

MOST_PICKED = 200
"""Conversations changed at once at most: each is a command of its own, stored before the next."""

_Modifier = Qt.KeyboardModifier
_Flag = QItemSelectionModel.SelectionFlag
_HELD = _Modifier.ShiftModifier | _Modifier.ControlModifier
_FAR = 1 << 30
_STEPS = {
    Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_Home: -_FAR, Qt.Key.Key_End: _FAR,
}  # fmt: skip
_PAGES = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class Picking(QObject):
    """Space and Ctrl pick one, Shift a range, Ctrl+A all; arrows then only move, until Esc or a plain click."""

    picked = Signal(int, int)
    """Several conversations are picked, or none any more. Carries how many, and of how many that were meant."""

    def __init__(self, model: ConversationListModel, selection: QItemSelectionModel) -> None:
        super().__init__(selection)
        self._model, self._selection = model, selection
        self.is_on = False
        self._told = 0, 0
        selection.selectionChanged.connect(self.tell)
        selection.selectionChanged.connect(self._follow, Qt.ConnectionType.QueuedConnection)

    def ids(self) -> list[UUID]:
        """Those that are picked, in display order, at most ``MOST_PICKED``; empty while only one row is chosen."""
        if not self.is_on:
            return []
        rows: list[int] = []
        for part in self._selection.selection().toList():
            rows += range(part.top(), min(part.bottom(), part.top() + MOST_PICKED) + 1)
        found = (self._model.id_at(row) for row in sorted(rows)[:MOST_PICKED])
        return [it for it in found if it is not None]

    @Slot()
    def _follow(self) -> None:
        """A screen reader can select but not move the cursor: while nothing is picked, it goes where is selected."""
        parts = [] if self.is_on else self._selection.selection().toList()
        if len(parts) == 1 and parts[0].height() == 1 and parts[0].top() != self._selection.currentIndex().row():
            self._selection.setCurrentIndex(self._model.index(parts[0].top()), _Flag.NoUpdate)

    def all(self) -> None:
        """All rows, or the first of them when they are too many; which is said."""
        self.is_on = True
        rows = self._model.rowCount()
        if rows:
            last = self._model.index(min(rows, MOST_PICKED) - 1)
            self._selection.select(QItemSelection(self._model.index(0), last), _Flag.ClearAndSelect)
        self._say(len(self.ids()), rows)

    @Slot()
    def tell(self) -> None:
        """Say how many there are, when it is another number than before."""
        count = len(self.ids())
        self.is_on = self.is_on and count > 0
        meant = sum(part.height() for part in self._selection.selection().toList()) if count == MOST_PICKED else count
        self._say(count, meant)

    def _say(self, count: int, meant: int) -> None:
        if (count, meant) != self._told:
            self._told = count, meant
            self.picked.emit(count, meant)

    def press(self, event: QMouseEvent, index: QModelIndex) -> None:
        """A button goes down on a row: with Shift or Ctrl picking begins, without it ends, unless it may be a drag."""
        held = bool(event.modifiers() & _HELD)
        self.is_on = held or (self.is_on and self._selection.isSelected(index))

    def key(self, event: QKeyEvent, rows_of_page: int) -> bool:
        """Take note of a key; True: it has been done here, Qt must not do it, too.

        Not by an override of ``selectionCommand``: PySide6 6.12.0 crashes a later view under Python 3.11. WORKAROUND.
        """
        key, is_plain = Qt.Key(event.key()), not event.modifiers() & _HELD
        if event.modifiers() & _Modifier.AltModifier:
            event.ignore()  # the window's: Qt would page here all the same
            return True
        if key is Qt.Key.Key_Space:
            flag = _Flag.Toggle if self.is_on else _Flag.Select
            self.is_on = True
            self._selection.select(self._selection.currentIndex(), flag)
            self.tell()
            return True
        step = _STEPS.get(key, 0) * (rows_of_page if key in _PAGES else 1)
        if self.is_on and is_plain and step:
            self._move(step)
            return True
        self.is_on = self.is_on or (step != 0 and not is_plain)
        return False

    def _move(self, step: int) -> None:
        """The cursor alone."""
        last = self._model.rowCount() - 1
        row = max(0, min(last, self._selection.currentIndex().row() + step))
        self._selection.setCurrentIndex(self._model.index(row), _Flag.NoUpdate)
