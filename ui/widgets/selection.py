"""Selecting from outside: a screen reader can select in a list, but has no way to make a row the current one."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView


class FollowedSelection(QObject):
    """Makes the one row that is selected the current one, whoever selected it; owned by its list.

    Give it a list that has its model. Later, not at once: a list that moves by itself selects first, then moves.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        view.ensurePolished()  # a row chosen before it has its style would leave the others where they were without it
        self._view = view
        view.selectionModel().selectionChanged.connect(self._on_changed, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def _on_changed(self) -> None:
        rows = self._view.selectionModel().selectedIndexes()
        if len(rows) == 1 and rows[0] != self._view.currentIndex():
            self._view.setCurrentIndex(rows[0])
