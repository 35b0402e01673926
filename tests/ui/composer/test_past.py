"""A text that was deleted can be put back."""

from datetime import UTC, datetime

from app.client.drafting import EarlierText
from app.client.row import DraftKind
from tests.ui.talk import EMMA, talk_of


def test_what_stood_here_before_is_one_button_away(opened, desk):
    assert opened(EMMA).face.past.isHidden()
    gone = EarlierText("Dear Emma, the parcel & the invoice are on their way", datetime(2025, 11, 12, 9, tzinfo=UTC))
    desk.drafts.past[talk_of(desk, EMMA).id, DraftKind.REPLY] = [gone]
    composer = opened(EMMA)
    assert not composer.face.past.isHidden()
    composer.reply_editor.insert("Hello")
    composer.aids.past.menu.actions()[0].trigger()
    assert composer.reply_editor.text == f"Hello\n\n{gone.text}"
