"""Tab goes as one reads."""

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.widgets.tab_order import tab_before, tab_through


@pytest.fixture
def window(qtbot):
    made = QWidget()
    made.column = QVBoxLayout(made)
    qtbot.addWidget(made)
    return made


def put(window, name, at=-1):
    made = QLineEdit()
    made.setObjectName(name)
    window.column.insertWidget(at, made)
    return made


def way(window):
    """Names of what Tab meets."""
    found, at = [], window.nextInFocusChain()
    while at is not window:
        found += [at.objectName()] if at.objectName() else []
        at = at.nextInFocusChain()
    return found


def test_what_came_late_is_met_where_it_stands(window):
    first, last = put(window, "first"), put(window, "last")
    late = put(window, "late", 1)
    assert way(window) == ["first", "last", "late"]
    tab_through(first, late, last)
    assert way(window) == ["first", "late", "last"]


def test_the_inside_of_a_part_goes_with_it_in_its_own_order(window):
    first, last = put(window, "first"), put(window, "last")
    box = QWidget()
    box.column = QVBoxLayout(box)
    for name in ("one", "two"):
        put(box, name)
    window.column.insertWidget(1, box)
    tab_through(first, box, last)
    assert way(window) == ["first", "one", "two", "last"]


def test_what_came_late_can_be_put_before_what_was_there(window):
    put(window, "first")
    last = put(window, "last")
    tab_before(put(window, "late", 1), last)
    assert way(window) == ["first", "late", "last"]


def test_lines_come_after_what_holds_them(window):
    holder = put(window, "holder")
    put(window, "last")
    lines = [put(window, name) for name in ("b", "a")]
    tab_through(*reversed(lines), after=holder)
    assert way(window) == ["holder", "a", "b", "last"]
