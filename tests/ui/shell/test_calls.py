"""Calls by hand in the whole window: from the link of a switchboard to the entry in the log."""

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from app.client.call import CallState
from app.client.kept_call import PLACE
from app.client.row import DraftKind
from app.commands.call import LogCall, OpenByPhone
from app.domain.call import CallResult, Direction
from app.domain.channel import Channel
from app.language.phone import CallLink, call_link, number_of
from tests.fakes.notice import MemoryBoard, MemorySpeaker
from tests.ui.talk import EMMA, MARINA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.calls.dialog import NewCallDialog
from ui.notices.tray import TrayState
from ui.notices.ways import Ways
from ui.shell.panes import build_screens


@pytest.fixture
def calls(window):
    return window.desk_view.calls


def marinas_number(desk):
    talk = talk_of(desk, MARINA)
    return next(value for channel, value in talk.customer.addresses if channel is Channel.PHONE)


def test_a_known_customer_calls_talks_and_the_call_is_in_the_log(window, desk, calls):
    calls.begin(CallLink(marinas_number(desk), Direction.IN))
    panel = calls.panel
    assert window.desk_view.navigator.open_id == talk_of(desk, MARINA).id
    assert (panel._who.text, panel._state.text()) == ("Марина Соколова · +7 917 555-32-08", "Incoming call")
    assert panel.notes.isVisible()
    window.shortcuts["answer"].trigger()
    assert calls.call.state is CallState.TALKING
    panel.notes.setPlainText("Согласна на замену")
    window.shortcuts["hangup"].trigger()
    assert calls.call.state is CallState.WRAPUP
    panel.result.setCurrentIndex(panel.result.findData(CallResult.SETTLED))
    panel.save_button.click()
    logged = desk.submitted[-1]
    assert isinstance(logged, LogCall)
    assert (logged.conversation_id, logged.direction, logged.number) == (
        talk_of(desk, MARINA).id, Direction.IN, "+79175553208",
    )  # fmt: skip
    assert (logged.notes, logged.result) == ("Согласна на замену", CallResult.SETTLED)
    assert calls.call is None
    assert not panel.isVisible()


def test_a_stranger_gets_a_request_when_the_call_is_answered(window, desk, calls):
    calls.begin(call_link("deskhand://call?from=+79990001122&dir=in"))
    assert not [it for it in desk.submitted if isinstance(it, OpenByPhone)]
    calls.answer()
    opened = [it for it in desk.submitted if isinstance(it, OpenByPhone)]
    assert [it.number for it in opened] == ["+79990001122"]
    assert window.desk_view.navigator.open_id == opened[0].request_id
    calls.end()
    calls.save()
    assert desk.submitted[-1].conversation_id == opened[0].request_id


def test_a_call_is_named_in_the_operators_language_whatever_the_window_speaks(window, desk, calls):
    desk.person = replace(desk.person, locale="ru")
    calls.begin(call_link("deskhand://call?from=+79990001122&dir=in"))
    calls.answer()
    (opened,) = [it for it in desk.submitted if isinstance(it, OpenByPhone)]
    assert opened.subject.startswith("Звонок: +7")


def test_notes_of_what_was_no_call_are_not_lost(window, desk, calls):
    calls.begin(CallLink(marinas_number(desk), Direction.IN))
    calls.answer()
    calls.panel.notes.setPlainText("Ошиблась номером")
    calls.end()
    calls.panel.drop_button.click()
    assert calls.call is None
    assert not [it for it in desk.submitted if isinstance(it, LogCall)]
    assert desk.queries.draft(talk_of(desk, MARINA).id, DraftKind.NOTE) == "Ошиблась номером"


def test_a_hostile_number_is_shown_harmless_and_short_and_all_of_it_is_in_the_tooltip(window, calls):
    calls.begin(CallLink("<b>1</b>\u202e" + "9" * 60, Direction.IN))
    shown = calls.panel._who
    assert shown.text == "b1/b" + "9" * 35 + "…"
    assert shown.toolTip() == "<span>&lt;b&gt;1&lt;/b&gt;" + "9" * 60 + "</span>"
    calls.panel.drop_button.click()
    calls.begin(CallLink("101", Direction.IN))
    assert (shown.text, shown.toolTip()) == ("101", "")
    calls.panel.drop_button.click()


def test_a_missed_call_waits_in_a_request_and_what_was_no_call_leaves_nothing(window, desk, calls):
    calls.begin(CallLink("", Direction.IN))
    assert calls.panel._who.text == "Hidden number"
    calls.panel.drop_button.click()
    before = len(desk.submitted)
    assert calls.call is None
    calls.begin(CallLink(marinas_number(desk), Direction.IN))
    window.shortcuts["decline"].trigger()
    calls.save()
    assert len(desk.submitted) > before
    assert desk.submitted[-1].direction is Direction.MISSED


def test_the_guide_speaks_the_tray_rings_and_nothing_sounds_while_one_talks(window, desk, calls):
    telling = window.desk_view.telling
    board, speaker = MemoryBoard(), MemorySpeaker()
    telling.start(lambda _teller: Ways(board, speaker))
    calls.begin(CallLink(marinas_number(desk), Direction.IN))
    assert telling._state() is TrayState.RINGING
    assert len(speaker.played) == 1
    calls.answer()
    assert (telling._state(), telling.teller.in_call) == (TrayState.BUSY, True)
    guide = window.desk_view.screens.guide
    guide.show_conversation(window.desk_view.navigator.open_id)
    assert guide._line.text().startswith("Say: ")
    assert "\n" not in guide.opening_text
    assert not guide.insert_button.isVisible()
    calls.end()
    calls.save()
    assert telling._state() is TrayState.AVAILABLE


def test_another_request_can_be_chosen_and_a_second_call_waits_its_turn(window, desk, calls):
    calls.begin(CallLink(marinas_number(desk), Direction.OUT))
    calls.begin(CallLink("+79990001122", Direction.IN))
    assert "Another call waits" in window.status.sentence
    calls.panel.choose_request(calls.panel.request.findData(None))
    calls.end()
    calls.save()
    opened = [it for it in desk.submitted if isinstance(it, OpenByPhone)]
    assert opened[-1].person_id == talk_of(desk, MARINA).customer.id
    assert desk.submitted[-1].conversation_id == opened[-1].request_id
    assert calls.call.number.e164 == "+79990001122"
    calls._drop()


def test_numbers_and_names_of_strangers_are_text_and_nothing_else(window, desk, calls):
    calls.begin(call_link("deskhand://call?from=<b>x</b>%0a&dir=in"))
    assert calls.panel._who.text == "bx/b"
    calls.answer()
    calls.end()
    calls.save()
    assert desk.submitted[-1].number == "<b>x</b>"
    assert calls.call is None


def test_closing_the_desk_in_the_middle_of_a_call_keeps_what_was_said(window, desk, calls):
    calls.begin(CallLink(marinas_number(desk), Direction.OUT))
    calls.panel.notes.setPlainText("Перезвонить")
    calls.close()
    assert desk.submitted[-1].notes == "Перезвонить"


def after_a_crash(window, desk, calls):
    """The program is gone and has been started anew."""
    calls._call = None  # nobody saves anything
    calls._keeper.watch = lambda call: None
    window.detach()
    bridge = DeskBridge(desk, window)
    window.attach(bridge, build_screens(bridge, window.show_list(bridge)))
    return window.desk_view.calls


def test_notes_of_a_call_outlive_a_crash_and_are_offered_again(window, desk, calls, qtbot):
    calls.begin(CallLink(marinas_number(desk), Direction.OUT))
    calls._call._began -= 65
    calls.panel.notes.setPlainText("Согласна на замену")
    calls.panel.result.setCurrentIndex(calls.panel.result.findData(CallResult.CALL_BACK))
    qtbot.waitUntil(lambda: "замену" in desk.drafts.unfinished(PLACE))
    again = after_a_crash(window, desk, calls)
    assert not [it for it in desk.submitted if isinstance(it, LogCall)]
    qtbot.waitUntil(again.panel.isVisible)
    assert again.panel.notes.toPlainText() == "Согласна на замену"
    assert "not saved yet" in window.status.sentence
    assert again.panel.request.currentText().startswith("№ 1204 ")
    assert again.panel.request.findText("This request") < 0
    again.panel.save_button.click()
    logged = desk.submitted[-1]
    assert isinstance(logged, LogCall)
    assert (logged.conversation_id, logged.direction) == (talk_of(desk, MARINA).id, Direction.OUT)
    assert (logged.notes, logged.result) == ("Согласна на замену", CallResult.CALL_BACK)
    assert 65 <= logged.seconds < 120
    assert after_a_crash(window, desk, again).call is None


def test_notes_that_could_not_be_saved_at_the_end_are_there_the_next_time(window, desk, calls, qtbot):
    calls.begin(CallLink(marinas_number(desk), Direction.OUT))
    calls.panel.notes.setPlainText("Перезвонить")
    qtbot.waitUntil(lambda: "Перезвонить" in desk.drafts.unfinished(PLACE))
    desk.is_disk_full = True
    window.detach()
    desk.is_disk_full = False
    bridge = DeskBridge(desk, window)
    window.attach(bridge, build_screens(bridge, window.show_list(bridge)))
    again = window.desk_view.calls
    assert again.panel.notes.toPlainText() == "Перезвонить"
    again.panel.drop_button.click()
    assert desk.queries.draft(talk_of(desk, MARINA).id, DraftKind.NOTE) == "Перезвонить"
    assert desk.drafts.unfinished(PLACE) == ""


def test_a_call_that_was_never_answered_leaves_nothing_behind(window, desk, calls):
    calls.begin(CallLink(marinas_number(desk), Direction.IN))
    calls.keep()
    assert desk.drafts.unfinished(PLACE) == ""
    calls._drop()


def test_the_dialog_tells_who_it_is_as_one_types(window, desk, qtbot):
    dialog = NewCallDialog(desk.queries.caller)
    qtbot.addWidget(dialog)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert ok.isEnabled()
    dialog.field.setText("8 (917) 555 32 08")
    assert dialog.found.text() == "+7 917 555-32-08 · Марина Соколова"
    dialog.field.setText("+7 999 000-11-22")
    assert "new customer" in dialog.found.text()
    dialog.field.setText("никто")
    assert not ok.isEnabled()
    dialog.field.setText("101")
    assert dialog.link() == CallLink("101", Direction.OUT)


def test_what_is_typed_while_a_stranger_rings_is_a_note_of_the_call_and_no_draft_to_who_is_open(
    window, desk, calls, qtbot
):
    emma = talk_of(desk, EMMA).id
    window.desk_view.navigator.open(emma)
    window.desk_view.screens.talk.focus_composer()
    calls.begin(CallLink("+79990001122", Direction.IN))
    assert window.focusWidget() is calls.panel.notes
    qtbot.keyClicks(window.focusWidget(), "opening hours")
    guide = window.desk_view.screens.guide
    qtbot.waitUntil(lambda: guide.conversation_id == emma)
    assert (guide._spoken, guide.opening_text) == (False, "")
    calls.answer()
    assert calls.panel.notes.toPlainText() == "opening hours"
    assert window.focusWidget() is calls.panel.notes
    assert window.desk_view.screens.guide._spoken
    assert desk.queries.draft(emma, DraftKind.REPLY) == ""
    calls.end()
    calls.save()
    assert desk.submitted[-1].notes == "opening hours"


def test_notes_of_a_call_that_only_rings_outlive_a_crash_and_are_not_dropped_without_a_word(window, desk, calls):
    calls.begin(CallLink("+79990001122", Direction.IN))
    calls.panel.notes.setPlainText("Перезвонить")
    calls.keep()
    assert "Перезвонить" in desk.drafts.unfinished(PLACE)
    calls.panel.drop_button.click()
    assert calls.call is not None
    assert "no request to keep" in window.status.sentence
    calls.panel.notes.clear()
    calls.panel.drop_button.click()
    assert calls.call is None


def test_a_number_that_one_calls_oneself_is_talked_to_at_once_and_its_outcome_is_a_code(qtbot, desk, calls):
    dialog = NewCallDialog(desk.queries.caller)
    qtbot.addWidget(dialog)
    dialog.field.setText(marinas_number(desk))
    calls.begin(dialog.link())
    assert calls.call.state is CallState.TALKING
    calls.end()
    calls.panel.result.setCurrentIndex(calls.panel.result.findData(CallResult.CALL_BACK))
    calls.save()
    assert desk.submitted[-1].result is CallResult.CALL_BACK
    assert desk.submitted[-1].direction is Direction.OUT


def test_ctrl_enter_in_the_call_ends_it_and_saves_it_and_never_sends_the_reply(window, desk, calls, qtbot):
    calls.begin(CallLink(marinas_number(desk), Direction.OUT))
    window.desk_view.screens.composer.reply_editor.set_text("Not ready")
    panel = calls.panel
    for _press in range(2):
        qtbot.keyClick(panel.notes, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert calls.call is None
    assert isinstance(desk.submitted[-1], LogCall)
    assert window.desk_view.screens.composer.reply_editor.text == "Not ready"


@pytest.mark.parametrize("pressed", [Qt.Key.Key_Y, Qt.Key(ord("Н"))])
def test_a_letter_that_sends_ends_the_call_in_its_notes_under_either_layout(window, desk, calls, pressed):
    window.keys.set_key("send", "Ctrl+Y")
    calls.begin(CallLink(marinas_number(desk), Direction.OUT))
    window.desk_view.screens.composer.reply_editor.set_text("Not ready")
    for _press in range(2):
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            event = QKeyEvent(kind, pressed, Qt.KeyboardModifier.ControlModifier)
            event.ignore()
            QApplication.sendEvent(calls.panel.notes, event)
            assert event.isAccepted()  # else the window's action takes it and sends the answer
    assert calls.call is None
    assert isinstance(desk.submitted[-1], LogCall)
    assert window.desk_view.screens.composer.reply_editor.text == "Not ready"


def test_of_several_numbers_the_one_called_last_stands_there_and_another_is_a_key_away(window, desk, calls):
    talk = talk_of(desk, MARINA)
    first, second = marinas_number(desk), "+7 917 555-00-00"
    talk.customer = replace(talk.customer, addresses=(*talk.customer.addresses, (Channel.PHONE, second)))
    window.desk_view.navigator.open(talk.id)
    offered = []

    def choose(number):
        dialog = window.findChild(NewCallDialog)
        offered.append(dialog.field.text())
        dialog.numbers.setCurrentIndex(dialog.numbers.findText(number))
        dialog.accept()

    for number in (second, first):
        QTimer.singleShot(0, calls, partial(choose, number))
        calls.dial()
        assert calls.call.number == number_of(number)
        calls._leave()
    assert offered == [first, second]
    kept = window.store.settings
    assert not [it for it in kept.allKeys() if "917" in str(kept.value(it)) or "917" in it]


def test_a_request_opens_in_the_queue_that_was_used_last(window, desk, calls):
    queues = desk.queries.queues()
    chosen = []

    def choose():
        dialog = window.findChild(NewCallDialog)
        chosen.append(dialog.queue_id)
        dialog.field.setText("+79990001122")
        dialog.queues.setCurrentIndex(1)
        dialog.accept()

    for _time in range(2):
        QTimer.singleShot(0, calls, choose)
        calls.ask()
        calls._leave()
    assert chosen == [queues[0].id, queues[1].id]
    calls.begin(CallLink("+79990003344", Direction.OUT))
    opened = [it.queue_id for it in desk.submitted if isinstance(it, OpenByPhone)]
    assert opened[-1] == queues[1].id


def test_the_call_stays_with_its_own_request_and_leads_back_to_it(window, desk, calls):
    calls.begin(CallLink(marinas_number(desk), Direction.OUT))
    window.desk_view.navigator.open(talk_of(desk, EMMA).id)
    panel = calls.panel
    assert (panel._who.isVisible(), panel.notes.isVisible(), panel.end_button.isVisible()) == (True, False, True)
    assert not window.desk_view.screens.guide._spoken
    panel.back_button.click()
    assert window.desk_view.navigator.open_id == talk_of(desk, MARINA).id
    assert panel.notes.isVisible()
    assert not panel.back_button.isVisible()


def test_solving_saves_the_call_that_was_talked_in(window, desk, calls):
    calls.begin(CallLink(marinas_number(desk), Direction.OUT))
    calls.panel.notes.setPlainText("Согласна")
    calls.end()
    window.desk_view.screens.talk.solve()
    window.desk_view.screens.conversation.solving.line.leave.click()
    assert calls.call is None
    logged = next(it for it in desk.submitted if isinstance(it, LogCall))
    assert (logged.conversation_id, logged.notes) == (talk_of(desk, MARINA).id, "Согласна")


def test_a_number_typed_for_a_call_that_came_in_leads_to_the_notes_and_not_back_into_the_reply(
    window, desk, calls, qtbot
):
    window.desk_view.navigator.open(talk_of(desk, EMMA).id)
    window.desk_view.screens.talk.focus_composer()

    def fill():
        dialog = window.findChild(NewCallDialog)
        dialog.field.setText("+79990001122")
        dialog.way.setCurrentIndex(dialog.way.findData(Direction.IN))
        dialog.accept()

    QTimer.singleShot(0, calls, fill)
    calls.ask()
    qtbot.wait_until(lambda: window.focusWidget() is calls.panel.notes)
    assert calls.call.state is CallState.OFFERED
    calls.panel.drop_button.click()


def test_who_rings_while_nothing_is_open_has_a_place_to_ring_in(window, desk, calls):
    window.desk_view.navigator._leave()
    assert not calls.panel.isVisible()
    calls.begin(CallLink("+79990001122", Direction.IN))
    assert calls.panel.isVisible()
    assert window.focusWidget() is calls.panel.notes
    calls.answer()
    calls.end()
    calls.save()
    assert len([it for it in desk.submitted if isinstance(it, OpenByPhone)]) == 1


def test_the_keys_stay_with_the_call_when_its_buttons_go(window, desk, calls, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    calls.begin(CallLink("+79990001122", Direction.IN))
    for button, place in (
        (calls.panel.answer_button, calls.panel.notes),
        (calls.panel.end_button, calls.panel.result),
    ):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        assert QApplication.focusWidget() is place
    calls.save()
