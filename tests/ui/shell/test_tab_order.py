"""Tab goes through the window as one reads it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton

from tests.ui.talk import EMMA, MARINA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.assign import AssignDialog


def stops(window, *, also_hidden=False):
    """What Tab meets, from the widget after the window itself."""
    found, at = [], window.nextInFocusChain()
    while at is not window:
        is_there = also_hidden or (at.isVisible() and at.isEnabled())
        if is_there and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(at)
        at = at.nextInFocusChain()
    return found


def test_tab_itself_stops_at_all_of_the_list_and_of_the_talk(window, desk, qtbot):
    view, talk = window.desk_view, talk_of(desk, MARINA)
    view.navigator.open(talk.id)
    pane, header = view.workspace.list_pane, view.screens.talk.header
    pane.view.setFocus()
    met = []
    while (now := window.focusWidget()) not in met:
        met.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    marks = [header.aside, view.screens.conversation.timeline, pane.header.order, pane.header.new]
    places = [met.index(it) for it in marks]
    assert places == sorted(places), "from the rows to the talk, and round to what stands above the rows"


def test_what_a_colleague_should_know_is_met_before_the_buttons(qtbot, desk):
    bridge = DeskBridge(desk)
    dialog = AssignDialog(bridge, print, summary="About: a lamp")
    bridge.setParent(dialog)
    qtbot.addWidget(dialog)
    dialog.show()
    way = stops(dialog)
    words = dialog.words
    assert way[:5] == [dialog.field, dialog.list, words.field, words.sends, words.summary]
    assert all(isinstance(it, QPushButton) for it in way[5:])


def test_a_call_is_met_between_the_talk_and_the_answer(window, desk):
    window.desk_view.navigator.open(talk_of(desk, MARINA).id)
    window.shortcuts["dial"].trigger()
    screens = window.desk_view.screens
    way, panel = stops(window), window.desk_view.calls.panel
    marks = [screens.conversation.timeline, panel.notes, panel.result, screens.composer.reply_editor, screens.guide]
    places = [way.index(it) for it in marks]
    assert places == sorted(places)


def test_facts_of_the_customer_are_met_from_top_to_bottom_also_those_that_came_later(window, desk, qtbot):
    panel = window.desk_view.screens.customer
    for number in (EMMA, MARINA, EMMA, MARINA):
        talk = talk_of(desk, number)
        window.desk_view.navigator.open(talk.id)
        qtbot.waitUntil(lambda talk=talk: talk.customer.name in panel.accessibleName())
    qtbot.waitUntil(lambda: panel.widget().height() >= panel.widget().sizeHint().height())
    inside = [it for it in stops(window) if panel.isAncestorOf(it)]
    heights = [it.mapTo(panel, QPoint(0, 0)).y() for it in inside]
    assert heights == sorted(heights)
    assert len(heights) > 5


def test_tabs_of_the_list_are_met_before_its_rows(window):
    pane, way = window.desk_view.workspace.list_pane, stops(window, also_hidden=True)
    first_tab = next(it for it in way if pane.tabs.isAncestorOf(it) or it is pane.tabs)
    marks = [pane.header.new, first_tab, pane.view]
    places = [way.index(it) for it in marks]
    assert places == sorted(places)


def test_the_key_of_a_place_leads_the_keyboard_to_its_list(window, desk, qtbot):
    view, pane = window.desk_view, window.desk_view.workspace.list_pane
    for number in (2, 1, 1):
        view.screens.talk.focus_composer()
        window.shortcuts[f"view{number}"].trigger()
        qtbot.waitUntil(lambda: window.focusWidget() is pane.view)
    for number in range(2, len(view.workspace.rail.model.rows_of_places()) + 1):
        view.workspace.rail.go_to(number)
        if not pane.model.rowCount():
            break
    assert not pane.model.rowCount()
    view.screens.composer.setFocus()
    window.shortcuts[f"view{number}"].trigger()
    assert pane.isAncestorOf(window.focusWidget())
    assert window.focusWidget().isVisible()


def test_the_field_of_the_menus_is_met_between_the_status_bar_and_the_rail(window):
    way = stops(window, also_hidden=True)
    at = way.index(window.search)
    assert window.status.isAncestorOf(way[at - 1])
    assert window.desk_view.workspace.rail.isAncestorOf(way[at + 1])


def test_panes_are_entered_where_one_works_in_them(window, desk, qtbot):
    window.desk_view.navigator.open(talk_of(desk, MARINA).id)
    view, screens = window.desk_view.workspace.list_pane.view, window.desk_view.screens
    screens.talk.focus_composer()
    window.shortcuts["pane-prev"].trigger()
    qtbot.waitUntil(lambda: window.focusWidget() is view)
    window.shortcuts["pane-next"].trigger()
    qtbot.waitUntil(lambda: window.focusWidget() is screens.conversation.timeline)
