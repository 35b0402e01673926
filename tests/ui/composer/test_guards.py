"""What is asked before a reply goes: nothing newer unseen, nobody new unnoticed, no note to the customer."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.commands.later import SendLater
from app.commands.message import Reply, WriteNote
from app.domain.channel import Channel
from tests.fakes.people import at
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


@pytest.fixture
def asking(opened, desk):
    """Emma's letter asks to be answered elsewhere; an answer is written."""
    talk = talk_of(desk, EMMA)
    talk.customer = replace(talk.customer, addresses=((Channel.EMAIL, "emma@x.example"),))
    desk.receive(talk.id, "Hello", **{"from": "emma@x.example", "reply_to": "Emma at home <home@y.example>"})
    composer = opened(EMMA)
    composer.reply_editor.insert("Hello, Emma")
    return composer


def test_an_answer_goes_where_the_letter_asks_for_it_once_that_was_asked_about(asking, desk):
    line = asking.face.recipients
    assert line.text == "To: home@y.example · as the letter from emma@x.example asks"
    asking.send()
    assert replies(desk) == []
    assert asking.face.guard.text.startswith("The letter came from emma@x.example and asks to be answered at home@y")
    asking.face.guard.answer(0)
    assert replies(desk)[0].to == "home@y.example"


def test_the_sender_is_answered_all_the_same_when_that_is_chosen(asking, desk):
    asking.send()
    asking.face.guard.answer(1)
    assert replies(desk)[0].to == ""
    asking.reply_editor.insert("One more")  # what was chosen was for one answer
    assert asking.face.recipients.text.startswith("To: home@y.example")
    asking.face.recipients.other.click()
    assert asking.face.recipients.text == "To: emma@x.example · the letter asks to be answered at home@y.example"
    asking.send()
    assert [it.to for it in replies(desk)] == ["", ""]


def test_where_we_have_answered_before_nothing_is_asked_again(asking, desk):
    asking.send()
    asking.face.guard.answer(0)
    refreshed(asking, desk, EMMA)
    asking.reply_editor.insert("One more")
    asking.send()
    assert [it.to for it in replies(desk)] == ["home@y.example"] * 2


def test_that_a_stranger_wrote_from_there_before_makes_the_address_no_better(asking, desk):
    desk.receive(talk_of(desk, EMMA).id, "I am she", **{"from": "home@y.example", "stranger": True})
    refreshed(asking, desk, EMMA)
    asking.set_seen(99)
    asking.send()
    assert replies(desk) == []
    assert "home@y.example" in asking.face.guard.text


def test_all_addresses_that_a_letter_asks_for_are_told_and_answered(opened, desk):
    talk = talk_of(desk, EMMA)
    talk.customer = replace(talk.customer, addresses=((Channel.EMAIL, "emma@x.example"),))
    wish = "emma@x.example, Boss <boss@y.example>, " + ", ".join(f"a{n}@z.example" for n in range(9))
    desk.receive(talk.id, "Hello", **{"from": "emma@x.example", "reply_to": wish})
    composer = opened(EMMA)
    five = "emma@x.example, boss@y.example, a0@z.example, a1@z.example, a2@z.example"
    assert composer.face.recipients.text.startswith(f"To: {five} · as the letter")
    composer.reply_editor.insert("Hello, Emma")
    composer.send()
    new = five.removeprefix("emma@x.example, ")
    assert composer.face.guard.text.endswith(f"asks to be answered at {five}. New to this talk: {new}.")
    composer.face.guard.answer(0)
    assert replies(desk)[0].to == five


def test_that_the_sender_is_answered_is_kept_with_the_draft(asking, opened, desk):
    asking.face.recipients.other.click()
    asking.drafts.flush()
    opened(MARINA)
    again = opened(EMMA)  # as after a restart: everything is read anew
    told = "To: emma@x.example · the letter asks to be answered at home@y.example"
    assert again.face.recipients.text == told
    desk.receive(talk_of(desk, EMMA).id, "Rather here", **{"from": "emma@x.example", "reply_to": "new@y.example"})
    refreshed(again, desk, EMMA)
    assert again.face.recipients.text.startswith("To: new@y.example")


def test_one_of_our_own_mailboxes_is_no_place_to_answer(opened, desk):
    talk = talk_of(desk, EMMA)
    talk.customer = replace(talk.customer, addresses=((Channel.EMAIL, "emma@x.example"),))
    own = next(it.address for it in desk.queries.inboxes() if "@" in it.address)
    desk.receive(talk.id, "Hello", **{"from": "emma@x.example", "reply_to": own})
    assert opened(EMMA).face.recipients.text == "To: emma@x.example"


def test_an_answer_for_a_later_time_goes_there_too(asking, desk):
    asking._sending.put_off(at("18:00"))
    asking.face.guard.answer(0)
    (later,) = [it for it in desk.submitted if isinstance(it, SendLater)]
    assert later.to == "home@y.example"


def test_another_channel_is_asked_about_and_logged(opened, desk):
    talk = talk_of(desk, MARINA)
    composer = opened(MARINA)
    composer.aids.channels.take(Channel.EMAIL)
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
