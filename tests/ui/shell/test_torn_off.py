"""The conversation in a window of its own: the same pane, the same keys, remembered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.commands.conversation import ResolveConversation
from tests.ui.shell.test_window import open_talk
from ui.shell.layout import width_class
from ui.shell.torn_off import Left


@pytest.fixture
def torn(qtbot, window, desk):
    open_talk(window, desk, 1204)
    window.shortcuts["tear-off"].trigger()
    found = window.desk_view.tear_off.torn
    assert found is not None
    qtbot.waitUntil(found.isVisible)
    return found


def test_the_conversation_lies_in_a_window_of_its_own_and_follows_the_list(window, desk, torn):
    conversation = window.desk_view.screens.conversation
    assert conversation.window() is torn
    assert torn.windowTitle().startswith("Conversation — My inbox")
    open_talk(window, desk, 1197)
    assert window.desk_view.screens.talk.card.row.number == 1197


def test_keys_work_there_as_in_the_main_window(qtbot, window, desk, torn):
    torn.activateWindow()
    QTest.qWaitForWindowActive(torn)
    QTest.keyClick(torn, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    leave_the_promise_open(qtbot, window, torn)
    qtbot.waitUntil(lambda: any(isinstance(it, ResolveConversation) for it in desk.submitted))


def leave_the_promise_open(qtbot, window, torn):
    """What becomes of the promise is asked where one works."""
    line = window.desk_view.screens.talk.solving.line
    qtbot.waitUntil(line.isVisible)
    assert line.window() is torn
    line.leave.click()


@pytest.fixture
def palette(qtbot, window, torn):
    """Opened by its key while one works in the torn-off window."""
    torn.activateWindow()
    QTest.qWaitForWindowActive(torn)
    QTest.keyClick(torn, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    opened = window.desk_view.finder.palette
    qtbot.waitUntil(opened.isVisible)
    return opened


def test_the_palette_opens_in_the_window_one_works_in_and_acts_there(qtbot, window, desk, torn, palette):
    assert palette.window() is torn
    assert torn.rect().contains(palette.geometry())
    assert torn.focusWidget() is palette.field
    palette.field.setText(">solve")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    leave_the_promise_open(qtbot, window, torn)
    qtbot.waitUntil(lambda: any(isinstance(it, ResolveConversation) for it in desk.submitted))
    assert not palette.isVisible()
    assert torn.focusWidget() is not palette.field
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.shortcuts["palette"].trigger()
    assert palette.window() is window


def test_closing_the_torn_off_window_takes_the_palette_home(qtbot, window, torn, palette):
    torn.close()
    qtbot.waitUntil(lambda: not palette.isVisible())
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.shortcuts["palette"].trigger()
    assert palette.isVisible()
    assert palette.window() is window


def test_the_bell_brings_the_main_window_to_the_front(qtbot, window, torn):
    torn.activateWindow()
    QTest.qWaitForWindowActive(torn)
    QTest.keyClick(torn, Qt.Key.Key_F12, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(window.isActiveWindow)
    bell = window.desk_view.telling.bell
    assert bell.isVisible()
    assert window.focusWidget() in (bell.list, bell.quiet)


def test_the_key_of_the_filter_leads_to_the_list_in_the_main_window(qtbot, window, torn):
    torn.activateWindow()
    QTest.qWaitForWindowActive(torn)
    QTest.keyClick(torn, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.isActiveWindow)
    assert window.focusWidget() is window.desk_view.workspace.list_pane.filter.field


def test_closing_it_or_the_button_brings_the_conversation_back(window, torn):
    torn.close()
    assert window.desk_view.screens.conversation.window() is window
    assert window.desk_view.screens.conversation.isVisible()
    window.shortcuts["tear-off"].trigger()
    left = window.desk_view.workspace.findChild(Left)
    assert left is not None
    left.pressed.emit()
    assert window.desk_view.screens.conversation.window() is window
    assert window.desk_view.tear_off.torn is None


def test_panes_are_gone_through_over_both_windows(window, torn):
    window.activateWindow()
    window.desk_view.workspace.list_pane.view.setFocus()
    window.shortcuts["pane-next"].trigger()
    focus = torn.focusWidget()
    assert focus is not None
    assert window.desk_view.screens.conversation.isAncestorOf(focus)


def test_the_next_desk_in_this_window_is_torn_off_again(window, torn):
    window.detach()
    assert window.store.settings.value("torn-off/open") in (True, "true")


@pytest.mark.parametrize("width", [1440, 1000])
def test_guide_and_customer_float_out_and_come_back_at_any_width(window, width):
    window.resize(width, 800)
    window.desk_view.arranger.arrange(width_class(width))
    docks = window.desk_view.docks
    window.shortcuts["float-guide"].trigger()
    assert docks.guide.isFloating()
    assert docks.guide.isVisible()
    assert docks.guide.windowTitle() == "Guide"
    window.shortcuts["float-guide"].trigger()
    assert not docks.guide.isFloating()
    assert docks.guide.isVisible() is (width == 1440)
