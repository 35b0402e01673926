"""A promise in the whole window: its key, the palette, and what goes when it is kept."""

from PySide6.QtGui import QKeySequence

from app.client.view import View, ViewKind
from tests.ui.talk import MARINA, VECTOR, talk_of
from ui.conversation.promise_dialog import PromiseDialog
from ui.deadline import shows_promise

ACTS = ("promise-kept", "promise-move", "promise-withdraw")


def open_talk(window, desk, number):
    window.desk_view.navigator.open(talk_of(desk, number).id)


def test_its_key_asks_what_is_promised(qtbot, window, desk):
    open_talk(window, desk, VECTOR)
    action = window.shortcuts["promise"]
    assert (action.isEnabled(), action.shortcut()) == (True, QKeySequence("Ctrl+O"))
    action.trigger()
    dialog = window.findChild(PromiseDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.reject()


def test_what_settles_a_promise_is_there_only_while_one_is_owed(qtbot, window, desk):
    open_talk(window, desk, VECTOR)
    assert not any(window.shortcuts[it].isEnabled() for it in ACTS)
    assert window.shortcuts.why("promise-kept") == "Open a request in which something is promised first."
    open_talk(window, desk, MARINA)
    assert all(window.shortcuts[it].isEnabled() for it in ACTS)


def test_kept_it_leaves_rail_list_and_status_bar_and_undo_brings_it_back(qtbot, window, desk):
    open_talk(window, desk, MARINA)
    talk = talk_of(desk, MARINA).id
    owed = desk.queries.count(View(ViewKind.PROMISES))
    window.shortcuts["promise-kept"].trigger()
    assert window.desk_view.undo.bar.accessibleName().startswith("Promise kept")
    (row,) = desk.queries.conversation_rows([talk])
    assert not shows_promise(row)
    model = window.desk_view.workspace.rail.list.model()
    place = model.row_of(View(ViewKind.PROMISES))
    qtbot.waitUntil(lambda: model.item(place).total == owed - 1)
    assert not window.shortcuts["promise-kept"].isEnabled()
    window.shortcuts["undo-send"].trigger()
    assert desk.queries.count(View(ViewKind.PROMISES)) == owed
    qtbot.waitUntil(window.shortcuts["promise-kept"].isEnabled)
