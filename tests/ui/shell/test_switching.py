"""Going to another place: the list is there first, and whoever goes on at once still works where they went."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest

from app.commands.conversation import ResolveConversation
from tests.living import live


class Paints(QObject):
    """What was open at each painting of a part."""

    def __init__(self, part, opened):
        super().__init__(part)
        self._opened = opened
        self.seen = []
        part.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            self.seen.append(self._opened())
        return False


@pytest.fixture
def view(qtbot, window):
    """Nothing is left to be painted, however slow the computer is, and no deadline passes on."""
    window.activateWindow()
    view = window.desk_view
    view.workspace.list_pane.view._passing.stop()
    paints = Paints(view.workspace.list_pane.view.viewport(), lambda: True)
    live(150)
    while paints.seen:
        paints.seen.clear()
        live(150)
    return view


def test_the_list_is_painted_once_and_before_its_conversation_opens(qtbot, view):
    navigator, pane, rows = view.navigator, view.screens.conversation, view.workspace.list_pane.view
    was = pane.conversation_id
    paints = Paints(rows.viewport(), lambda: pane.conversation_id)
    view.workspace.rail.go_to(2)
    assert navigator.open_id == view.workspace.list_pane.model.id_at(0) == rows.open_id() != was
    qtbot.waitUntil(lambda: pane.conversation_id == navigator.open_id)
    live(150)
    assert paints.seen == [was]


def test_a_key_pressed_before_the_conversation_is_there_goes_to_it(qtbot, view):
    editor = view.screens.composer.reply_editor
    view.screens.composer.reply()
    was = view.navigator.open_id
    view.workspace.rail.go_to(2)
    QTest.keyClick(editor, Qt.Key.Key_A)
    view.screens.talk.flush()
    drafts = view.bridge.queries.drafts()
    assert view.navigator.open_id != was
    assert drafts.get(view.navigator.open_id) == "a"
    assert was not in drafts


def test_an_act_given_before_the_conversation_is_there_is_about_it(window, desk, view):
    window.shortcuts["view2"].trigger()
    there = view.navigator.open_id
    window.shortcuts["solve"].trigger()
    (solved,) = [it for it in desk.submitted if isinstance(it, ResolveConversation)]
    assert solved.conversation_id == there


def test_of_places_one_only_passes_the_last_is_opened(qtbot, view):
    pane, opened = view.screens.conversation, []
    pane.opened.connect(lambda card: opened.append(card.row.id))
    view.workspace.rail.go_to(2)
    view.workspace.rail.go_to(3)
    view.workspace.rail.go_to(2)
    qtbot.waitUntil(lambda: pane.conversation_id == view.navigator.open_id)
    assert opened == [view.navigator.open_id]


def test_in_a_window_nobody_sees_the_conversation_opens_all_the_same(qtbot, window, view):
    pane = view.screens.conversation
    window.hide()
    view.workspace.rail.go_to(2)
    qtbot.waitUntil(lambda: pane.conversation_id == view.navigator.open_id)
