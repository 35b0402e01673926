"""A row of the list has a menu: what is done most, about that row, or about all that are picked."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from app.commands.conversation import ResolveConversation
from app.commands.promise import SettlePromise
from tests.ui.shell.test_batch import given, pane_of, pick
from tests.ui.talk import MARINA, talk_of
from ui.shell.shortcuts import plain_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing|propagateSizeHints)")


def menu_of(window, qtbot, row):
    """The right button on a row."""
    view = pane_of(window).view
    place = view.visualRect(view.model().index(row)).center()
    if not view.picked_ids():
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=place)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), asked)
    return view.findChild(QMenu, "row_menu")


def close(menu):
    menu.close()
    QApplication.sendPostedEvents(menu, QEvent.Type.DeferredDelete)


def test_the_right_button_opens_a_row_with_its_usual_acts_and_they_are_about_it(window, desk, qtbot):
    view = pane_of(window).view
    there = view.model().id_at(1)
    menu = menu_of(window, qtbot, 1)
    assert window.desk_view.navigator.open_id == there
    names = [plain_text(it.text()) for it in menu.actions() if not it.isSeparator()]
    assert names[0] == "Open the request"
    assert {"Not a customer", "Mark as read"} < set(names)
    assert window.shortcuts["solve"] in menu.actions()
    menu.actions()[-1].trigger()
    assert [it.conversation_id for it in given(desk, ResolveConversation)] == [there]
    close(menu)


def by_the_menu_key(widget):
    """What a system tells the widget with the keyboard when its menu key is pressed."""
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), widget.mapToGlobal(QPoint(0, 0)))
    QApplication.sendEvent(widget, asked)


def test_the_menu_key_opens_the_menu_of_the_current_row_with_its_first_act_marked(window, desk, qtbot):
    view = pane_of(window).view
    menu = menu_of(window, qtbot, 1)
    assert menu.activeAction() is None
    close(menu)
    by_the_menu_key(view)
    menu = view.findChild(QMenu, "row_menu")
    assert menu.activeAction() is menu.actions()[0]
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert window.desk_view.screens.composer.isAncestorOf(QApplication.focusWidget())
    QApplication.sendPostedEvents(menu, QEvent.Type.DeferredDelete)


def test_the_ways_to_send_are_offered_by_their_key_with_the_first_marked(window, desk, qtbot):
    window.desk_view.navigator.open(talk_of(desk, MARINA).id)
    composer = window.desk_view.screens.composer
    window.shortcuts["send-status"].trigger()
    menu = QApplication.activePopupWidget()
    assert menu is composer.send_button.menu()
    assert menu.activeAction() is menu.actions()[0]
    menu.close()


def test_a_promise_is_kept_from_the_row_that_shows_it(window, desk, qtbot):
    view, marina = pane_of(window).view, talk_of(desk, MARINA).id
    row = next(it for it in range(view.model().rowCount()) if view.model().id_at(it) == marina)
    menu = menu_of(window, qtbot, row)
    kept = window.shortcuts["promise-kept"]
    assert kept in menu.actions()
    qtbot.waitUntil(kept.isEnabled)
    kept.trigger()
    assert [it.conversation_id for it in given(desk, SettlePromise)] == [marina]
    close(menu)


def test_of_several_that_are_picked_the_menu_is_about_all_and_the_picks_stay(window, desk, qtbot):
    picked = pick(window, 2)
    menu = menu_of(window, qtbot, 0)
    assert pane_of(window).view.picked_ids() == picked
    assert "Open the request" not in [it.text() for it in menu.actions()]
    assert window.shortcuts["promise-kept"] not in menu.actions()
    close(menu)


def test_the_menu_key_asks_for_the_row_under_the_cursor_and_an_empty_place_for_nothing_else(window, qtbot):
    view = pane_of(window).view
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(-5, -5), QPoint())
    QApplication.sendEvent(view.viewport(), asked)
    menu = view.findChild(QMenu, "row_menu")
    assert menu is not None
    close(menu)
