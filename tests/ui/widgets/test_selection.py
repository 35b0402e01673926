"""What a screen reader selects is the current row: it has no other way to open one."""

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView, QListWidget

from ui.widgets.selection import FollowedSelection

SELECT = QItemSelectionModel.SelectionFlag.Select


@pytest.fixture
def names(qtbot):
    made = QListWidget()
    qtbot.addWidget(made)
    made.addItems(["Анна", "Борис", "Вера"])
    made.setCurrentRow(0)
    FollowedSelection(made)
    return made


def select(names, *rows):
    names.clearSelection()
    for row in rows:
        names.selectionModel().select(names.model().index(row, 0), SELECT)


def test_what_is_selected_from_outside_becomes_current(names, qtbot):
    select(names, 2)
    qtbot.waitUntil(lambda: names.currentRow() == 2)
    assert len(names.selectedItems()) == 1


def test_several_that_are_selected_move_nothing(names, qtbot):
    names.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    moved = []
    names.currentRowChanged.connect(moved.append)
    select(names, 1, 2)
    qtbot.wait(0)
    assert (moved, names.currentRow()) == ([], 0)
