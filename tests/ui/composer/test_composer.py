"""What an operator writes is kept as typed and leaves as the right command."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtWidgets import QApplication

from app.client.port import Problem, Trouble
from app.client.row import TemplateRow
from app.commands.message import Reply, WriteNote
from app.domain.channel import Channel
from app.domain.status import Status
from tests.fakes.people import fake_id
from tests.ui.talk import EMMA, MARINA, RASHID, ROBOT, TIMUR, UNKNOWN, talk_of
from ui.composer.editor import FEWEST_LINES, MOST_LINES
from ui.translation import set_language


def replies(desk) -> list[Reply]:
    return [command for command in desk.submitted if isinstance(command, Reply)]


def test_control_enter_sends_and_waits_for_the_customer(opened, desk, qtbot):
    composer = opened(MARINA)
    newest = max(entry.seq for entry in talk_of(desk, MARINA).entries if entry.seq)
    qtbot.keyClicks(composer.reply_editor, "Good day")
    qtbot.keyClick(composer.reply_editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (sent,) = replies(desk)
    talk = talk_of(desk, MARINA)
    assert (sent.body, sent.channel, sent.then_status) == ("Good day", Channel.CHAT, Status.WAITING_CUSTOMER)
    assert sent.seen_seq == newest
    assert composer.reply_editor.text == ""
    assert talk.draft == ""


def test_enter_sends_in_chat_and_makes_a_line_in_a_letter(opened, desk, qtbot):
    composer = opened(MARINA)
    qtbot.keyClicks(composer.reply_editor, "one")
    qtbot.keyClick(composer.reply_editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(composer.reply_editor, "two")
    qtbot.keyClick(composer.reply_editor, Qt.Key.Key_Return)
    assert [sent.body for sent in replies(desk)] == ["one\ntwo"]
    composer = opened(EMMA)
    qtbot.keyClicks(composer.reply_editor, "one")
    qtbot.keyClick(composer.reply_editor, Qt.Key.Key_Return)
    assert len(replies(desk)) == 1
    assert composer.reply_editor.text == "one\n"


def test_a_letter_can_be_undone_and_comes_back_as_the_draft(opened, desk):
    composer = opened(EMMA)
    composer.insert("Dear Emma")
    composer.send()
    assert composer.reply_editor.text == ""
    (change_id,) = [change.change_id for change in desk.queries.changes()]
    desk.undo(change_id)
    card = desk.queries.card(talk_of(desk, EMMA).id)
    composer.refresh(card, None)
    assert composer.reply_editor.text == "Dear Emma"


def test_an_undone_letter_stands_above_what_was_begun_after_it_and_is_not_typed_over(opened, desk, qtbot):
    composer = opened(EMMA)
    composer.insert("Dear Emma")
    composer.send()
    qtbot.keyClicks(composer.reply_editor, "P.S.")
    (change_id,) = [change.change_id for change in desk.queries.changes()]
    composer._bridge.undo(change_id)
    composer.refresh(desk.queries.card(talk_of(desk, EMMA).id), None)
    assert composer.reply_editor.text == "Dear Emma\n\nP.S."
    qtbot.keyClicks(composer.reply_editor, " See you")
    composer.flush()
    assert talk_of(desk, EMMA).draft == "Dear Emma\n\nP.S. See you"


def test_the_draft_is_saved_after_a_pause_and_said_so(opened, desk, qtbot):
    composer = opened(MARINA)
    qtbot.keyClicks(composer.reply_editor, "half a sent")
    assert talk_of(desk, MARINA).draft == ""
    qtbot.waitUntil(lambda: talk_of(desk, MARINA).draft == "half a sent")
    assert composer.face.hint.text == "Draft saved"


def test_another_request_saves_the_draft_at_once_and_brings_it_back(opened, desk, qtbot):
    qtbot.keyClicks(opened(MARINA).reply_editor, "to Marina")
    assert opened(EMMA).reply_editor.text == ""
    assert talk_of(desk, MARINA).draft == "to Marina"
    assert talk_of(desk, EMMA).draft == ""
    assert opened(MARINA).reply_editor.text == "to Marina"


def test_the_draft_is_saved_when_the_keyboard_leaves(opened, desk, qtbot):
    composer = opened(MARINA)
    composer.focus_text()
    qtbot.keyClicks(composer.reply_editor, "text")
    composer.reply_editor.left.emit()
    assert talk_of(desk, MARINA).draft == "text"


def test_a_note_can_never_become_a_reply(opened, desk, qtbot):
    composer = opened(MARINA)
    qtbot.keyClicks(composer.reply_editor, "to the customer")
    composer.note()
    assert composer.face.frame.is_note
    assert composer.note_editor is not composer.reply_editor
    qtbot.keyClicks(composer.note_editor, "between us")
    qtbot.keyClick(composer.note_editor, Qt.Key.Key_Return)
    assert not replies(desk)
    qtbot.keyClick(composer.note_editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (note,) = [command for command in desk.submitted if isinstance(command, WriteNote)]
    assert note.body == "between us"
    composer.reply()
    assert composer.reply_editor.text == "to the customer"
    assert composer.note_editor.text == ""


def test_a_note_stays_with_its_request(opened):
    composer = opened(MARINA)
    composer.note()
    composer.note_editor.insert("about Marina")
    assert opened(EMMA).note_editor.text == ""
    assert opened(MARINA).note_editor.text == "about Marina"


def test_a_note_that_was_begun_is_kept_and_goes_when_it_is_saved(opened, desk, qtbot):
    composer = opened(MARINA)
    composer.note()
    qtbot.keyClicks(composer.note_editor, "about Marina")
    qtbot.waitUntil(lambda: talk_of(desk, MARINA).note_draft == "about Marina")
    assert talk_of(desk, MARINA).draft == ""
    composer.send()
    assert talk_of(desk, MARINA).note_draft == ""


def test_without_a_connection_the_button_and_the_hint_say_what_happens(opened, desk, qtbot):
    composer = opened(MARINA)
    assert composer.send_button.text() == "Send, wait for customer"
    desk.go_offline()
    assert composer.send_button.text() == "Queue to send"
    qtbot.keyClicks(composer.reply_editor, "text")
    composer.flush()
    assert composer.face.hint.text == "Draft kept on this computer"
    desk.go_online()
    assert composer.send_button.text() == "Send, wait for customer"


def test_sending_and_solving_tells_so(opened, desk, qtbot):
    composer = opened(MARINA)
    composer.insert("Done")
    with qtbot.waitSignal(composer.solved) as told:
        composer.send_then(Status.RESOLVED)
    assert told.args == [talk_of(desk, MARINA).id]
    assert replies(desk)[0].then_status is Status.RESOLVED
    names = [action.text() for action in composer.send_button.choices().actions()]
    assert names == ["Send, wait for customer", "Send and keep open", "Send and solve", "Send later"]


def test_keeping_it_open_changes_no_status_that_is_already_so(opened, desk):
    composer = opened(MARINA)
    composer.insert("More soon")
    composer.send_then(Status.OPEN)
    assert replies(desk)[0].then_status is None


@pytest.mark.parametrize(("number", "word"), [(ROBOT, "program"), (TIMUR, "call")])
def test_where_no_answer_is_possible_it_says_why_and_takes_notes(opened, desk, number, word):
    composer = opened(number)
    assert composer.is_note
    assert word in composer.face.reason.text()
    composer.reply()
    assert composer.is_note
    composer.insert("never")
    assert composer.reply_editor.text == ""
    composer.note_editor.insert("looked at it")
    composer.send()
    assert isinstance(desk.submitted[-1], WriteNote)


def test_nothing_is_sent_while_there_is_nothing_to_send(opened, desk):
    composer = opened(MARINA)
    assert not composer.send_button.isEnabled()
    composer.insert("   \n ")
    composer.send()
    assert not replies(desk)


def test_a_text_that_is_too_long_stays_and_says_so(opened, desk):
    composer = opened(MARINA)
    composer.insert("я" * 40_000)
    composer.send()
    assert not replies(desk)
    assert "64 KB" in composer.face.hint.text
    assert composer.reply_editor.text.count("я") == 40_000


def test_a_full_disk_keeps_the_text_in_the_composer(opened, desk, monkeypatch):
    def full(command, *, undo_ms=0):
        raise Trouble(Problem.DISK_FULL)

    composer = opened(MARINA)
    composer.insert("kept")
    monkeypatch.setattr(desk, "submit", full)
    composer.send()
    assert composer.reply_editor.text.strip() == "kept"
    assert composer.face.hint.text.startswith("The disk is full")


def test_nobody_is_told_that_a_draft_is_saved_while_there_is_no_room_for_it(opened, desk, qtbot):
    composer = opened(MARINA)
    said = []
    composer.drafts.saved.connect(lambda: said.append(composer.reply_editor.text))
    desk.is_disk_full = True
    composer.reply_editor.insert("kept in memory")
    composer.flush()
    assert not said
    opened(EMMA)
    assert desk.queries.draft(talk_of(desk, EMMA).id) == ""
    opened(MARINA).reply_editor.insert(" alone")
    composer.flush()
    desk.is_disk_full = False
    composer.drafts._timer.start(0)  # it tries again by itself
    qtbot.waitUntil(lambda: said == ["kept in memory alone"])


def test_a_slash_offers_texts_and_enter_inserts_one(opened, qtbot):
    composer = opened(MARINA)
    qtbot.keyClick(composer.reply_editor, "/")
    assert composer.templates.isVisible()
    assert composer.templates._list.count() == 2  # the third is for letters only
    composer.templates._field.setText("замен")
    qtbot.keyClick(composer.templates._field, Qt.Key.Key_Return)
    assert composer.reply_editor.text == "Замену оформили. Курьер позвонит за час."
    assert not composer.templates.isVisible()


def test_a_slash_inside_a_text_is_a_slash(opened, qtbot):
    composer = opened(MARINA)
    qtbot.keyClicks(composer.reply_editor, "1/2")
    assert composer.reply_editor.text == "1/2"


def test_a_slash_offers_texts_under_the_greeting_and_the_text_takes_its_place(opened, qtbot):
    composer = opened(MARINA)
    composer.insert("Добрый день!\n\nМеня зовут Анна.")
    assert composer.reply_editor.text.endswith("Анна. ")
    qtbot.keyClick(composer.reply_editor, "/")
    assert composer.templates.isVisible()
    composer.templates._field.setText("замен")
    qtbot.keyClick(composer.templates._field, Qt.Key.Key_Return)
    assert composer.reply_editor.text.endswith("Анна. Замену оформили. Курьер позвонит за час.")
    assert "/" not in composer.reply_editor.text


def test_escape_leaves_the_slash_and_a_space_means_that_no_text_was_wanted(opened, qtbot):
    composer = opened(MARINA)
    composer.reply_editor.insert("да ")
    qtbot.keyClick(composer.reply_editor, "/")
    qtbot.keyClick(composer.templates._field, Qt.Key.Key_Escape)
    assert (composer.reply_editor.text, composer.templates.isVisible()) == ("да /", False)
    composer.reply_editor.set_text("да ")
    qtbot.keyClick(composer.reply_editor, "/")
    qtbot.keyClick(composer.templates._field, Qt.Key.Key_Space)
    assert (composer.reply_editor.text, composer.templates.isVisible()) == ("да / ", False)


@pytest.mark.parametrize("text", ["https:/", "и", "/home", "12"])
def test_within_an_address_or_a_path_a_slash_offers_nothing(opened, qtbot, text):
    composer = opened(MARINA)
    composer.reply_editor.insert(text)
    qtbot.keyClick(composer.reply_editor, "/")
    assert not composer.templates.isVisible()
    assert composer.reply_editor.text == text + "/"


def test_a_text_names_the_customer_as_the_greeting_does_and_the_operator_in_its_own_letters(opened, desk):
    composer = opened(MARINA)
    composer.quick_reply()
    composer.templates.chosen.emit(template("{{ customer.address_as }}, замену оформили."))
    assert composer.reply_editor.text == "Марина Андреевна, замену оформили."
    composer = opened(EMMA)
    composer.quick_reply()
    english = TemplateRow(fake_id("t"), "t", "{{ customer.address_as }}: {{ operator.name }}", "en", "")
    desk.person = replace(desk.person, user_name="Анна Ким")
    composer.templates.chosen.emit(english)
    assert composer.reply_editor.text == "Emma: Anna Kim"


def test_a_closing_of_several_lines_is_a_paragraph_of_its_own(opened):
    composer = opened(MARINA)
    composer.quick_reply()
    composer.reply_editor.insert("Отправили. ")
    composer.templates.chosen.emit(template("С уважением,\nАнна"))
    assert composer.reply_editor.text == "Отправили. \n\nС уважением,\nАнна"
    composer.reply_editor.set_text("Отправили.\n")
    composer.templates.chosen.emit(template("С уважением,\nАнна"))
    assert composer.reply_editor.text == "Отправили.\n\nС уважением,\nАнна"


def test_escape_closes_the_texts(opened, qtbot):
    composer = opened(MARINA)
    composer.quick_reply()
    qtbot.keyClick(composer.templates._field, Qt.Key.Key_Escape)
    assert not composer.templates.isVisible()


def template(body: str) -> TemplateRow:
    return TemplateRow(fake_id("t"), "t", body, "", "")


def test_a_text_is_filled_and_the_customers_name_is_never_a_template(opened, desk):
    talk = talk_of(desk, MARINA)
    talk.customer = replace(talk.customer, name="{{ operator.name }}")
    composer = opened(MARINA)
    composer.quick_reply()
    composer.templates.chosen.emit(template("Dear {{ customer.name }}, № {{ request.number }}"))
    assert composer.reply_editor.text == "Dear {{ operator.name }}, № 1204"


def test_a_text_with_a_missing_value_inserts_nothing_and_says_which(opened):
    composer = opened(MARINA)
    composer.quick_reply()
    composer.templates.chosen.emit(template("{{ order }}"))
    assert composer.reply_editor.text == ""
    assert "“order”" in composer.face.hint.text


def test_the_editor_grows_from_three_to_twelve_lines(opened):
    composer = opened(MARINA)
    line = composer.reply_editor.fontMetrics().lineSpacing()
    low = composer.reply_editor.sizeHint().height()
    assert low >= FEWEST_LINES * line
    composer.insert("\n".join(str(n) for n in range(7)))
    middle = composer.reply_editor.sizeHint().height()
    composer.insert("\n".join(str(n) for n in range(70)))
    high = composer.reply_editor.sizeHint().height()
    assert low < middle < high <= (MOST_LINES + 1) * 20 + 12


def test_pasted_markup_comes_as_text(opened):
    composer = opened(MARINA)
    mime = QMimeData()
    mime.setHtml("<b>bold</b>")
    mime.setText("bold")
    composer.reply_editor.insertFromMimeData(mime)
    assert composer.reply_editor.text == "bold"
    assert "font-weight:7" not in composer.reply_editor.toHtml()


def test_the_top_line_says_by_which_channel_and_to_whom(opened, qtbot):
    composer = opened(MARINA)
    assert composer.face.top.words == "same channel · Марина Андреевна, formal"
    set_language("ru")
    QApplication.sendEvent(composer.face.top, QEvent(QEvent.Type.LanguageChange))
    QApplication.sendEvent(composer, QEvent(QEvent.Type.LanguageChange))
    assert composer.face.top.words == "в том же канале · Марине Андреевне, на «вы»"
    assert composer.send_button.text() == "Отправить, ждём клиента"


def test_an_opening_line_comes_before_what_is_written(opened):
    composer = opened(EMMA)
    composer.reply_editor.insert("The dimmer fits.")
    composer.insert("Good morning, Emma!")
    assert composer.reply_editor.text == "Good morning, Emma!\n\nThe dimmer fits."


def test_what_is_typed_after_an_opening_line_is_a_paragraph_of_its_own(opened, qtbot):
    composer = opened(EMMA)
    composer.insert("Good morning, Emma!")
    qtbot.keyClicks(composer.reply_editor, "The dimmer fits.")
    assert composer.reply_editor.text == "Good morning, Emma!\n\nThe dimmer fits."


def test_every_part_has_a_name_for_a_screen_reader(opened):
    composer = opened(UNKNOWN)
    for part in (
        composer.reply_editor,
        composer.note_editor,
        composer.face.quick,
        composer.send_button,
        composer.face.top._switch,
    ):
        assert part.accessibleName()


def test_the_draft_is_told_to_the_guide(opened, qtbot):
    composer = opened(RASHID)
    with qtbot.waitSignal(composer.draft_changed) as told:
        composer.insert("Hello")
    assert told.args == ["Hello "]


def test_what_was_typed_for_one_customer_never_comes_back_in_the_reply_to_another(opened):
    composer = opened(EMMA)
    composer.insert("Only for Emma.")
    composer.reply_editor.selectAll()
    composer.reply_editor.insert("")
    composer = opened(TIMUR)
    composer.reply_editor.undo()
    assert composer.reply_editor.text == ""


def test_an_empty_reply_is_not_laid_out_anew_for_the_next_request_without_one(opened):
    told = []
    composer = opened(EMMA)
    composer.reply_editor.document().contentsChanged.connect(lambda: told.append(True))
    opened(TIMUR)
    assert told == []


def test_who_wants_to_write_before_the_request_is_there_has_the_keyboard_when_it_comes(opened, composer, qtbot):
    composer.open(None, None)
    composer.reply()
    opened(EMMA)
    assert composer.window().focusWidget() is composer.reply_editor


def test_a_request_that_comes_later_takes_the_keyboard_from_nobody(opened, composer):
    opened(EMMA)
    composer.reply()
    composer.send_button.setFocus()
    composer.open(None, None)
    opened(EMMA)
    assert composer.window().focusWidget() is not composer.reply_editor


def test_that_the_draft_is_saved_is_said_in_the_language_of_now_and_shorter_where_there_is_no_room(opened, qtbot):
    composer = opened(EMMA)
    qtbot.keyClicks(composer.reply_editor, "Good day")
    hint = composer.face.hint
    qtbot.waitUntil(lambda: hint.text == "Draft saved")
    set_language("ru")
    QApplication.sendEvent(composer.face, QEvent(QEvent.Type.LanguageChange))
    assert hint.text == "Черновик сохранён"
    hint.resize(hint.sizeHint().width(), hint.height())
    assert hint._painted == "Черновик сохранён"
    hint.resize(hint.sizeHint().width() - 10, hint.height())
    assert hint._painted == "Сохранён"
