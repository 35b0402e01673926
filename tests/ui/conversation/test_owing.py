"""Before a request is solved, what is promised in it is asked about: once, in its place, and typing goes on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from app.client.row import ChangeState
from app.commands.conversation import ResolveConversation, SetStatus
from app.commands.message import Reply
from app.commands.promise import MovePromise, SettlePromise
from app.domain.status import Status
from tests.fakes.desk import FakeDesk
from tests.fakes.people import at
from tests.ui.talk import EMMA, MARINA, talk_of
from ui.conversation.pane import ConversationPane
from ui.conversation.promise_dialog import PromiseDialog
from ui.conversation.solve_dialog import SolveDialog
from ui.translation import set_language
from ui.widgets.owed_line import OwedLine

Opened = Callable[[int], ConversationPane]


def given(desk: FakeDesk, *kinds: type) -> list:
    return [it for it in desk.submitted if isinstance(it, kinds)]


def asked(pane: ConversationPane) -> str:
    return pane.solving.line.text


def test_what_is_promised_is_asked_about_and_kept_with_the_solve(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(MARINA)
    pane.solve()
    assert asked(pane) == "Still promised: “Назвать дату замены”, by 15:00"
    assert not given(desk, ResolveConversation)
    with qtbot.waitSignal(pane.solved):
        pane.solving.line.keep.click()
    kinds = [type(it) for it in given(desk, ResolveConversation, SettlePromise)]
    assert kinds == [ResolveConversation, SettlePromise]
    assert (talk_of(desk, MARINA).promise_due_at, talk_of(desk, MARINA).status) == (None, Status.RESOLVED)
    assert asked(pane) == ""


def test_it_can_be_left_open_and_stays_due(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(MARINA)
    pane.solve()
    with qtbot.waitSignal(pane.solved):
        pane.solving.line.leave.click()
    assert not given(desk, SettlePromise, MovePromise)
    assert talk_of(desk, MARINA).promise_due_at == at("15:00")


def test_it_is_given_another_time_and_the_request_is_solved(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(MARINA)
    pane.solve()
    pane.solving.line.move_on.click()
    dialog = pane.findChild(PromiseDialog)
    due_at = dialog.times.time
    assert not given(desk, ResolveConversation)
    with qtbot.waitSignal(pane.solved):
        dialog.buttons.accepted.emit()
    (moved,) = given(desk, MovePromise)
    assert (moved.due_at, talk_of(desk, MARINA).promise_due_at) == (due_at, due_at)


def test_who_goes_on_typing_types_where_they_did(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(MARINA)
    pane.focus_composer()
    pane.solve()
    editor = pane._composer.reply_editor
    assert QApplication.focusWidget() in (editor, editor.viewport())
    qtbot.keyClicks(editor, "One more")
    assert editor.text == "One more"
    pane.solving.line.keep.click()  # over a text that nobody sent: that is asked first
    dialog = pane.findChild(SolveDialog)
    assert not given(desk, ResolveConversation, SettlePromise)
    with qtbot.waitSignal(pane._composer.solved):
        dialog.send.click()
    assert [type(it) for it in given(desk, Reply, SettlePromise)] == [Reply, SettlePromise]


def test_what_was_decided_is_asked_again_when_the_solve_was_given_up_over_an_unsent_text(
    opened: Opened, desk: FakeDesk
):
    pane = opened(MARINA)
    pane.solve()
    pane._composer.reply_editor.insert("One more")
    pane.solving.line.keep.click()
    pane.findChild(SolveDialog).reject()
    pane._composer.send_then(Status.RESOLVED)
    assert asked(pane) == "Still promised: “Назвать дату замены”, by 15:00"
    assert not given(desk, Reply, SettlePromise)


def test_by_keys_alone_it_is_answered_after_the_solve_key_is_pressed_again(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(MARINA)
    pane.solve()
    line = pane.solving.line
    pane.solve()
    assert line.keep.hasFocus()
    qtbot.keyClick(line.keep, Qt.Key.Key_Right)
    assert line.move_on.hasFocus()
    qtbot.keyClick(line.move_on, Qt.Key.Key_Left)
    qtbot.keyClick(line.keep, Qt.Key.Key_Left)  # beside the first stands the last, and nothing else
    assert line.leave.hasFocus()
    with qtbot.waitSignal(pane.solved):
        qtbot.keyClick(line.leave, Qt.Key.Key_Return)
    assert not given(desk, SettlePromise)
    assert pane.isAncestorOf(QApplication.focusWidget())


def test_esc_solves_nothing_and_gives_the_keyboard_back(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(MARINA)
    pane.solve()
    pane.solve()
    qtbot.keyClick(pane.solving.line.keep, Qt.Key.Key_Escape)
    assert not given(desk, ResolveConversation, SettlePromise)
    assert asked(pane) == ""
    editor = pane._composer.reply_editor
    assert QApplication.focusWidget() in (editor, editor.viewport())


def test_send_and_solve_asks_before_the_answer_leaves(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(MARINA)
    composer = pane._composer
    composer.reply_editor.insert("Приедет сегодня в 18:30.")
    composer.send_then(Status.RESOLVED)
    assert not given(desk, Reply)
    assert composer.reply_editor.text == "Приедет сегодня в 18:30."
    with qtbot.waitSignal(composer.solved):
        pane.solving.line.keep.click()
    assert [type(it) for it in given(desk, Reply, SettlePromise)] == [Reply, SettlePromise]
    assert talk_of(desk, MARINA).promise_due_at is None


def test_an_answer_that_solves_nothing_asks_nothing_and_ends_the_question(opened: Opened, desk: FakeDesk):
    pane = opened(MARINA)
    pane._composer.reply_editor.insert("Уточняю")
    pane._composer.send_then(Status.RESOLVED)
    assert asked(pane)
    pane._composer.send()
    assert len(given(desk, Reply)) == 1
    assert asked(pane) == ""
    assert not given(desk, SettlePromise)


def test_the_status_of_the_header_asks_too_and_any_other_status_does_not(opened: Opened, desk: FakeDesk):
    pane = opened(MARINA)
    pane.header.status_chosen.emit(Status.ON_HOLD)
    assert (len(given(desk, SetStatus)), asked(pane)) == (1, "")
    pane.header.status_chosen.emit(Status.RESOLVED)
    assert asked(pane)
    assert not given(desk, ResolveConversation)


def test_a_draft_that_is_kept_or_thrown_away_does_not_hide_the_promise(qtbot, opened: Opened, desk: FakeDesk):
    for press, left in ((Qt.Key.Key_F3, "Новый"), (Qt.Key.Key_F4, "")):
        pane = opened(MARINA)
        pane._composer.reply_editor.set_text("Новый")
        pane._composer._on_typed()
        pane.solve()
        qtbot.keyClick(next(it for it in pane.findChildren(SolveDialog) if it.isVisible()), press)
        assert asked(pane)
        assert pane._composer.reply_editor.text == "Новый"
        with qtbot.waitSignal(pane.solved):
            pane.solving.line.leave.click()
        assert pane._composer.reply_editor.text == left
        desk.submitted.clear()
        talk_of(desk, MARINA).status = Status.OPEN


def test_several_are_counted_and_kept_together(qtbot, opened: Opened, desk: FakeDesk):
    pane = opened(MARINA)
    pane.talk.promises._promise(talk_of(desk, MARINA).id, "Перезвонить", at("18:00"))
    pane.solve()
    assert asked(pane) == "2 promises are still open; first “Назвать дату замены”, by 15:00"
    assert pane.solving.line.keep.accessibleName().startswith("All are kept. 2 promises")
    with qtbot.waitSignal(pane.solved):
        pane.solving.line.keep.click()
    assert len(given(desk, SettlePromise)) == 2


@pytest.fixture
def moving(opened: Opened, desk: FakeDesk):
    """Two promises are to be moved: to name a date by 15:00, and to call by 18:00."""
    pane = opened(MARINA)
    pane.talk.promises._promise(talk_of(desk, MARINA).id, "Перезвонить", at("18:00"))
    pane.solve()
    pane.solving.line.move_on.click()
    return pane


def test_of_several_each_keeps_its_time_or_gets_its_own(qtbot, moving: ConversationPane, desk: FakeDesk):
    dialog = moving.solving.owing.dialog
    date, call = dialog.boxes.values()
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert date.choice.accessibleName() == "Назвать дату замены"
    assert date.choice.currentText() == "As before: 15:00"
    assert not ok.isEnabled()
    call.choice.setCurrentIndex(3)
    with qtbot.waitSignal(moving.solved):
        ok.click()
    (moved,) = given(desk, MovePromise)
    assert moved.expected_due_at == at("18:00")
    assert f"{moved.due_at:%d %H:%M}" == "13 12:00"
    assert talk_of(desk, MARINA).promise_due_at == at("15:00")


def test_several_get_two_times_any_of_them_typed(qtbot, moving: ConversationPane, desk: FakeDesk):
    dialog = moving.solving.owing.dialog
    date, call = dialog.boxes.values()
    assert date.field.isHidden()
    date.choice.setCurrentIndex(date.choice.count() - 1)
    assert not date.field.isHidden()
    date.field.setDateTime(date.field.dateTime().addDays(3))
    call.choice.setCurrentIndex(1)
    with qtbot.waitSignal(moving.solved):
        dialog.buttons.accepted.emit()
    assert [f"{it.due_at:%d %H:%M}" for it in given(desk, MovePromise)] == ["16 14:32", "12 15:32"]


def test_one_time_for_all_is_chosen_once_and_one_of_them_may_differ_still(qtbot, moving: ConversationPane, desk):
    dialog = moving.solving.owing.dialog
    _date, call = dialog.boxes.values()
    dialog.together.choice.setCurrentIndex(3)
    assert len(set(dialog.times.values())) == 1
    call.choice.setCurrentIndex(0)
    call.choice.activated.emit(0)
    assert dialog.together.time is None
    with qtbot.waitSignal(moving.solved):
        dialog.buttons.accepted.emit()
    (moved,) = given(desk, MovePromise)
    assert moved.expected_due_at == at("15:00")


def test_giving_up_the_times_solves_nothing(moving: ConversationPane, desk: FakeDesk):
    moving.solving.owing.dialog.reject()
    assert not given(desk, ResolveConversation, MovePromise)
    assert asked(moving).startswith("2 promises are still open")


def test_a_long_question_is_read_whole_in_a_narrow_window_and_an_unasked_one_takes_no_room(qtbot, theme_controller):
    line = OwedLine("owed_line")
    qtbot.addWidget(line)
    line.resize(300, 60)
    line.show()
    assert line._words.minimumHeight() == 0
    line.ask("Still promised: " + "a date for the replacement " * 6, several=False)
    assert line._words.minimumHeight() >= 3 * line._words.fontMetrics().height()
    line.resize(2_000, 60)
    qtbot.waitUntil(lambda: line._words.minimumHeight() < 2 * line._words.fontMetrics().height())


def test_the_question_goes_when_a_colleague_settles_it_and_when_another_request_is_opened(opened: Opened, desk):
    pane = opened(MARINA)
    pane.solve()
    pane.talk.promises.keep(pane.talk.promises.open_ones()[0])
    assert asked(pane) == ""
    pane = opened(EMMA)
    pane = opened(MARINA)
    pane.talk.promises._promise(talk_of(desk, MARINA).id, "Перезвонить", at("18:00"))
    pane.solve()
    assert asked(pane)
    pane.open(talk_of(desk, EMMA).id)
    assert asked(pane) == ""
    with_no_promise = given(desk, ResolveConversation)
    assert with_no_promise == []


def test_without_a_network_it_is_the_same(qtbot, opened: Opened, desk: FakeDesk):
    desk.go_offline()
    pane = opened(MARINA)
    pane.solve()
    with qtbot.waitSignal(pane.solved):
        pane.solving.line.keep.click()
    waiting = [it.row.state for it in desk.outbox.values()]
    assert len(waiting) == 2
    assert not set(waiting) & {ChangeState.HELD, ChangeState.REJECTED}


@pytest.mark.parametrize(("language", "count", "words"), [
    ("ru", 1, "Обещано и ещё не выполнено: «Назвать дату замены», до 15:00"),
    ("ru", 2, "2 обещания ещё не выполнены; первое — «Назвать дату замены», до 15:00"),
    ("ru", 5, "5 обещаний ещё не выполнено; первое — «Назвать дату замены», до 15:00"),
])  # fmt: skip
def test_it_is_asked_in_russian_with_its_plurals(opened: Opened, desk: FakeDesk, language, count, words):
    set_language(language)
    pane = opened(MARINA)
    for number in range(count - 1):
        pane.talk.promises._promise(talk_of(desk, MARINA).id, "Перезвонить", at("18:00") + timedelta(hours=number))
    pane.solve()
    assert asked(pane) == words
