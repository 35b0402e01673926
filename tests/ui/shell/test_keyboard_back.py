"""What had the keyboard goes away: one goes on in the talk, and the keys of the window go on working."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.call import Direction
from app.domain.channel import Channel
from app.language.phone import CallLink
from tests.ui.talk import MARINA, talk_of
from ui.customer.editing import FactField
from ui.shell.keyboard_back import KeyboardBack

CONTROL, NOTHING = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def settled(qtbot, window):
    """Whoever gives the keyboard back has looked."""
    back = window.desk_view.findChild(KeyboardBack)
    qtbot.waitUntil(lambda: not back._soon.isActive())


@pytest.fixture
def editor(qtbot, window, desk):
    window.activateWindow()
    window.desk_view.navigator.open(talk_of(desk, MARINA).id)
    made, panel = window.desk_view.screens.composer.reply_editor, window.desk_view.screens.customer
    qtbot.waitUntil(lambda: panel.accessibleName() == "Customer Марина Соколова" and window.isActiveWindow())
    made.setFocus()
    return made


@pytest.fixture
def holding_control(qtbot, window):
    """Ctrl is down as it is when a key of the window was pressed with it."""
    QTest.keyPress(window.windowHandle(), Qt.Key.Key_Control, CONTROL)
    assert QApplication.keyboardModifiers() == CONTROL
    yield
    QTest.keyRelease(window.windowHandle(), Qt.Key.Key_Control, NOTHING)


def test_after_a_call_is_saved_one_writes(qtbot, window, desk, editor):
    calls = window.desk_view.calls
    number = next(it for channel, it in talk_of(desk, MARINA).customer.addresses if channel is Channel.PHONE)
    calls.begin(CallLink(number, Direction.OUT))
    calls.end()
    calls.panel.save_button.setFocus()
    calls.panel.save_button.click()
    assert not calls.panel.isVisible()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is editor)


def test_after_a_fact_is_written_one_writes(qtbot, window, editor):
    panel = window.desk_view.screens.customer
    panel.edit("name")
    field = panel.widget().findChild(FactField).field
    assert QApplication.focusWidget() is field
    field.setText("Марина Петрова")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is editor)


def test_whoever_ends_finding_reads_on(qtbot, window, editor):
    bar, timeline = window.desk_view.screens.talk.finding.bar, window.desk_view.screens.conversation.timeline
    bar.open_with("")
    assert QApplication.focusWidget() is bar.field
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    settled(qtbot, window)
    assert QApplication.focusWidget() is timeline


def test_what_a_key_with_ctrl_opens_is_marked_in_the_list(window, holding_control):
    view = window.desk_view.workspace.list_pane.view
    for action in ("down", "down", "up"):
        window.shortcuts[action].trigger()
        assert [it.row() for it in view.selectionModel().selectedIndexes()] == [view.currentIndex().row()]
        assert view.picked_ids() == []


def test_whoever_takes_the_filter_off_is_in_the_list(qtbot, window, editor):
    pane = window.desk_view.workspace.list_pane
    pane.open_filter("Марина")
    assert QApplication.focusWidget() is pane.filter.field
    qtbot.keyClick(pane.filter.field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is pane.view
    settled(qtbot, window)
    assert QApplication.focusWidget() is pane.view
