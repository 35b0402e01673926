"""A new letter to somebody who has not written: whom, about what, from where; then it is written as any answer is."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from app.commands.letter import OpenByMail
from app.commands.message import Reply
from app.domain.channel import Channel
from tests.ui.talk import EMMA, MARINA, talk_of


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
    ("emma", ""), ("a@x.example, b@x.example", "One address; others can get copies of the letter."),
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
