"""Ctrl+F: finding something in the open conversation, however old, and seeing it stand out."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.talk import MARINA, VECTOR, fill
from ui.conversation.pane import ConversationPane


@pytest.fixture
def long(qtbot, desk, opened) -> ConversationPane:
    """A conversation of more messages than are loaded at once."""
    fill(desk, MARINA, 230)
    found: ConversationPane = opened(MARINA)
    qtbot.waitExposed(found)
    return found


def current(pane: ConversationPane) -> str:
    return str(pane.timeline.currentIndex().data())


def test_an_old_message_is_found_and_stood_on_though_it_was_not_loaded(qtbot, long):
    bar = long.finding.bar
    bar.open_with()
    assert bar.isVisible()
    bar.field.setText("MESSAGE 3")
    qtbot.waitUntil(lambda: "11" in bar.count.text() or "1" in bar.count.text())
    qtbot.waitUntil(lambda: current(long).startswith("message 3"))
    first = current(long)
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)  # round the end: the oldest
    assert current(long) == "message 3"
    assert long.timeline.visualRect(long.timeline.currentIndex()).intersects(long.timeline.viewport().rect())
    qtbot.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert current(long) == first


def test_the_words_stand_out_until_the_bar_is_closed_and_the_focus_goes_back(qtbot, long):
    bar, finds = long.finding.bar, []
    bar.marked.connect(finds.append)
    bar.open_with("message 229")
    qtbot.waitUntil(lambda: bool(finds) and finds[-1] is not None)
    assert finds[-1]("a message 229 b") == [(2, 13)]
    browser = long.timeline.indexWidget(long.timeline.currentIndex())
    assert [it.cursor.selectedText() for it in browser.extraSelections()] == ["message 229"]
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert finds[-1] is None
    assert not bar.isVisible()
    assert browser.extraSelections() == []


def test_what_is_not_there_is_said(qtbot, long):
    bar = long.finding.bar
    bar.open_with("клавесин")
    qtbot.waitUntil(lambda: bar.count.text() != "")
    assert not bar.after.isEnabled()


def test_another_conversation_forgets_what_was_looked_for(qtbot, long, opened):
    bar = long.finding.bar
    bar.open_with("message 7")
    qtbot.waitUntil(bar.after.isEnabled)
    opened(VECTOR)
    assert not bar.isVisible()
    assert not bar.after.isEnabled()


def test_who_came_for_a_message_is_led_to_it_though_the_words_stand_in_others_only(qtbot, long):
    bar = long.finding.bar
    wanted = long._model.item(long._model.rowCount() - 1).entry
    bar.open_with("MESSAGE 3", wanted.entry_id)
    qtbot.waitUntil(lambda: bar.count.text() == "– of 11")
    assert long._model.item(long.timeline.currentIndex().row()).entry.entry_id == wanted.entry_id
    bar.step_on()
    assert current(long) == "message 3"
    bar.open_with("MESSAGE 3", wanted.entry_id)
    qtbot.waitUntil(lambda: bar.count.text() == "– of 11")
    bar.step_back()
    assert current(long) == "message 39"


def test_who_came_for_a_message_by_words_of_a_subject_reads_it_without_a_bar_that_finds_nothing(qtbot, long):
    bar = long.finding.bar
    wanted = long._model.item(3).entry
    bar.open_with("клавесин", wanted.entry_id)
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert long._model.item(long.timeline.currentIndex().row()).entry.entry_id == wanted.entry_id
    bar.open_with()
    assert bar.isVisible()
