"""What a screen reader selects is the current row: it has no other way to open one."""

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QVBoxLayout, QWidget

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


def test_a_row_that_is_chosen_before_the_list_is_seen_leaves_no_other_below_it(qtbot, theme_controller):
    host = QWidget()
    qtbot.addWidget(host)
    made = QListWidget()
    FollowedSelection(made)
    made.addItems(["Анна", "Борис", "Вера"])
    made.setCurrentRow(0)
    QVBoxLayout(host).addWidget(made)
    host.show()
    rows = [made.visualItemRect(made.item(at)) for at in range(3)]
    assert [it.top() for it in rows[1:]] == [it.bottom() + 1 for it in rows[:-1]]
