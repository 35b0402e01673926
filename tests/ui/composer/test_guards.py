"""What is asked before a reply goes: nothing newer unseen, nobody new unnoticed, no note to the customer."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.commands.message import Reply, WriteNote
from app.domain.channel import Channel
from tests.ui.talk import EMMA, MARINA, talk_of


def replies(desk: Any) -> list[Reply]:
    return [it for it in desk.submitted if isinstance(it, Reply)]


def refreshed(composer: Any, desk: Any, number: int) -> None:
    card = desk.queries.card(talk_of(desk, number).id)
    composer.refresh(card, desk.queries.customer(card.row.customer_id))


def test_a_message_that_was_not_on_the_screen_is_shown_before_the_reply_goes(opened, desk, qtbot):
    composer = opened(MARINA)
    composer.reply_editor.insert("It comes today")
    desk.receive(talk_of(desk, MARINA).id, "Cancel the order, please")
    refreshed(composer, desk, MARINA)
    composer.send()
    assert replies(desk) == []
    line = composer.face.guard
    assert line.text.endswith("“Cancel the order, please”")
    assert composer.reply_editor.text == "It comes today"
    with qtbot.waitSignal(composer.newest_wanted):
        line.answer(0)
    composer.send()
    assert replies(desk) == []  # shown in the timeline, but not seen yet
    newest = max(it.seq for it in talk_of(desk, MARINA).entries if it.seq)
    line.answer(1)
    assert [it.confirmed_seq for it in replies(desk)] == [newest]


def test_what_was_seen_and_what_is_ones_own_holds_nothing_up(opened, desk):
    composer = opened(MARINA)
    talk = talk_of(desk, MARINA)
    desk.receive(talk.id, "And?")
    composer.set_seen(max(it.seq for it in talk.entries if it.seq))
    composer.reply_editor.insert("Soon")
    composer.send()
    assert [it.body for it in replies(desk)] == ["Soon"]
    assert replies(desk)[0].confirmed_seq is None


def test_a_letter_says_who_gets_it_and_who_got_the_last_one(opened, desk):
    talk = talk_of(desk, EMMA)
    address = "emma@x.example"
    talk.customer = replace(talk.customer, addresses=((Channel.EMAIL, address),))
    letter = {"from": f"Emma <{address}>", "to": "help@domisvet.example", "cc": "boss@x.example"}
    desk.receive(talk.id, "Hello", **letter)
    composer = opened(EMMA)
    line = composer.face.recipients
    assert line.text == f"To: {address} · the last letter also went to boss@x.example"
    line.all.click()
    composer.reply_editor.insert("Hello, Emma")
    composer.send()
    (sent,) = replies(desk)
    assert sent.cc == ["boss@x.example"]  # no question: they have part in the talk
    assert composer.face.envelope.cc == []


def test_who_has_part_in_a_talk_is_read_once_and_again_when_a_letter_comes(opened, desk):
    talk = talk_of(desk, EMMA)
    talk.customer = replace(talk.customer, addresses=((Channel.EMAIL, "emma@x.example"),))
    composer = opened(EMMA)
    reads, timeline = [], desk.queries.timeline
    desk.queries.timeline = lambda *asked: reads.append(asked) or timeline(*asked)
    for text in ("H", "He", "Hel"):
        desk.save_draft(talk.id, text)
        refreshed(composer, desk, EMMA)
    assert reads == []
    desk.receive(talk.id, "Hello", **{"from": "emma@x.example", "to": "help@domisvet.example", "cc": "boss@x.example"})
    refreshed(composer, desk, EMMA)
    assert len(reads) == 1
    assert "boss@x.example" in composer.face.recipients.text
    composer.face.recipients.add(["boss@x.example"])
    assert "Copy: boss@x.example" in composer.face.recipients.text


def test_who_got_the_last_letter_is_said_as_soon_as_a_log_that_is_still_coming_tells_it(opened, desk):
    talk = talk_of(desk, EMMA)
    talk.customer = replace(talk.customer, addresses=((Channel.EMAIL, "emma@x.example"),))
    letter = {"from": "emma@x.example", "to": "help@domisvet.example", "cc": "boss@x.example"}
    desk.receive(talk.id, "Hello", **letter)
    card = desk.queries.card(talk.id)
    coming = replace(card, seen_seq=0, log_head=card.log_head + 500)
    timeline, desk.queries.timeline = desk.queries.timeline, lambda *_asked: []
    composer = opened(EMMA)
    composer.refresh(coming, desk.queries.customer(card.row.customer_id))
    assert "boss@x.example" not in composer.face.recipients.text
    desk.queries.timeline = timeline
    composer.refresh(coming, desk.queries.customer(card.row.customer_id))
    assert "boss@x.example" in composer.face.recipients.text


def test_somebody_new_to_the_talk_gets_a_copy_only_after_a_question(opened, desk, qtbot):
    composer = opened(EMMA)
    composer.face.recipients.more.click()
    qtbot.keyClicks(composer.face.recipients.field, "Store <store@y.example>, x@z.example")
    qtbot.keyClick(composer.face.recipients.field, Qt.Key.Key_Return)
    composer.reply_editor.insert("Hello")
    composer.send()
    assert replies(desk) == []
    assert composer.face.guard.text.startswith("store@y.example, x@z.example had no part")
    composer.face.guard.answer(0)
    assert replies(desk)[0].cc == ["store@y.example", "x@z.example"]


def test_an_address_that_is_still_being_typed_is_asked_about_and_gets_its_copy(opened, desk):
    composer = opened(EMMA)
    composer.reply_editor.insert("Hello all")
    composer.face.recipients.more.click()
    composer.face.recipients.field.setText("x@z.example")
    composer.send()
    assert replies(desk) == []
    composer.face.guard.answer(0)
    assert [it.cc for it in replies(desk)] == [["x@z.example"]]


def test_an_address_typed_for_one_customer_is_not_there_for_the_next(opened):
    composer = opened(EMMA)
    composer.face.recipients.more.click()
    composer.face.recipients.field.setText("x@z.example")
    opened(MARINA)
    opened(EMMA)
    field = composer.face.recipients.field
    assert (field.text(), field.isHidden()) == ("", True)


def test_a_new_address_can_be_left_out(opened, desk):
    composer = opened(EMMA)
    composer.face.recipients.add(["x@z.example"])
    composer.reply_editor.insert("Hello")
    composer.send()
    composer.face.guard.answer(1)
    composer.send()
    assert replies(desk)[0].cc == []


def test_another_channel_is_asked_about_and_logged(opened, desk):
    talk = talk_of(desk, MARINA)
    composer = opened(MARINA)
    composer.aids.channels.switch()
    if composer.face.guard.text:
        composer.face.guard.answer(0)
    assert composer.top.words.startswith("another channel")
    composer.reply_editor.insert("**Yes**")
    composer.send()
    (sent,) = replies(desk)
    assert (sent.channel, sent.body, sent.marked) == (Channel.EMAIL, "Yes", "**Yes**")
    assert talk.channel is Channel.CHAT
    composer.reply_editor.insert("And by chat **again**")
    composer.send()
    assert (replies(desk)[1].channel, replies(desk)[1].body) == (Channel.CHAT, "And by chat **again**")


def test_a_reply_right_after_a_note_is_asked_about_and_can_become_a_note(opened, desk):
    composer = opened(MARINA)
    composer.note()
    composer.switch()
    composer.reply_editor.insert("She is difficult")
    composer.send()
    assert replies(desk) == []
    composer.face.guard.answer(1)
    assert (composer.is_note, composer.note_editor.text, composer.reply_editor.text) == (True, "She is difficult", "")
    composer.send()
    assert [it.body for it in desk.submitted if isinstance(it, WriteNote)] == ["She is difficult"]


@pytest.mark.parametrize("number", [MARINA, EMMA])
def test_the_kind_of_text_never_changes_by_itself(opened, desk, number):
    composer = opened(number)
    composer.note()
    composer.note_editor.insert("for colleagues")
    desk.receive(talk_of(desk, number).id, "Hello?")
    refreshed(composer, desk, number)
    assert composer.is_note
    composer.send()
    assert composer.is_note
    assert replies(desk) == []


def test_what_was_meant_for_colleagues_goes_under_the_note_an_empty_line_between_them(opened):
    composer = opened(MARINA)
    composer.note()
    composer.note_editor.set_text("Спросить склад\n")
    composer.switch()
    composer.reply_editor.set_text("Она не права")
    composer.aids.guards.note_wanted.emit()
    assert composer.is_note
    assert composer.note_editor.text == "Спросить склад\n\nОна не права"
    assert composer.reply_editor.text == ""
