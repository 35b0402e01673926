"""An answer that went no further is told of where the next one is written."""

from app.client.row import ChangeState
from app.commands.message import Reply
from app.domain.channel import Channel
from tests.fakes.people import fake_id
from tests.ui.talk import EMMA, MARINA, talk_of


def given(desk, number: int):
    talk = talk_of(desk, number)
    desk.go_offline()
    return desk.submit(Reply(talk.id, fake_id("entry", number), "It arrives on Friday.", Channel.EMAIL, 99))


def refreshed(composer, desk, number: int):
    card = desk.queries.card(talk_of(desk, number).id)
    composer.refresh(card, desk.queries.customer(card.row.customer_id))


def test_a_held_answer_is_told_of_in_its_own_request_until_it_is_settled(opened, desk):
    change = given(desk, EMMA)
    composer = opened(EMMA)
    assert composer.face.refused.isHidden()
    desk.refuse(change, ChangeState.HELD, "newer_messages")
    refreshed(composer, desk, EMMA)
    words = composer.face.refused.text
    assert words.startswith("Not sent: newer messages came while you were writing.")
    assert words.endswith("“It arrives on Friday.”")
    opened(MARINA)
    assert composer.face.refused.isHidden()
    opened(EMMA)
    asked = []
    composer.face.changes_requested.connect(lambda: asked.append(True))
    composer.face.refused.answer(0)
    assert asked == [True]
    desk.discard(change)
    refreshed(composer, desk, EMMA)
    assert composer.face.refused.isHidden()


def test_what_only_waits_is_not_told_of(opened, desk):
    given(desk, EMMA)
    composer = opened(EMMA)
    refreshed(composer, desk, EMMA)
    assert composer.face.refused.isHidden()
