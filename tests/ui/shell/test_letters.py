"""A new letter to somebody who has not written: whom, about what, from where; then it is written as any answer is."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QMessageBox

from app.client.row import ChangeState
from app.commands.conversation import ResolveConversation
from app.commands.letter import OpenByMail
from app.commands.message import Reply
from app.domain.channel import Channel
from tests.ui.talk import EMMA, MARINA, talk_of
from ui.outbox.dialog import OutboxDialog
from ui.translation import set_language


@pytest.fixture
def emma(desk):
    talk = talk_of(desk, EMMA)
    talk.customer = replace(talk.customer, addresses=((Channel.EMAIL, "emma@x.example"),))
    return talk


@pytest.fixture
def dialog(window):
    window.shortcuts["new"].trigger()
    return window.desk_view.letters.dialog


def opened(desk):
    return [it for it in desk.submitted if isinstance(it, OpenByMail)]


def ok(dialog):
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def test_somebody_new_gets_a_first_letter(window, desk, dialog, qtbot):
    assert not ok(dialog).isEnabled()
    dialog.to.setText("Emma Clarke <Emma@New.example>")
    assert dialog.found.text() == "Nobody here has this address: a new customer."
    assert not ok(dialog).isEnabled()
    dialog.subject.setText("Your order")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    (command,) = opened(desk)
    assert (command.address, command.name, command.subject) == ("emma@new.example", "Emma Clarke", "Your order")
    assert window.desk_view.navigator.open_id == command.request_id
    composer = window.desk_view.screens.composer
    assert composer.face.recipients.text == "To: emma@new.example"
    composer.reply_editor.insert("Good day, Emma")
    composer.send()
    (letter,) = [it for it in desk.submitted if isinstance(it, Reply)]
    assert (letter.conversation_id, letter.channel, letter.to) == (
        command.request_id, Channel.EMAIL, "emma@new.example",
    )  # fmt: skip


def test_a_known_customer_is_named_and_their_open_request_is_a_press_away(window, desk, emma, dialog):
    dialog.to.setText("emma@x.example")
    assert dialog.found.text() == "Emma Clarke"
    assert not dialog.name.isVisible()
    assert f"№ {emma.number}" in dialog.open_request.text()
    dialog.open_request.click()
    assert opened(desk) == []
    assert window.desk_view.navigator.open_id == emma.id


def test_a_known_customer_may_get_another_request(window, desk, emma, dialog):
    dialog.to.setText("emma@x.example")
    dialog.subject.setText("Another matter")
    dialog.accept()
    (command,) = opened(desk)
    assert command.person_id == emma.customer.id
    assert window.desk_view.screens.composer.face.recipients.text == "To: emma@x.example"


@pytest.mark.parametrize(("written", "told"), [
    ("emma@", ""), ("a@x.example, b@x.example", "One address; others can get copies of the letter."),
    ("own", "This is one of our own mailboxes."),
])  # fmt: skip
def test_what_is_no_address_to_write_to_is_told(desk, dialog, written, told):
    own = next(it.address for it in desk.queries.inboxes() if it.channel is Channel.EMAIL)
    dialog.to.setText(own if written == "own" else written)
    dialog.subject.setText("Your order")
    assert (dialog.found.text(), ok(dialog).isEnabled()) == (told, False)
    dialog.reject()


def test_without_a_mailbox_it_is_said_why_nothing_can_be_written(window, desk):
    desk.office.rows = {key: it for key, it in desk.office.rows.items() if it.channel is not Channel.EMAIL}
    window.shortcuts["new"].trigger()
    dialog = window.desk_view.letters.dialog
    dialog.to.setText("emma@new.example")
    dialog.subject.setText("Your order")
    assert dialog.found.text().startswith("No mailbox of your queues can send letters.")
    assert not ok(dialog).isEnabled()
    dialog.reject()


def test_on_a_full_disk_nothing_is_opened(window, desk, dialog):
    here = talk_of(desk, MARINA).id
    window.desk_view.navigator.open(here)
    dialog.to.setText("emma@new.example")
    dialog.subject.setText("Your order")
    desk.is_disk_full = True
    dialog.accept()
    assert window.desk_view.navigator.open_id == here


def test_every_field_has_a_name(dialog):
    fields = (dialog.to, dialog.name, dialog.subject, dialog.inbox)
    assert [it.accessibleName() for it in fields] == ["To whom", "Their name", "Subject", "From mailbox"]
    dialog.reject()


@pytest.fixture
def begun(window, desk, dialog):
    """A letter to somebody new is begun; its request."""
    dialog.to.setText("Emma Clarke <emma@new.example>")
    dialog.subject.setText("Your order")
    dialog.accept()
    return opened(desk)[0].request_id


def top(window):
    return window.desk_view.screens.talk.top


def write(window, text="Good day, Emma"):
    composer = window.desk_view.screens.composer
    composer.reply_editor.insert(text)
    return composer


def press(window, name):
    """Answer the question with the button of that name."""
    box = window.desk_view.screens.talk.solving.giving_up.question
    next(it for it in box.findChildren(QAbstractButton) if it.text() == name).click()


def test_it_is_said_that_nobody_sees_a_letter_that_is_begun(window, desk, begun):
    told = "Only you see this request, on this computer, until the letter is sent."
    assert (top(window).begun.isVisible(), top(window).begun.text) == (True, told)
    assert top(window).begun.yes.accessibleName() == f"Discard. {told}"
    assert window.shortcuts["discard-letter"].isEnabled()
    assert desk.looked[-1] is None
    write(window).send()
    assert not top(window).begun.isVisible()
    desk.advance(seconds=9)
    assert not top(window).begun.isVisible()
    window.desk_view.bridge._settle()
    assert not window.shortcuts["discard-letter"].isEnabled()
    assert window.shortcuts.why("discard-letter") == "No new letter is open that nobody has got yet."


@pytest.mark.parametrize("way", ["button", "discard-letter", "solve"])
def test_a_letter_with_nothing_in_it_is_discarded_at_once(window, desk, begun, way):
    if way == "button":
        top(window).begun.yes.click()
    else:
        window.shortcuts[way].trigger()
    assert begun not in desk.talks
    assert window.desk_view.navigator.open_id not in (begun, None)
    assert not [it for it in desk.submitted if isinstance(it, ResolveConversation)]


def test_a_written_letter_is_discarded_after_a_question_and_kept_in_the_outbox(window, desk, begun, qtbot):
    write(window)
    window.shortcuts["solve"].trigger()
    box = window.desk_view.screens.talk.solving.giving_up.question
    assert isinstance(box, QMessageBox)
    assert box.defaultButton().text() == "Go on writing"
    press(window, "Go on writing")
    assert begun in desk.talks
    window.shortcuts["discard-letter"].trigger()
    press(window, "Discard the letter")
    assert begun not in desk.talks
    assert window.desk_view.screens.composer.reply_editor.text == ""
    (row,) = desk.queries.discarded()
    assert (row.name, row.state) == ("open_by_mail", ChangeState.DISCARDED)


def test_the_outbox_lists_it_apart_and_leads_there(window, desk, begun, qtbot):
    window.desk_view.navigator.open(talk_of(desk, MARINA).id)
    outbox = OutboxDialog(window.desk_view.bridge)
    qtbot.addWidget(outbox)
    outbox.opened.connect(window.desk_view.navigator.open)
    titles = [outbox.list.item(row).text().partition("\n")[0] for row in range(outbox.list.count())]
    assert titles == ["Begun and not sent", "Emma Clarke: Your order"]
    assert outbox.detail.state.text().startswith("New request · begun · ")
    assert outbox.detail.act.text() == "Go on writing"
    outbox.detail.act.click()
    assert window.desk_view.navigator.open_id == begun
    outbox.detail.discard.click()
    outbox.detail.question.discard.click()
    assert begun not in desk.talks


def test_the_list_has_a_button_for_a_new_request(window):
    button = window.desk_view.workspace.list_pane.header.new
    assert (button.accessibleName(), button.toolTip()) == ("New request", "New request (Ctrl+N)")
    window.badges._show()
    assert "Ctrl+N" in [key for _rect, key in window.badges.places]
    menu = window.desk_view.workspace.list_pane.header.new_menu()
    assert [it.text() for it in menu.actions()] == ["New letter…\tCtrl+N", "New call…"]
    menu.actions()[0].trigger()
    assert window.desk_view.letters.dialog.isVisible()
    window.desk_view.letters.dialog.reject()
    told = []
    window.shortcuts["new-call"].triggered.disconnect()
    window.shortcuts["new-call"].triggered.connect(lambda: told.append("call"))
    menu.actions()[1].trigger()
    assert told == ["call"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_in_the_smallest_window_the_button_is_whole_beside_a_long_name(window, language):
    set_language(language)
    window.resize(960, 600)
    QCoreApplication.processEvents()
    header = window.desk_view.workspace.list_pane.header
    header.title.set_text("Everything that nobody has answered yet " * 3)
    QCoreApplication.processEvents()
    inside = header.rect()
    for button in (header.order, header.filter, header.new):
        assert button.isVisible()
        assert inside.contains(button.geometry())
        assert min(button.width(), button.height()) >= 24


def test_one_writes_on_at_once_when_the_letter_is_begun(window, dialog, qtbot):
    window.desk_view.workspace.list_pane.focus_list()
    dialog.to.setText("emma@new.example")
    dialog.subject.setText("Your order")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    editor = window.desk_view.screens.composer.reply_editor
    qtbot.waitUntil(lambda: window.focusWidget() is editor)


def test_who_types_a_name_is_told_how_a_customer_is_found(dialog):
    dialog.to.setText("Emma")
    assert dialog.found.text() == "An address is needed here. Who is a customer already is found by name: Ctrl+K."
    dialog.to.setText("emma@")
    assert dialog.found.text() == ""


def test_enter_before_all_is_there_leads_to_what_is_missing(dialog, qtbot):
    dialog.to.setText("emma@new.example")
    qtbot.keyClick(dialog.to, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.subject
    dialog.to.clear()
    qtbot.keyClick(dialog.subject, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.to
    assert dialog.isVisible()


def test_a_letter_that_is_not_begun_yet_outlives_the_program(window, desk, dialog, qtbot):
    dialog.to.setText("emma@new.example")
    dialog.subject.setText("Your order")
    qtbot.waitUntil(lambda: "Your order" in desk.drafts.unfinished("letter"))
    dialog.deleteLater()  # the program ends in the midst of it
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    window.shortcuts["new"].trigger()
    again = window.desk_view.letters.dialog
    assert (again.to.text(), again.subject.text()) == ("emma@new.example", "Your order")
    assert ok(again).isEnabled()
    again.reject()
    assert desk.drafts.unfinished("letter") == ""
