"""A promise in the whole window: its key, the palette, and what goes when it is kept."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from app.client.customer_row import PromiseRow
from app.client.view import View, ViewKind
from app.commands.promise import MovePromise, SettlePromise
from app.domain.status import Status
from tests.fakes.people import at, fake_id
from tests.ui.talk import MARINA, VECTOR, talk_of
from ui.conversation.promise_dialog import PromiseDialog
from ui.customer.past_row import PastRow
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


def chosen_in_panel(qtbot, window, text):
    """What the menu of a promise in the customer panel offers, by the keyboard."""
    panel, acts = window.desk_view.screens.customer, window.desk_view.screens.conversation.talk.promises
    assert panel.promises.chosen == acts.pop
    lines = lambda: [it for it in panel.widget().findChildren(PastRow) if it.accessibleName().startswith(text)]  # noqa: E731
    qtbot.waitUntil(lambda: bool(lines()))
    chosen = []
    panel.promises.chosen = lambda promise, _line: chosen.append(promise)
    panel._show_again()
    (line,) = lines()
    assert line.accessibleDescription() == "Press Enter for what can be done"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    panel.promises.chosen = acts.pop
    return {it.text(): it for it in acts.menu_of(chosen[0]).actions() if it.text()}


def test_in_the_customer_panel_a_promise_is_kept_by_keys_and_owed_again_by_undo(qtbot, window, desk):
    open_talk(window, desk, MARINA)
    acts = chosen_in_panel(qtbot, window, "Назвать дату замены")
    assert list(acts) == ["Promise kept", "Move the promise…", "Withdraw the promise…"]
    acts["Promise kept"].trigger()
    assert isinstance(desk.submitted[-1], SettlePromise)
    assert talk_of(desk, MARINA).promise_due_at is None
    window.shortcuts["undo-send"].trigger()
    assert talk_of(desk, MARINA).promise_due_at == at("15:00")


def test_a_promise_of_another_request_of_the_customer_is_settled_there_and_leads_there(qtbot, window, desk):
    other, marina = talk_of(desk, VECTOR), talk_of(desk, MARINA)
    there = PromiseRow(fake_id("there"), "Акт", at("17:00"), "open", None, other.id)
    other.customer = marina.customer = replace(marina.customer, promises=(*marina.customer.promises, there))
    open_talk(window, desk, MARINA)
    chosen_in_panel(qtbot, window, "Акт")["Move the promise…"].trigger()
    window.findChild(PromiseDialog).buttons.accepted.emit()
    command = desk.submitted[-1]
    assert isinstance(command, MovePromise)
    assert (command.conversation_id, command.expected_due_at) == (other.id, at("17:00"))
    chosen_in_panel(qtbot, window, "Акт")[f"Open № {VECTOR}"].trigger()
    assert window.desk_view.navigator.open_id == other.id


def test_a_promise_of_a_request_that_is_not_here_says_so(qtbot, window, desk):
    marina = talk_of(desk, MARINA)
    away = PromiseRow(fake_id("away"), "Акт", at("17:00"), "open", None, fake_id("not here"))
    marina.customer = replace(marina.customer, promises=(away,))
    open_talk(window, desk, MARINA)
    assert [it.isEnabled() for it in chosen_in_panel(qtbot, window, "Акт").values()] == [False]


def test_one_undo_takes_the_solve_back_and_the_kept_promise_with_it(window, desk):
    open_talk(window, desk, MARINA)
    window.shortcuts["solve"].trigger()
    window.desk_view.screens.conversation.solving.line.keep.click()
    assert window.desk_view.undo.bar.accessibleName() == "1 request solved · 1 promise kept"
    window.shortcuts["undo-send"].trigger()
    talk = talk_of(desk, MARINA)
    assert (talk.promise_due_at, talk.status) == (at("15:00"), Status.OPEN)
    assert window.desk_view.undo.bars == []


def test_a_promise_kept_with_an_answer_in_a_chat_can_be_undone_though_the_answer_is_gone(window, desk):
    open_talk(window, desk, MARINA)
    composer = window.desk_view.screens.composer
    composer.reply_editor.insert("Приедет в 18:30.")
    composer.send_then(Status.RESOLVED)
    window.desk_view.screens.conversation.solving.line.keep.click()
    assert window.desk_view.undo.bar.accessibleName() == "1 promise kept"
    window.shortcuts["undo-send"].trigger()
    assert talk_of(desk, MARINA).promise_due_at == at("15:00")


def test_a_promise_left_open_in_a_solved_request_stays_among_those_due(window, desk):
    owed = desk.queries.count(View(ViewKind.PROMISES))
    open_talk(window, desk, MARINA)
    window.shortcuts["solve"].trigger()
    window.desk_view.screens.conversation.solving.line.leave.click()
    talk = talk_of(desk, MARINA)
    assert talk.status is Status.RESOLVED
    assert desk.queries.count(View(ViewKind.PROMISES)) == owed
    assert shows_promise(desk.queries.conversation_rows([talk.id])[0])
