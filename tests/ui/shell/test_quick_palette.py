"""What one letter in the palette costs the window, in parts that are painted anew."""

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget


class Painted(QObject):
    """Counts the paintings of the parts of a window, by their kind and name, but for some of them."""

    def __init__(self, window, *but):
        super().__init__(window)
        self.parts = Counter()
        for part in {window, *window.findChildren(QWidget)} - set(but):
            part.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            self.parts[f"{type(watched).__name__} {watched.objectName()}"] += 1
        return False

    def is_still(self):
        self.parts.clear()
        QTest.qWait(120)
        return not self.parts


@pytest.fixture
def palette(qtbot, window):
    """Open; no second passes meanwhile."""
    for each in window.findChildren(QTimer):
        if not each.isSingleShot():
            each.stop()
    window.activateWindow()
    found = window.desk_view.finder.palette
    window.shortcuts["palette"].trigger()
    return found


@pytest.mark.parametrize("typed", ["s", "solv", "@м", "zzzz"])
def test_for_a_letter_nothing_is_painted_but_the_field_and_the_lines(qtbot, window, palette, typed):
    lines = palette.list
    painted = Painted(window, palette.field, lines.viewport(), lines.verticalScrollBar())
    palette.field.setText(typed[:-1])
    qtbot.waitUntil(painted.is_still)
    with qtbot.waitSignal(palette.answered):
        palette.field.insert(typed[-1])
    QTest.qWait(60)
    assert painted.parts == {}
