"""What somebody had begun is offered in the composer, never put into the text by itself."""

from datetime import UTC, datetime

import pytest

from app.client.drafting import DraftOffer
from app.client.row import DraftKind
from app.commands.draft import SettleDraft
from tests.fakes.people import fake_id
from tests.ui.talk import EMMA, talk_of

AT = datetime(2025, 11, 12, 11, 0, tzinfo=UTC)
BEGUN = DraftOffer(fake_id("draft", 1), "Denis", DraftKind.REPLY, "Emma, I am looking into it", AT)


@pytest.fixture
def offered(desk, opened):
    desk.drafts.offered[talk_of(desk, EMMA).id] = [BEGUN]
    return opened(EMMA)


def test_a_successor_takes_over_what_was_begun(offered, desk):
    line = offered.face.offer
    assert line.text == "Denis had begun: “Emma, I am looking into it”"
    assert offered.reply_editor.text == ""
    line.answer(0)
    assert offered.reply_editor.text == BEGUN.text
    assert desk.submitted[-1] == SettleDraft(talk_of(desk, EMMA).id, BEGUN.draft_id)
    assert line.isHidden()


def test_what_is_written_already_stays_above_what_is_taken_over(offered):
    offered.reply_editor.insert("Dear Emma,")
    offered.face.offer.answer(0)
    assert offered.reply_editor.text == f"Dear Emma,\n\n{BEGUN.text}"


def test_an_offer_can_be_dismissed_and_is_not_shown_beside_a_note(offered, desk):
    offered.switch()
    assert offered.face.offer.isHidden()
    offered.switch()
    offered.face.offer.answer(1)
    assert offered.face.offer.isHidden()
    assert offered.reply_editor.text == ""
    assert desk.submitted[-1] == SettleDraft(talk_of(desk, EMMA).id, BEGUN.draft_id)


def test_what_is_written_is_shared_after_ten_seconds_of_rest(opened, desk, qtbot):
    composer = opened(EMMA)
    qtbot.keyClicks(composer.reply_editor, "Dear")
    composer.flush()
    assert composer.aids.sharing._timer.isActive()
    composer.aids.sharing.share()
    assert desk.drafts.shared == 1
    assert not composer.aids.sharing._timer.isActive()
