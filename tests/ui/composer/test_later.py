"""An answer can leave later: it is seen, given another time and taken back."""

import gc
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QMenu

from app.commands.later import CancelLater, ChangeLater, SendLater
from app.commands.message import Reply
from tests.ui.talk import EMMA, talk_of
from ui.composer.later import TimeDialog
from ui.composer.send_button import SendButton, times
from ui.translation import set_language

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def put_off(opened, desk) -> Any:
    composer = opened(EMMA)
    composer.reply_editor.insert("Dear Emma, **good** morning")
    at = desk.now() + timedelta(days=1)
    composer.send_button.put_off.emit(at)
    refresh(composer, desk)
    return composer, at


def refresh(composer: Any, desk: Any) -> None:
    card = desk.queries.card(talk_of(desk, EMMA).id)
    composer.refresh(card, desk.queries.customer(card.row.customer_id))


def test_a_put_off_answer_leaves_the_editor_and_is_told_of(put_off, desk):
    composer, at = put_off
    (command,) = [it for it in desk.submitted if isinstance(it, SendLater)]
    assert (command.send_at, command.body) == (at, "Dear Emma, good morning")
    assert not [it for it in desk.submitted if isinstance(it, Reply)]
    assert composer.reply_editor.text == ""
    assert composer.face.later.text.startswith("Will be sent ")
    assert "Dear Emma" in composer.face.later.text


def test_it_can_go_now_or_come_back_into_the_editor(put_off, desk):
    composer, _at = put_off
    composer.reply_editor.insert("P. S.")
    composer.face.later.answer(0)
    changed = desk.submitted[-1]
    assert isinstance(changed, ChangeLater)
    assert changed.send_at <= desk.now()
    composer.face.later.answer(2)
    assert isinstance(desk.submitted[-1], CancelLater)
    assert composer.reply_editor.text == "Dear Emma, **good** morning\n\nP. S."
    assert composer.face.later.isHidden()


def test_one_that_cannot_be_taken_back_is_not_in_the_editor_as_well(put_off, desk):
    composer, _at = put_off
    desk.is_disk_full = True
    composer.face.later.answer(2)
    assert composer.reply_editor.text == ""
    assert composer.face.later.text.startswith("Will be sent ")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("newer_messages", "newer messages came"),
        ("author_gone", "no longer works here"),
        ("too_late", "hours after its time"),
    ],
)
def test_one_that_was_kept_at_its_time_says_why(put_off, desk, reason, words):
    composer, _at = put_off
    command = next(it for it in desk.submitted if isinstance(it, SendLater))
    desk.drafts.held[command.entry_id] = reason
    refresh(composer, desk)
    assert composer.face.later.text.startswith("Not sent, ")
    assert words in composer.face.later.text


def test_the_times_offered_are_in_the_future_and_in_words(theme_controller):
    friday = datetime(2026, 11, 13, 17, 10, tzinfo=MOSCOW)
    assert [f"{at:%a %H:%M}" for _words, at in times(friday)] == ["Fri 18:00", "Sat 09:00", "Mon 09:00"]
    sunday = datetime(2026, 11, 15, 8, 0, tzinfo=MOSCOW)
    assert [f"{at:%a %H:%M}" for _words, at in times(sunday)] == ["Sun 09:00", "Sun 18:00", "Mon 09:00"]


def test_on_a_monday_the_next_one_is_in_a_week(theme_controller):
    monday = datetime(2026, 11, 30, 11, 15, tzinfo=MOSCOW)
    words, at = times(monday)[-1]
    assert (words, f"{at:%d.%m}") == ("In a week, 09:00", "07.12")
    assert times(monday + timedelta(days=1))[-1][0] == "Monday, 09:00"


def test_a_time_can_be_chosen_on_the_operators_clock(qtbot, theme_controller):
    now = datetime(2026, 11, 13, 17, 10, tzinfo=MOSCOW)
    dialog = TimeDialog(now)
    qtbot.addWidget(dialog)
    assert dialog.time() == datetime(2026, 11, 14, 9, 0, tzinfo=MOSCOW)


@pytest.mark.parametrize(("language", "shown"), [("ru", "30.11.2026 09:00"), ("en", "2026-11-30 09:00")])
def test_the_day_is_written_as_the_language_writes_it(qtbot, theme_controller, language, shown):
    set_language(language)
    dialog = TimeDialog(datetime(2026, 11, 29, 12, 0, tzinfo=MOSCOW))
    qtbot.addWidget(dialog)
    assert dialog.field.text() == shown
    set_language("en")


def test_the_ways_to_send_are_offered_again_and_again_without_leaving_menus_behind(qtbot, theme_controller):
    button = SendButton()
    qtbot.addWidget(button)
    button.now = lambda: datetime(2026, 11, 25, 14, 0, tzinfo=ZoneInfo("Europe/Moscow"))
    for _turn in range(5):
        ways = button.choices()
        later = ways.actions()[-1].menu()
        assert later.actions()[-1].text() == "At another time…"
        gc.collect()
    assert len(button.findChildren(QMenu)) == 2
