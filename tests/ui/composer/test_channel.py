"""Every way to the customer is offered by menu and key; what cannot be taken says why, a switch is asked about once."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.status import Kind
from tests.ui.talk import EMMA, MARINA, TIMUR, talk_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing|propagateSizeHints)")

PIGEON = (Channel.TELEGRAM, "Маша")


def lines(composer):
    menu = composer.aids.channels.menu()
    told = [(it.text(), it.isEnabled(), it.isChecked()) for it in menu.actions()]
    menu.deleteLater()
    return told


def known_by(desk, number, *addresses, **more):
    talk = talk_of(desk, number)
    talk.customer = replace(talk.customer, addresses=addresses, **more)
    return talk


def test_the_menu_tells_every_way_and_why_one_cannot_be_taken(opened, desk):
    known_by(desk, EMMA, (Channel.EMAIL, "emma@x.example"), (Channel.VK, "id1"), (Channel.PHONE, "+44 20"),
             unconnected=frozenset({Channel.VK}))  # fmt: skip
    assert lines(opened(EMMA)) == [
        ("E-mail · emma@x.example", True, True),
        ("Web chat · has never written there", False, False),
        ("VK · not connected for answers", False, False),
        ("Phone · one talks there, nothing is written", False, False),
    ]


def test_a_letter_is_answered_in_a_messenger_and_the_next_answer_goes_by_letter_again(opened, desk):
    known_by(desk, EMMA, (Channel.EMAIL, "emma@x.example"), PIGEON)
    composer = opened(EMMA)
    composer.aids.channels.take(Channel.TELEGRAM)
    assert composer.face.guard.text.startswith("Why not by E-mail?")
    composer.face.guard.answer(1)
    assert composer.top.words.startswith("another channel")
    assert composer.face.recipients.isHidden()
    composer.reply_editor.insert("Hello")
    composer.send()
    composer.reply_editor.insert("Hello again")
    composer.send()
    first, second = [it for it in desk.submitted if isinstance(it, Reply)]
    assert (first.channel, first.switched, first.to) == (Channel.TELEGRAM, "no_answer", "")
    assert (second.channel, second.switched) == (Channel.EMAIL, "")


def test_an_unhappy_customer_is_asked_about_once_whatever_they_once_wished(opened, desk):
    talk = talk_of(desk, MARINA)
    talk.customer = replace(talk.customer, addresses=(*talk.customer.addresses, PIGEON))
    talk.kind = Kind.COMPLAINT
    composer = opened(MARINA)
    composer.aids.channels.take(Channel.EMAIL)
    composer.face.guard.answer(0)
    composer.aids.channels.take(Channel.TELEGRAM)
    assert not composer.face.guard.text
    assert (composer.face.envelope.channel, composer.face.envelope.switched) == (Channel.TELEGRAM, "asked_for")
    composer.aids.channels.take(Channel.CHAT)
    assert (composer.face.envelope.channel, composer.face.envelope.switched) == (None, "")


def test_who_asked_for_that_channel_and_is_content_is_not_asked_about(opened, desk):
    talk_of(desk, MARINA).kind = Kind.QUESTION
    composer = opened(MARINA)  # «чат или письмо»
    composer.aids.channels.take(Channel.EMAIL)
    assert not composer.face.guard.text
    assert composer.face.envelope.channel is Channel.EMAIL


def test_a_call_is_answered_by_letter_where_an_address_is_known(opened, desk):
    known_by(desk, TIMUR, (Channel.PHONE, "+7 917 555-44-10"), (Channel.EMAIL, "t@x.example"))
    composer = opened(TIMUR)
    assert composer.face.reason.text().endswith("Shift+F4 answers by another channel.")
    assert composer.is_note
    composer.aids.channels.take(Channel.EMAIL)
    composer.face.guard.answer(0)
    assert not composer.is_note
    assert composer.face.reason.isHidden()
    composer.reply_editor.insert("Перезвоним в 15:00")
    composer.send()
    (sent,) = [it for it in desk.submitted if isinstance(it, Reply)]
    assert (sent.channel, sent.switched) == (Channel.EMAIL, "asked_for")
    assert composer.is_note


def test_where_there_is_no_other_way_nothing_is_promised(opened, desk):
    known_by(desk, TIMUR, (Channel.PHONE, "+7 917 555-44-10"))
    composer = opened(TIMUR)
    assert composer.face.reason.text() == "A call cannot be answered in writing. You can write a note."
    composer.aids.channels.switch()
    assert composer.face.hint.text == composer.face.reason.text()


@pytest.mark.parametrize("chosen", [None, Channel.EMAIL])
def test_the_key_opens_the_menu_at_the_way_one_most_likely_wants(opened, desk, chosen):
    talk_of(desk, MARINA).kind = Kind.QUESTION
    composer = opened(MARINA)
    if chosen is not None:
        composer.aids.channels.take(chosen)
    composer.aids.slots["reply-other"]()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.activeAction().text().startswith("Web chat" if chosen else "E-mail")
    menu.close()
