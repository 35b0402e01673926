"""Texts to reuse: found by a few letters in any layout, asked for what only the operator knows, changed in place."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.client.row import TemplateRow
from app.commands.message import Reply
from app.commands.template import RemoveTemplate, SaveTemplate
from app.domain.role import SHARE_TEXTS
from app.language.template import fill
from tests.fakes.people import fake_id
from tests.ui.talk import EMMA, MARINA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.gap_row import names
from ui.composer.outgoing import template_values
from ui.composer.template_dialog import TemplateDialog, open_templates

TRACKED = TemplateRow(
    fake_id("template", 9), "On its way", "It is on its way: [[Tracking number]], by [[day]].", "", ""
)


def shown(picker) -> list[str]:
    return [picker._list.item(at).text().partition(" — ")[0] for at in range(picker._list.count())]


def test_a_text_is_found_in_the_wrong_layout_and_nearly_right(opened, qtbot):
    composer = opened(MARINA)
    composer.quick_reply()
    qtbot.keyClicks(composer.templates._field, "pfvtyf")  # «замена»
    assert shown(composer.templates) == ["Замена принята"]
    composer.templates._field.setText("thansk")
    assert shown(composer.templates)[0] == "Thanks for waiting"


@pytest.fixture
def kept(desk, monkeypatch):
    """Call it with the words of the only text there is."""

    def keep(body: str) -> None:
        only = TemplateRow(fake_id("template", 11), "Only", body, "", "")
        monkeypatch.setattr(type(desk.queries), "templates", lambda _self: [only])

    return keep


def test_a_row_shows_what_would_be_put_in_cut_to_the_width_of_the_list(opened, kept):
    kept("{{ customer.address_as }}, заказ № {{ request.number }} уже едет. " + "Подождите немного. " * 20)
    composer = opened(MARINA)
    composer.quick_reply()
    rows = composer.templates._list
    assert rows.item(0).text().startswith("Only — Марина Андреевна, заказ № 1204 уже едет."), rows.item(0).text()
    assert rows.horizontalScrollBar().maximum() == 0
    assert rows.visualItemRect(rows.item(0)).width() <= rows.viewport().width()
    assert "{{" not in str(rows.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_a_text_that_cannot_be_filled_is_shown_as_it_is_kept(opened, kept):
    kept("Your order {{ order.number }} {% if %}")
    composer = opened(MARINA)
    composer.quick_reply()
    assert composer.templates._list.item(0).text() == "Only — Your order {{ order.number }} {% if %}"


def test_what_only_looks_like_a_gap_is_sent_as_it_is_when_that_is_meant(opened, desk):
    composer = opened(EMMA)
    composer.reply_editor.insert("Use [[ -f x ]] in bash, and {{ name }} in a template.")
    composer.send()
    assert composer.face.guard.text == "Fill in “-f x” first: Tab goes there."
    composer.face.guard.answer(0)
    (sent,) = [it for it in desk.submitted if isinstance(it, Reply)]
    assert sent.body == "Use [[ -f x ]] in bash, and {{ name }} in a template."
    composer.reply_editor.insert("And [[ -f x ]] again")
    composer.send()
    assert len([it for it in desk.submitted if isinstance(it, Reply)]) == 1  # of each letter anew


def test_gaps_are_asked_for_one_after_the_other_and_nothing_leaves_with_one_open(opened, desk, qtbot):
    composer = opened(EMMA)
    composer.quick_reply(TRACKED)
    editor = composer.reply_editor
    assert editor.textCursor().selectedText() == "[[Tracking number]]"
    composer.send()
    assert not [it for it in desk.submitted if isinstance(it, Reply)]
    assert composer.face.guard.text == "Fill in “Tracking number” first: Tab goes there."
    qtbot.keyClicks(editor, "RR12")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.textCursor().selectedText() == "[[day]]"
    qtbot.keyClicks(editor, "Friday")
    composer.send()
    (sent,) = [it for it in desk.submitted if isinstance(it, Reply)]
    assert sent.body == "It is on its way: RR12, by Friday."


def test_a_gap_after_a_smiley_is_selected_as_it_stands(opened):
    editor = opened(EMMA).reply_editor
    editor.set_text("Great 😀!")
    editor.add("You will hear from me by [[when]] 😀.")
    assert editor.textCursor().selectedText() == "[[when]]"
    editor.insert("noon")
    assert editor.text == "Great 😀! You will hear from me by noon 😀."


@pytest.fixture
def dialog(qtbot, theme_controller, desk):
    def make(*, may_share: bool = False) -> TemplateDialog:
        if may_share:
            desk.allowed.add(SHARE_TEXTS)
        made = TemplateDialog(DeskBridge(desk))
        qtbot.addWidget(made)
        return made

    return make


def test_a_text_of_ones_own_is_written_and_deleted(dialog, desk):
    made = dialog()
    assert [made.form.scope.itemText(at) for at in range(made.form.scope.count())] == ["Only me"]
    made.save.click()
    assert made.said.text() == "A text needs a name and words."
    made.form.title.setText("Hello")
    made.form.body.setPlainText("Hello, {{ customer.name ")
    made.save.click()
    assert "curly" in made.said.text()
    made.form.body.setPlainText("Hello, {{ customer.name }}")
    made.save.click()
    saved = desk.submitted[-1]
    assert isinstance(saved, SaveTemplate)
    assert (saved.title, saved.shared) == ("Hello", False)
    made.remove.click()
    assert made.question.text() == "Delete “Hello”?"
    press(made, "Keep the text")
    assert desk.submitted[-1] == saved
    made.remove.click()
    press(made, "Delete")
    assert desk.submitted[-1] == RemoveTemplate(saved.template_id)
    assert (made.said.text(), made.form.title.text()) == ("Deleted.", "")


def test_what_was_saved_stays_open_and_comes_into_the_list_when_the_computer_has_it(dialog, desk, monkeypatch):
    made = dialog()
    texts = type(desk.queries).templates
    before = texts(desk.queries)
    monkeypatch.setattr(type(desk.queries), "templates", lambda _self: before)  # the writer has not come to it yet
    made.form.title.setText("Hello")
    made.form.body.setPlainText("Hello!")
    made.save.click()
    assert (made.said.text(), made.form.title.text(), made.form.body.toPlainText()) == ("Saved.", "Hello", "Hello!")
    assert made.list.currentRow() < 0
    monkeypatch.setattr(type(desk.queries), "templates", texts)
    desk._tell_workspace()
    assert made.list.currentItem().text() == "Hello"
    assert made.form.title.text() == "Hello"
    made.form.title.setText("Hello again")
    desk._tell_workspace()
    assert made.form.title.text() == "Hello again"
    made.save.click()
    assert made.list.currentItem().text() == "Hello again"
    assert len([it for it in texts(desk.queries) if it.title.startswith("Hello")]) == 1


def test_of_a_shared_text_it_is_said_that_others_lose_it_too(dialog):
    made = dialog(may_share=True)
    made.list.setCurrentRow(0)
    made.remove.click()
    assert made.question.text() == f"Delete “{made.form.title.text()}”? Nobody will be offered it any more."


def test_what_was_never_saved_cannot_be_deleted(dialog):
    made = dialog()
    assert not made.remove.isEnabled()
    made.form.title.setText("Hello")
    made.form.body.setPlainText("Hello")
    made.save.click()
    assert made.remove.isEnabled()


def test_a_text_is_written_without_the_mouse(dialog, desk, qtbot):
    made = dialog()
    with qtbot.waitActive(made):
        made.show()
    qtbot.keyClicks(made.focusWidget(), "Hello")
    qtbot.keyClick(made.form.title, Qt.Key.Key_Tab)
    qtbot.keyClicks(made.focusWidget(), "Good day")
    qtbot.keyClick(made.form.body, Qt.Key.Key_Tab)
    assert made.form.body.toPlainText() == "Good day"  # Tab leads on instead of being written
    assert made.focusWidget() is made.form.gaps.insert
    qtbot.keyClick(made.form.title, Qt.Key.Key_Return)
    assert (desk.submitted[-1].title, desk.submitted[-1].body) == ("Hello", "Good day")
    made.form.body.setPlainText("Good day to you")
    qtbot.keyClick(made.form.body, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.submitted[-1].body == "Good day to you"


def test_the_list_can_be_passed_by_the_keyboard_while_something_is_being_written(dialog, qtbot):
    made = dialog()
    made.show()
    made.form.title.setText("Hello")
    made.list.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert made.question is None
    assert made.form.title.text() == "Hello"
    made.form.title.clear()
    qtbot.keyClick(made.list, Qt.Key.Key_Down)
    assert made.list.currentRow() == 0
    assert made.form.title.text()


def test_the_text_that_was_chosen_in_the_answer_is_the_one_that_is_changed(opened, qtbot):
    composer = opened(MARINA)
    composer.quick_reply()
    composer.templates._field.setText("замена")
    composer.templates.edit.click()
    made = next(it for it in composer.window().findChildren(TemplateDialog))
    assert made.form.title.text() == "Замена принята"
    made.reject()
    assert made.question is None


def test_that_no_text_is_found_is_said(opened, qtbot):
    composer = opened(MARINA)
    composer.quick_reply()
    qtbot.keyClicks(composer.templates._field, "zzzzzz")
    assert composer.templates.nothing.isVisible()
    assert composer.templates.nothing.text() == "No text to reuse has these words."
    composer.templates._field.clear()
    assert composer.templates.nothing.isHidden()


def test_a_text_that_could_not_be_stored_stays_and_is_not_called_saved(dialog, desk):
    shown = dialog()
    shown.form.title.setText("Delay")
    shown.form.body.setPlainText("A day more, sorry.")
    desk.is_disk_full = True
    shown.save.click()
    assert shown.form.body.toPlainText() == "A day more, sorry."
    assert shown.said.text() not in ("", "Saved.")


def test_who_leads_a_team_shares_texts_and_who_does_not_only_reads_them(dialog, desk):
    read_only = dialog()
    read_only.list.setCurrentRow(0)
    assert not read_only.save.isEnabled()
    assert read_only.form.body.isEnabled()  # it can be read and copied
    assert read_only.form.body.isReadOnly()
    assert read_only.form.scope.currentText() == "Everybody"
    read_only.new.click()
    assert not read_only.form.body.isReadOnly()
    assert [read_only.form.scope.itemText(at) for at in range(read_only.form.scope.count())] == ["Only me"]
    made = dialog(may_share=True)
    made.list.setCurrentRow(0)
    assert made.save.isEnabled()
    made.form.title.setText("Hello")
    made.form.body.setPlainText("Hello")
    made.form.scope.setCurrentIndex(1)
    made.save.click()
    assert (desk.submitted[-1].shared, desk.submitted[-1].team_id) == (True, fake_id("team", 1))


def test_a_text_that_is_not_saved_is_left_only_after_a_question(dialog, desk, qtbot):
    made = dialog()
    made.show()
    made.form.title.setText("Delay")
    made.form.body.setPlainText("A day more, sorry.")
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert made.isVisible()
    assert made.question.text() == "“Delay” is not saved."
    press(made, "Go on writing")
    assert (made.isVisible(), made.form.body.toPlainText()) == (True, "A day more, sorry.")
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    press(made, "Save")
    assert not made.isVisible()
    assert (desk.submitted[-1].title, desk.submitted[-1].body) == ("Delay", "A day more, sorry.")


def test_another_text_of_the_list_waits_for_the_same_question(dialog, desk):
    made = dialog(may_share=True)
    made.list.setCurrentRow(0)
    first = made.form.title.text()
    made.form.title.setText("Changed")
    made.list.setCurrentRow(1)
    assert (made.form.title.text(), made.list.currentRow()) == ("Changed", 0)
    press(made, "Do not save")
    assert made.list.currentRow() == 1
    assert made.form.title.text() not in ("Changed", first)
    made.reject()
    assert not [it for it in desk.submitted if isinstance(it, SaveTemplate)]


def test_a_text_that_cannot_be_saved_keeps_its_dialog(dialog, desk):
    made = dialog()
    made.show()
    made.form.body.setPlainText("A text without a name")
    made.reject()
    press(made, "Save")
    assert made.isVisible()
    assert made.said.text() == "A text needs a name and words."
    made.reject()
    press(made, "Do not save")
    assert not made.isVisible()


def press(made, words):
    next(it for it in made.question.buttons() if it.text() == words).click()


def test_a_gap_is_put_in_by_its_name_and_a_question_is_typed_over(dialog, desk):
    made = dialog()
    made.form.title.setText("On its way")
    choices = {it.text(): it for it in made.form.gaps.menu.actions()}
    choices["How the customer is addressed"].trigger()
    made.form.body.insertPlainText(", your order ")
    choices["What is to be asked for"].trigger()
    assert made.form.body.textCursor().selectedText() == "what is missing"
    made.form.body.insertPlainText("Tracking number")
    assert made.form.body.toPlainText() == "{{ customer.address_as }}, your order [[Tracking number]]"
    made.save.click()
    assert made.said.text() == "Saved."


def test_every_gap_that_is_offered_can_be_filled(opened, desk):
    values = template_values(*known(opened(MARINA), desk))
    for name in names():
        assert fill(f"{{{{ {name} }}}}", values)


PLAIN = TemplateRow(fake_id("template", 12), "Thanks", "Thank you.", "", "")


@pytest.mark.parametrize(
    ("written", "at", "then"),
    [
        ("Hello!", 6, "Hello! Thank you."), ("Hello! ", 7, "Hello! Thank you."), ("", 0, "Thank you."),
        ("Hello!Bye", 6, "Hello! Thank you. Bye"), ("Hello!\nBye", 7, "Hello!\nThank you. Bye"),
        ("(", 1, "(Thank you."),
        ("Hi 😀", 5, "Hi 😀 Thank you."), ("Hello! bye", 6, "Hello! Thank you. bye"),
    ],
)  # fmt: skip
def test_a_text_put_in_beside_a_word_is_a_space_away_and_one_step_takes_it_back(opened, written, at, then):
    composer = opened(EMMA)
    editor = composer.reply_editor
    editor.insert(written)
    cursor = editor.textCursor()
    cursor.setPosition(at)
    editor.setTextCursor(cursor)
    composer.quick_reply(PLAIN)
    assert editor.text == then
    editor.undo()
    assert editor.text == written


def test_a_text_called_by_a_slash_goes_in_one_step_and_the_slash_is_back(opened, qtbot, monkeypatch, desk):
    monkeypatch.setattr(type(desk.queries), "templates", lambda _self: [PLAIN])
    composer = opened(EMMA)
    qtbot.keyClicks(composer.reply_editor, "Hello! /")
    qtbot.keyClick(composer.templates._field, Qt.Key.Key_Return)
    assert composer.reply_editor.text == "Hello! Thank you."
    composer.reply_editor.undo()
    assert composer.reply_editor.text == "Hello! /"


def test_what_was_marked_is_replaced_and_a_gap_behind_a_smiley_is_selected(opened):
    composer = opened(EMMA)
    editor = composer.reply_editor
    editor.insert("Great 😀now bye")
    cursor = editor.textCursor()
    cursor.setPosition(8)
    cursor.setPosition(11, cursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    composer.quick_reply(TRACKED)
    assert editor.text == "Great 😀 It is on its way: [[Tracking number]], by [[day]]. bye"
    assert editor.textCursor().selectedText() == "[[Tracking number]]"


def test_a_closing_of_several_lines_is_a_paragraph_of_its_own_also_after_smileys(opened):
    composer = opened(EMMA)
    composer.reply_editor.insert("😀😀😀 bye")
    closing = TemplateRow(fake_id("template", 13), "Closing", "Yours,\nAnna", "", "")
    composer.quick_reply(closing)
    assert composer.reply_editor.text == "😀😀😀 bye\n\nYours,\nAnna"


def known(composer, desk):
    card = desk.queries.card(talk_of(desk, MARINA).id)
    return card, desk.queries.customer(card.row.customer_id), desk.person


def test_nothing_is_put_into_a_text_that_one_may_only_read(dialog):
    made = dialog()
    made.list.setCurrentRow(0)
    assert not made.form.gaps.insert.isEnabled()
    made.new.click()
    assert made.form.gaps.insert.isEnabled()


def test_the_dialog_opened_beside_the_window_leaves_when_it_is_closed(qtbot, theme_controller, desk):
    window = QWidget()
    qtbot.addWidget(window)
    opened = open_templates(DeskBridge(desk), window)
    with qtbot.waitSignal(opened.destroyed):
        opened.reject()


def test_a_text_that_is_not_saved_outlives_the_program(dialog, desk, qtbot):
    made = dialog()
    made.form.title.setText("Hello")
    made.form.body.setPlainText("Hello,\nthis is long")
    qtbot.waitUntil(lambda: "this is long" in desk.drafts.unfinished("template"))
    again = dialog()
    assert (again.form.title.text(), again.form.body.toPlainText()) == ("Hello", "Hello,\nthis is long")
    assert again.said.text() == "This was not saved when the program ended."
    again.save.click()
    qtbot.waitUntil(lambda: desk.drafts.unfinished("template") == "")


def test_a_change_of_a_text_that_is_not_saved_comes_back_to_that_text(dialog, desk, qtbot):
    desk.allowed.add(SHARE_TEXTS)
    made = dialog()
    made.list.setCurrentRow(made.list.count() - 1)
    chosen = made._open
    made.form.body.appendPlainText("and more")
    qtbot.waitUntil(lambda: "and more" in desk.drafts.unfinished("template"))
    again = dialog()
    assert again._open == chosen
    assert again.form.body.toPlainText().endswith("and more")
