"""Who takes a request over reads what they should know before their first answer, and is not told twice."""

from dataclasses import replace
from datetime import UTC

import pytest
from PySide6.QtCore import Qt

from app.client.handover import HandoversRead
from app.client.port import Problem, Trouble
from app.commands.message import Reply
from app.domain.channel import Channel
from tests.fakes.people import OLEG
from tests.ui.talk import EMMA, MARINA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.handover_card import HandoverCard, parted
from ui.translation import set_language

WORDS = "@Анна Ким\nОбещал фото схемы.\n\nО чём: диммер\nКлиент уже сказал, не переспрашивать: заказ 48-1; 60 Вт"


@pytest.fixture
def handed(opened, desk):
    desk.hand_over(talk_of(desk, EMMA).id, WORDS)
    return opened(EMMA)


def test_a_request_that_came_with_words_shows_them_with_what_was_told_already(handed):
    card = handed.top.handover
    assert card.isVisible()
    assert card.text == (
        "Handed over to you · Олег Титов · 14:32\nОбещал фото схемы.\n"
        "Already told by the customer, do not ask again: заказ 48-1; 60 Вт"
    )


def test_one_without_words_shows_nothing(opened):
    assert not opened(MARINA).top.handover.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_the_card_is_closed_by_a_key_and_stays_closed(handed, opened, qtbot, key):
    qtbot.keyClick(handed.top.handover.close_button, key)
    assert not handed.top.handover.isVisible()
    opened(MARINA)
    opened(EMMA)
    assert not handed.top.handover.isVisible()


def test_a_card_that_was_read_stays_closed_after_the_next_start(handed, desk, qtbot):
    handed.top.handover.put_away()
    again = HandoverCard(HandoversRead(lambda: desk._read_handovers, lambda _ids: None))
    qtbot.addWidget(again)
    again.show_handover(handed.card.handover, desk.now(), UTC)
    assert not again.isVisible()


def test_a_full_disk_keeps_no_card_from_being_closed(handed, qtbot, desk):
    def full(_ids):
        raise Trouble(Problem.DISK_FULL)

    card = HandoverCard(HandoversRead(lambda: None, full))
    qtbot.addWidget(card)
    card.show_handover(handed.card.handover, desk.now(), UTC)
    card.put_away()
    card.show_handover(handed.card.handover, desk.now(), UTC)
    assert card.isHidden()


def test_a_note_for_a_queue_that_begins_with_a_colleague_loses_no_word(handed, desk, qtbot):
    card = handed.top.handover
    words = replace(handed.card.handover, to_me=False, text="@Мария, посмотри, пожалуйста")
    card.show_handover(words, desk.now(), UTC)
    assert card.text.endswith("@Мария, посмотри, пожалуйста")


def test_the_first_answer_takes_it_away(handed, desk, qtbot):
    talk = talk_of(desk, EMMA)
    DeskBridge(desk).submit(Reply(talk.id, OLEG.id, "Подойдёт «Ритм».", Channel.EMAIL, 9))
    qtbot.waitUntil(lambda: not handed.top.handover.isVisible())


def test_the_readers_language_is_that_of_the_window_whatever_the_giver_wrote_in(handed):
    set_language("ru")
    handed.retranslate()
    assert handed.top.handover.text.startswith("Передано вам · Олег Титов")


def test_what_was_told_is_found_in_either_language_and_markup_is_only_text():
    again = "Already told by the customer, do not ask again: 60 W"
    assert parted(f"@Jane\n<b>Hi</b>\n{again}", signed=True) == ("<b>Hi</b>", "60 W", True)
    assert parted("Просто слова\n@Анна глянь", signed=True) == ("Просто слова\n@Анна глянь", "", True)
    assert parted("@Jane\nHi\n\nAbout: a lamp", signed=True) == ("Hi", "", False)
    assert parted("а" * 2_000, signed=True)[2] is False


def test_in_a_low_window_the_words_can_be_scrolled_by_keys_and_none_is_cut(handed, desk, qtbot):
    card, lines = handed.top.handover, "\n".join(f"Слово {number}" for number in range(9))
    card.show_handover(replace(handed.card.handover, text=f"@Анна Ким\n{lines}"), desk.now(), UTC)
    body = card._body
    card.setFixedHeight(900)
    qtbot.waitUntil(lambda: body.height() == body.sizeHint().height())
    assert body.focusPolicy() is Qt.FocusPolicy.NoFocus
    card.setFixedHeight(card.minimumSizeHint().height())
    qtbot.waitUntil(lambda: body.verticalScrollBar().maximum() > 0)
    assert body.focusPolicy() is Qt.FocusPolicy.TabFocus
    assert body.widget().height() >= card._words.heightForWidth(card._words.width())
    assert body.accessibleName() == "Handed over to you"


def test_the_whole_note_is_a_press_away_in_the_talk(handed, desk, qtbot):
    for line in range(60):
        desk.receive(talk_of(desk, EMMA).id, f"Строка {line}")
    note = next(it for it in talk_of(desk, EMMA).entries if it.payload.get("text") == WORDS)
    handed.top.handover.whole.click()
    assert handed._model.item_at(handed.timeline.currentIndex()).entry.entry_id == note.entry_id
