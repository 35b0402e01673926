"""What one letter in the palette costs the window, in parts that are painted anew and in what is read."""

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from tests.living import live
from tests.ui.shell.test_quiet_news import counted


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
        live(120)
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
    live(60)
    assert painted.parts == {}


def typed(qtbot, palette, text):
    for letter in text:
        with qtbot.waitSignal(palette.answered):
            palette.field.insert(letter)


def test_what_is_at_hand_is_gone_through_when_the_palette_opens_and_after_news_but_not_for_each_letter(
    qtbot, desk, window, palette, monkeypatch
):
    news, texts = [], counted(monkeypatch, desk.queries, "templates")
    why = counted(monkeypatch, window.shortcuts, "why")
    window.desk_view.bridge.settled.connect(news.append)
    typed(qtbot, palette, "s")
    of_one = len(why)
    assert of_one > 0
    typed(qtbot, palette, "olve")
    assert len(texts) <= 1 + len(news)
    assert len(why) <= of_one * (1 + len(news))
    desk._tell(next(iter(desk.talks)))
    window.desk_view.bridge._settle()
    before = len(texts)
    typed(qtbot, palette, "d")
    assert len(texts) == before + 1
    palette.close_palette()
    palette.open_with("s")
    assert len(texts) == before + 2


def test_what_can_be_done_no_more_is_not_offered_when_the_palette_opens_again(qtbot, window, palette):
    typed(qtbot, palette, "solve")
    assert next(it for it in palette.model.entries if it.title == "Solve").enabled
    palette.close_palette()
    window.shortcuts["solve"].setEnabled(False)
    palette.open_with("solve")
    qtbot.waitUntil(lambda: not next(it for it in palette.model.entries if it.title == "Solve").enabled)
