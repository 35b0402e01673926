"""A promise is made, kept, moved and withdrawn where it is seen."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from app.commands.promise import MakePromise, MovePromise, SettlePromise
from app.domain.entry import EntryKind
from tests.fakes.people import at
from tests.ui.conversation.test_joining import choose, row_menu, words_of
from tests.ui.talk import MARINA, VECTOR, talk_of
from ui.conversation.promise_dialog import PromiseDialog, promise_times

ACTS = ["Promise kept", "Move the promise…", "Withdraw the promise…"]


def test_enter_makes_the_promise_and_it_stands_in_the_header(opened, desk, qtbot):
    pane = opened(VECTOR)
    pane.slots()["promise"]()
    dialog = pane.talk.promises.dialog
    assert isinstance(dialog, PromiseDialog)
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    qtbot.waitUntil(dialog.isVisible)
    dialog.line.setText("Выслать акт")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    command = desk.submitted[-1]
    due_at = promise_times(pane._bridge.now())[0][1]
    assert isinstance(command, MakePromise)
    assert (command.conversation_id, command.text, command.due_at) == (talk_of(desk, VECTOR).id, "Выслать акт", due_at)
    assert pane.header._promise.accessibleName().startswith("Promise: Выслать акт, by ")
    assert pane.header._promise.isVisible()


def test_by_the_button_in_the_header_it_is_kept_and_nothing_is_owed(opened, desk):
    pane = opened(MARINA)
    menu = pane.header.promises(pane.header._promise)
    assert words_of(menu) == [*ACTS, "Track a promise…"]
    choose(menu, "Promise kept")
    command = desk.submitted[-1]
    assert isinstance(command, SettlePromise)
    assert (command.state, command.reason) == ("kept", "")
    assert not pane.header._promise.isVisible()
    assert pane.talk.promises.open_ones() == []
    last = pane._model.item(pane._model.rowCount() - 1)
    assert pane._words.sentence(last).startswith("Promise kept: Назвать дату замены")
    assert words_of(pane.header.promises(pane.header._promise)) == ["Track a promise…"]


def test_the_line_of_the_promise_offers_the_same_while_it_is_owed(opened, desk):
    pane = opened(MARINA)
    menu = row_menu(pane, EntryKind.PROMISE)
    assert [it for it in words_of(menu) if it in ACTS] == ACTS
    choose(menu, "Move the promise…")
    dialog = pane.talk.promises.dialog
    assert dialog.line.isReadOnly()
    moved = dialog.times.time
    dialog.buttons.accepted.emit()
    command = desk.submitted[-1]
    assert isinstance(command, MovePromise)
    assert (command.due_at, command.expected_due_at) == (moved, at("15:00"))
    last = pane._model.item(pane._model.rowCount() - 1)
    assert pane._words.sentence(last).startswith("Promise moved: Назвать дату замены, now by ")
    choose(row_menu(pane, EntryKind.PROMISE), "Promise kept")
    assert not [it for it in words_of(row_menu(pane, EntryKind.PROMISE)) if it in ACTS]


def test_withdrawing_asks_why(opened, desk):
    pane = opened(MARINA)
    pane.slots()["promise-withdraw"]()
    dialog = pane.talk.promises.dialog
    dialog.line.setText("Заказ отменён")
    dialog._on_accepted()
    command = desk.submitted[-1]
    assert (command.state, command.reason) == ("withdrawn", "Заказ отменён")
    last = pane._model.item(pane._model.rowCount() - 1)
    assert pane._words.sentence(last).startswith("Promise withdrawn: Назвать дату замены. Заказ отменён")


def test_with_two_promises_each_has_its_own_menu_and_the_other_one_is_told(opened, desk):
    pane = opened(MARINA)
    pane.talk.promises._promise(talk_of(desk, MARINA).id, "Перезвонить", at("18:00"))
    first, second = pane.talk.promises.open_ones()
    assert words_of(pane.header.promises(pane.header._promise)) == [first.text, second.text, "Track a promise…"]
    pane.slots()["promise-kept"]()
    assert (desk.submitted[-1].promise_id, second.id in desk.submitted[-1].other_ids) == (first.id, True)
    assert pane.header._promise.accessibleName() == "Promise: Перезвонить, by 18:00. Change"


def test_what_is_kept_after_its_time_is_told_so(opened, desk):
    pane = opened(MARINA)
    payload = {"promise_id": "x", "text": "Позвонить", "due_at": at("08:00").isoformat(), "state": "kept"}
    desk._append(talk_of(desk, MARINA), pane._bridge.new_id(), EntryKind.PROMISE, payload)
    pane.open(talk_of(desk, MARINA).id)
    last = pane._model.item(pane._model.rowCount() - 1)
    assert pane._words.sentence(last).startswith("Promise kept late: Позвонить")


@pytest.mark.parametrize("hour", [9, 17, 23])
def test_deadlines_are_offered_in_their_order_and_none_is_past(hour):
    now = datetime.fromisoformat(f"2025-11-12T{hour:02}:20:30+03:00")
    offered = [time for _words, time in promise_times(now)]
    assert offered == sorted(set(offered))
    assert offered[0] == now.replace(second=0) + timedelta(hours=1)
    assert all(it > now for it in offered)


def test_the_words_of_a_promise_outlive_the_program_until_it_is_made_or_not(opened, desk, qtbot):
    pane = opened(VECTOR)
    pane.slots()["promise"]()
    pane.talk.promises.dialog.line.setText("Выслать акт")
    place = f"promise:{talk_of(desk, VECTOR).id}"
    qtbot.waitUntil(lambda: "Выслать акт" in desk.drafts.unfinished(place))
    pane.slots()["promise"]()  # as after another start: the first one was never ended
    again = pane.talk.promises.dialog
    assert again.line.text() == "Выслать акт"
    again.reject()
    assert desk.drafts.unfinished(place) == ""
