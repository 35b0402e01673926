"""Who gets the letter is a part of the draft: it is there again when one comes back, and never in another letter."""

from dataclasses import replace

from app.commands.later import SendLater
from app.commands.message import Reply
from app.domain.channel import Channel
from tests.fakes.people import at
from tests.ui.talk import EMMA, MARINA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.composer import Composer

BOSS = "boss@x.example"


def refreshed(composer, desk, number):
    card = desk.queries.card(talk_of(desk, number).id)
    composer.refresh(card, desk.queries.customer(card.row.customer_id))


def after_restart(qtbot, desk, number):
    made = Composer(DeskBridge(desk))
    qtbot.addWidget(made)
    card = desk.queries.card(talk_of(desk, number).id)
    made.open(card, desk.queries.customer(card.row.customer_id))
    return made


def test_chosen_copies_are_there_again_and_leave_with_their_letter(opened, desk, qtbot):
    composer = opened(EMMA)
    composer.reply_editor.insert("Hello")
    composer.face.recipients.add([BOSS])
    opened(MARINA)
    assert composer.face.envelope.cc == []
    opened(EMMA)
    assert BOSS in composer.face.recipients.text
    composer = after_restart(qtbot, desk, EMMA)
    assert BOSS in composer.face.recipients.text
    composer.set_seen(99)
    composer.send()
    composer.face.guard.answer(0)  # somebody new is asked about anew
    (sent,) = [it for it in desk.submitted if isinstance(it, Reply)]
    assert sent.cc == [BOSS]
    assert composer.face.envelope.cc == []
    assert after_restart(qtbot, desk, EMMA).face.envelope.cc == []


def test_on_a_full_disk_chosen_copies_stay_in_their_letter_and_are_kept_once_there_is_room(opened, desk, qtbot):
    composer = opened(EMMA)
    composer.reply_editor.insert("Hello")
    composer.flush()
    desk.is_disk_full = True
    composer.face.recipients.add([BOSS])
    refreshed(composer, desk, EMMA)
    assert composer.face.envelope.cc == [BOSS]
    desk.is_disk_full = False
    composer.face.recipients.add(["cfo@x.example"])
    assert after_restart(qtbot, desk, EMMA).face.envelope.cc == [BOSS, "cfo@x.example"]


def test_copies_of_a_draft_that_was_emptied_are_not_for_the_next_letter(opened, desk):
    composer = opened(EMMA)
    composer.reply_editor.insert("Hello")
    composer.face.recipients.add([BOSS])
    composer.reply_editor.set_text("")
    composer.drafts.change("")
    opened(MARINA)
    opened(EMMA)
    assert composer.face.envelope.cc == []


def test_copies_of_a_draft_that_was_emptied_are_not_for_one_that_comes_there_from_elsewhere(opened, desk):
    composer = opened(EMMA)
    composer.face.recipients.add([BOSS])
    opened(MARINA)
    desk.save_draft(talk_of(desk, EMMA).id, "Of a request that was merged")
    opened(EMMA)
    assert composer.reply_editor.text == "Of a request that was merged"
    assert composer.face.envelope.cc == []


def test_an_undone_letter_is_addressed_as_it_was(opened, desk):
    composer = opened(EMMA)
    composer.reply_editor.insert("Hello")
    composer.face.recipients.add([BOSS])
    composer.face.envelope.approved.add(BOSS)
    composer.send()
    desk.undo(list(desk.outbox)[-1])
    refreshed(composer, desk, EMMA)
    assert composer.reply_editor.text == "Hello"
    assert composer.face.envelope.cc == [BOSS]
    assert BOSS in composer.face.recipients.text


def test_the_chosen_channel_is_kept_with_its_reason(opened, desk, qtbot):
    talk = talk_of(desk, MARINA)
    talk.customer = replace(talk.customer, addresses=((Channel.EMAIL, "m@x.example"),))
    composer = opened(MARINA)
    composer.reply_editor.insert("Письмом")
    composer.aids.channels.take(Channel.EMAIL)
    if composer.face.guard.text:
        composer.face.guard.answer(0)
    composer.flush()
    reason = composer.face.envelope.switched
    composer = after_restart(qtbot, desk, MARINA)
    assert composer.face.envelope.channel is Channel.EMAIL
    assert composer.face.envelope.switched == reason
    assert composer.top.words.startswith("another channel")
    composer.aids.channels.take(Channel.CHAT)
    assert after_restart(qtbot, desk, MARINA).face.envelope.channel is None


def test_an_answer_for_later_that_is_taken_back_has_its_copies_still(opened, desk):
    composer = opened(EMMA)
    composer.reply_editor.insert("Hello")
    composer.face.recipients.add([BOSS])
    composer.face.envelope.approved.add(BOSS)
    composer._sending.put_off(at("09:00", days=-1))
    assert [it.cc for it in desk.submitted if isinstance(it, SendLater)] == [[BOSS]]
    refreshed(composer, desk, EMMA)
    assert composer.face.envelope.cc == []
    composer.face.later.answer(2)
    assert composer.reply_editor.text == "Hello"
    assert composer.face.envelope.cc == [BOSS]
    assert BOSS in composer.face.recipients.text
