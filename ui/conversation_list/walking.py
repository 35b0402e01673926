"""From row to row of the list by the window's keys."""

from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex
from PySide6.QtWidgets import QListView


class Walking:
    """Goes to rows of a list, and remembers what followed the open one when it left."""

    def __init__(self, view: QListView) -> None:
        self._view = view
        self._after = QPersistentModelIndex()

    def go_to(self, row: int) -> None:
        """Choose a row alone, whatever is held down: by itself Qt takes Ctrl of a window's key for picking."""
        index = self._view.model().index(row, 0)
        self._view.setCurrentIndex(index)
        self._view.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def step(self, direction: int) -> None:
        """Open the next (+1) or previous (-1) conversation, counted from where the open one was when it left."""
        rows = self._view.model().rowCount()
        if rows:
            row = self._view.currentIndex().row()
            if row < 0 and self._after.isValid():
                row = self._after.row() - max(0, direction)
            self.go_to(max(0, min(rows - 1, row + direction)))

    def leaving(self, first: int, last: int) -> None:
        """These rows are about to go."""
        if first <= self._view.currentIndex().row() <= last:
            self._after = QPersistentModelIndex(self._view.model().index(last + 1, 0))
