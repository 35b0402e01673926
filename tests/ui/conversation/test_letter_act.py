"""A message that failed, or of which nobody knows: sent again, after a question where it may come twice; taken back."""

from dataclasses import replace

import pytest

from app.commands.undelivered import SendAgain, TakeBack
from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from tests.ui.talk import EMMA, say, talk_of


def ended(opened, desk, state: DeliveryState, reason: str):
    """The pane with an answer that got so far, the menu of its row, and its entry."""
    talk = talk_of(desk, EMMA)
    say(desk, EMMA, "x")
    talk.entries[-1] = replace(
        talk.entries[-1], kind=EntryKind.MESSAGE_OUT, delivery=state, delivery_reason=reason,
        payload={"channel": "email", "text": "The plan"},
    )  # fmt: skip
    pane = opened(EMMA)
    model = pane.timeline.model()
    menu = pane.timeline.acts.menu(model.item_at(model.index(model.rowCount() - 1, 0)))
    return pane, {it.text(): it for it in menu.actions()}, talk.entries[-1]


def test_an_unknown_letter_is_sent_again_only_after_a_question(opened, desk, qtbot):
    pane, acts, entry = ended(opened, desk, DeliveryState.UNKNOWN, "smtp.cut_off")
    acts["Send again…"].trigger()
    question = pane.talk.letters.question
    assert "twice" in question.informativeText()
    assert question.defaultButton().text() == "Do not send"
    assert not [it for it in desk.submitted if isinstance(it, SendAgain)]
    next(it for it in question.buttons() if it.text() == "Send again").click()
    assert desk.submitted[-1] == SendAgain(entry.conversation_id, entry.entry_id)


def test_an_unknown_letter_that_is_not_to_be_sent_stays_as_it_was(opened, desk, qtbot):
    pane, acts, _ = ended(opened, desk, DeliveryState.UNKNOWN, "smtp.unconfirmed")
    acts["Send again…"].trigger()
    pane.talk.letters.question.reject()
    assert not [it for it in desk.submitted if isinstance(it, SendAgain)]


def test_a_letter_that_surely_has_not_left_is_sent_again_at_once(opened, desk, qtbot):
    _, acts, entry = ended(opened, desk, DeliveryState.FAILED, "smtp.wrong_password")
    acts["Send again"].trigger()
    assert desk.submitted[-1] == SendAgain(entry.conversation_id, entry.entry_id)


@pytest.mark.parametrize(
    ("state", "reason"), [(DeliveryState.UNKNOWN, "smtp.cut_off"), (DeliveryState.FAILED, "smtp.unreachable")]
)
def test_a_letter_that_is_taken_back_never_leaves_by_itself(opened, desk, qtbot, state, reason):
    pane, acts, entry = ended(opened, desk, state, reason)
    acts["Take back into the editor"].trigger()
    assert pane._composer.reply_editor.text.startswith("The plan")
    assert TakeBack(entry.conversation_id, entry.entry_id) in desk.submitted


def test_a_letter_the_other_side_refused_is_only_taken_back(opened, desk, qtbot):
    _, acts, _ = ended(opened, desk, DeliveryState.FAILED, "mail.1.1")
    assert not [it for it in acts if it.startswith("Send again")]
    acts["Take back into the editor"].trigger()
    assert not [it for it in desk.submitted if isinstance(it, TakeBack)]
