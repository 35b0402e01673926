"""From row to row of the list by the window's keys."""

from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex
from PySide6.QtWidgets import QListView


class Walking:
    """Goes to rows of a list, and remembers what stood beside the open one when it left."""

    def __init__(self, view: QListView) -> None:
        self._view = view
        self._after = self._before = QPersistentModelIndex()

    def go_to(self, row: int) -> None:
        """Choose a row alone, whatever is held down: by itself Qt takes Ctrl of a window's key for picking."""
        selection, alone = self._view.selectionModel(), QItemSelectionModel.SelectionFlag.ClearAndSelect
        selection.setCurrentIndex(self._view.model().index(row, 0), alone)
        there = self._view.currentIndex()  # what is opened may move its row, or take it out of the list
        self._view.setCurrentIndex(there)  # from here Shift picks
        selection.select(there, alone)

    def step(self, direction: int) -> None:
        """Open the next (+1) or previous (-1) conversation, counted from where the open one was when it left."""
        rows = self._view.model().rowCount()
        if rows:
            at = self._view.currentIndex().row()
            at = self._gap(direction) if at < 0 else at
            self.go_to(max(0, min(rows - 1, at + direction)))

    def leaving(self, first: int, last: int) -> None:
        """These rows are about to go."""
        if first <= self._view.currentIndex().row() <= last:
            model = self._view.model()
            self._after, self._before = (QPersistentModelIndex(model.index(at, 0)) for at in (last + 1, first - 1))

    def _gap(self, direction: int) -> int:
        """The row from which a step leads to what stood on that side of the one that left."""
        if self._after.isValid():
            return self._after.row() - max(0, direction)
        return self._before.row() + max(0, -direction)
