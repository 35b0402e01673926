"""The guide offers an opening line and ticks what the draft already says."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.client.customer_row import PreferenceRow
from app.commands.later import SendLater
from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.status import Kind, Status
from app.language.care import Care
from app.language.greeting import Point
from tests.fakes.desk import FakeDesk
from tests.fakes.people import NOW, fake_id
from tests.ui.talk import EMMA, MARINA, ROBOT, TIMUR, say, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.guide.opening import opening_for
from ui.guide.panel import GuidePanel
from ui.translation import set_language
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.step_bar import StepBar


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def guide(qtbot, theme_controller, desk):
    made = GuidePanel(DeskBridge(desk))
    qtbot.addWidget(made)
    made.resize(348, 300)
    made.show()
    yield made
    set_language("en")


def ticked(guide) -> list[str]:
    return [point for point, row in guide.checks.items() if row.isChecked()]


def test_the_opening_is_made_for_this_person_and_inserted_on_request(guide, desk, qtbot):
    guide.show_conversation(talk_of(desk, MARINA).id)
    assert "Марина Андреевна" in guide.opening_text
    assert "обрый день" in guide.opening_text
    with qtbot.waitSignal(guide.insert_requested) as told:
        qtbot.mouseClick(guide.insert_button, Qt.MouseButton.LeftButton)
    assert told.args == [guide.opening_text]


def test_of_a_shared_mailbox_whoever_wrote_is_greeted(guide, desk):
    talk = talk_of(desk, TIMUR)
    say(desk, TIMUR, "А мне когда?", **{"channel": "email", "from": "Пётр Сидоров <office@firma.ru>"})
    desk.talks[talk.id] = replace(talk_of(desk, TIMUR), channel=Channel.EMAIL)
    guide.show_conversation(talk.id)
    assert "Пётр" in guide.opening_text


def test_a_customer_who_writes_english_is_greeted_in_english(guide, desk):
    guide.show_conversation(talk_of(desk, EMMA).id)
    assert "Emma" in guide.opening_text
    guide.set_draft(guide.opening_text)
    assert ticked(guide) == [Point.PRESENTATION, Point.WISH, Point.READINESS]


@pytest.mark.parametrize(
    ("name", "subject", "text", "start"),
    [
        ("Maria Ivanova", "My order", "Where is it?", "Good"),
        ("Maria Ivanova", "Заказ", "Где он?", "Добр"),
        ("John Smith", "Re: Your order", "Спасибо, а когда доставка?", "Добр"),
        ("Мария Иванова", "Ваш заказ", "Where is it?", "Good"),
        ("Maria Ivanova", "My order", "?", "Good"),
        ("Maria Ivanova", "", "4417", "Добр"),
    ],
)
def test_the_greeting_is_in_the_language_of_a_few_words(guide, desk, name, subject, text, start):
    talk = talk_of(desk, EMMA)
    talk.customer = replace(talk.customer, name=name, header_name=name, locale="", preferences=())
    talk.subject, talk.entries = subject, []
    desk.person = replace(desk.person, locale="ru")
    desk.receive(talk.id, text)
    guide.show_conversation(talk.id)
    assert guide.opening_text.startswith(start)


def test_a_language_asked_for_wins_over_the_one_written_in(guide, desk):
    talk = talk_of(desk, EMMA)
    asked = PreferenceRow("language", "English", "call", True, 1.0, desk.now())
    talk.customer = replace(talk.customer, locale="ru", preferences=(asked,))
    guide.show_conversation(talk.id)
    assert guide.opening_text.startswith("Good")


def test_the_draft_ticks_what_it_covers_and_a_hand_has_the_last_word(guide, desk, qtbot):
    guide.show_conversation(talk_of(desk, MARINA).id)
    guide.set_draft("")
    assert ticked(guide) == []
    guide.set_draft("Меня зовут Анна.")
    assert ticked(guide) == [Point.PRESENTATION]
    guide.checks[Point.PRESENTATION].click()
    assert ticked(guide) == []
    guide.checks[Point.READINESS].click()
    guide.set_draft("Меня зовут Анна, чем могу помочь?")
    assert ticked(guide) == [Point.READINESS]


def test_nobody_is_greeted_twice_a_day(guide, desk):
    talk = talk_of(desk, EMMA)
    guide.show_conversation(talk.id)
    assert guide.opening_text
    desk.receive(talk.id, "And?")
    desk.submit(Reply(talk.id, fake_id("r"), "Hello! My name is Anna.", talk.channel, 99))
    assert guide.opening_text == ""
    assert guide._line.text() == "Already greeted today. Go straight to the matter."
    assert not guide.insert_button.isVisible()
    desk.advance(days=1)
    guide.show_conversation(talk.id)
    assert guide.opening_text


def test_the_greeting_is_put_in_once_and_who_has_none_is_told_why(guide, desk, qtbot):
    guide.show_conversation(talk_of(desk, EMMA).id)
    guide.set_draft(f"{guide.opening_text}\n\n")
    with qtbot.waitSignal(guide.refused) as told, qtbot.assertNotEmitted(guide.insert_requested):
        guide.insert()
    assert told.args == ["The greeting is in the reply already."]
    guide.show_conversation(talk_of(desk, ROBOT).id)
    with qtbot.waitSignal(guide.refused) as told:
        guide.insert()
    assert told.args[0].startswith("A program wrote this")


def test_who_was_answered_without_a_greeting_is_not_said_to_have_been_greeted(guide, desk):
    talk = talk_of(desk, EMMA)
    desk.submit(Reply(talk.id, fake_id("r"), "It leaves tomorrow.", talk.channel, 99))
    guide.show_conversation(talk.id)
    assert guide._line.text() == "Already answered today. Go straight to the matter."


def test_junk_is_not_greeted(guide, desk):
    talk = talk_of(desk, EMMA)
    talk.status = Status.SPAM
    guide.show_conversation(talk.id)
    assert guide.opening_text == ""
    assert guide._line.text().startswith("This is not from a customer")


@pytest.mark.parametrize(
    ("kind", "subject", "text"),
    [
        (Kind.COMPLAINT, "Плафон", "Плафон разбит."),
        (Kind.QUESTION, "ЖАЛОБА!!! разбитый плафон", "Плафон разбит."),
        (Kind.QUESTION, "Плафон", "Третий раз привозите битый, это возмутительно."),
    ],
)
def test_who_complains_is_greeted_without_wishes_and_pleasure(guide, desk, kind, subject, text):
    talk = talk_of(desk, MARINA)
    talk.kind, talk.subject = kind, subject
    desk.receive(talk.id, text)
    guide.show_conversation(talk.id)
    assert guide.opening_text.endswith("разберусь и помогу вам.")
    assert "риятного" not in guide.opening_text
    assert not guide.checks[Point.WISH].isVisible()
    guide.set_draft(guide.opening_text)
    assert guide._points._header._remark.text == "2 / 2"


def test_clear_sentences_count_for_more_than_the_language_of_the_browser(guide, desk):
    talk = talk_of(desk, EMMA)
    talk.customer = replace(talk.customer, locale="ru", preferences=())
    desk.receive(talk.id, "Hi, do you ship to Kazakhstan?")
    guide.show_conversation(talk.id)
    assert guide.opening_text.startswith("Good")
    desk.receive(talk.id, "Philips Hue White Ambiance E27")
    talk.entries = talk.entries[-1:]
    guide.show_conversation(talk.id)
    assert guide.opening_text.startswith("Добр")


def test_of_a_long_talk_only_the_newest_is_read_again_at_each_touch(guide, desk):
    talk = talk_of(desk, EMMA)
    talk.customer = replace(talk.customer, locale="ru", preferences=())
    desk.receive(talk.id, "Hi, do you ship to Kazakhstan?")
    for _again in range(2):
        desk.receive(talk.id, "E27 " * 5_000)
    guide.show_conversation(talk.id)
    assert guide.opening_text.startswith("Добр")


def test_a_program_is_not_greeted(guide, desk):
    guide.show_conversation(talk_of(desk, ROBOT).id)
    assert guide.opening_text == ""
    assert guide._line.text().startswith("A program wrote this")


def test_the_language_of_the_guide_is_the_windows_and_of_the_greeting_the_customers(guide, desk, qtbot):
    guide.show_conversation(talk_of(desk, EMMA).id)
    set_language("ru")
    QApplication.sendEvent(guide, QEvent(QEvent.Type.LanguageChange))
    qtbot.waitUntil(lambda: guide._line.text().startswith("Начните так: «"))
    assert "Emma" in guide.opening_text
    assert guide.checks[Point.WISH].text() == "Поздороваться"


def test_nothing_open_is_an_empty_guide(guide):
    guide.show_conversation(None)
    assert not guide._page.isVisible()


@pytest.mark.parametrize("wish", ["не отвечать шаблоном при всех", "no greetings, straight to the point"])
def test_who_asked_for_no_stock_phrases_is_offered_none_and_the_operator_sees_why(guide, desk, wish):
    talk = talk_of(desk, MARINA)
    stated = PreferenceRow("do_not", wish, "отзыв", stated=True, confidence=0.6, at=NOW)
    talk.customer = replace(talk.customer, preferences=(stated, *talk.customer.preferences))
    guide.show_conversation(talk.id)
    assert guide.opening_text == ""
    assert wish in guide._line.text()
    assert not guide.insert_button.isVisible()
    assert not any(row.isVisible() for row in guide.checks.values())
    guide.show_conversation(talk_of(desk, EMMA).id)
    assert guide.opening_text
    assert all(row.isVisible() for row in guide.checks.values())


def test_the_company_is_named_in_the_language_of_the_greeting(guide, desk):
    desk.person = replace(desk.person, names={"en": "Home & Light"})
    guide.show_conversation(talk_of(desk, EMMA).id)
    assert "Home & Light" in guide.opening_text
    guide.show_conversation(talk_of(desk, MARINA).id)
    assert "Дом и Свет" in guide.opening_text


def test_who_has_an_answer_that_leaves_later_is_not_greeted_again(guide, desk):
    talk = talk_of(desk, EMMA)
    guide.show_conversation(talk.id)
    assert guide.opening_text
    desk.submit(
        SendLater(talk.id, fake_id("later", 1), "See you", talk.channel, 9, desk.now() + timedelta(hours=9)), undo_ms=0
    )
    guide.show_conversation(talk.id)
    assert guide.opening_text == ""


@pytest.mark.parametrize(("known", "said"), [(True, "Меня зовут Анна Ким"), (False, "На связи")])
def test_who_is_one_with_a_customer_of_old_is_not_presented_to_as_new(desk, known, said):
    card = desk.queries.card(talk_of(desk, EMMA).id)
    one = replace(desk.queries.customer(card.row.customer_id), facts={"merged": [{"id": "x"}]}, first_contact=known)
    made = opening_for(card, one, desk.person, desk.now(), None, locale="ru")
    assert made is not None
    assert said in made.presentation


def first_talk(desk):
    talk = talk_of(desk, EMMA)
    talk.customer = replace(
        talk.customer, first_contact=True, preferences=(), history=(), name="info", header_name="", addresses=()
    )
    talk.entries = [replace(it, payload=it.payload | {"from": "info"}) for it in talk.entries]
    return talk


def cared(guide) -> list[str]:
    return [step for step, row in guide.care.rows.items() if row.isChecked()]


def test_a_first_contact_is_cared_for_step_by_step(guide, desk):
    talk = first_talk(desk)
    guide.show_conversation(talk.id)
    assert guide.care.isVisible()
    assert cared(guide) == []
    guide.set_draft("How would you like me to address you? I will get back to you by 6 pm.")
    assert cared(guide) == [Care.ADDRESS, Care.NEXT]
    guide.care.rows[Care.BACK].click()
    guide.set_draft("")
    assert cared(guide) == [Care.BACK]


def test_what_was_said_earlier_in_the_first_talk_or_is_known_counts(guide, desk):
    talk = first_talk(desk)
    call_me = PreferenceRow("call_me", "Emma", "chat", stated=True, confidence=1.0, at=NOW)
    talk.customer = replace(talk.customer, preferences=(call_me,))
    desk.submit(Reply(talk.id, fake_id("reply", 1), "Just reply here if you need more.", talk.channel, 9))
    guide.show_conversation(talk.id)
    assert cared(guide) == [Care.ADDRESS, Care.BACK]


def test_whom_the_greeting_calls_by_name_is_not_asked_for_it(guide, desk):
    talk = first_talk(desk)
    talk.customer = replace(talk.customer, name="Emma Clarke", header_name="Emma Clarke")
    guide.show_conversation(talk.id)
    assert "Emma" in guide.opening_text
    assert cared(guide) == [Care.ADDRESS]


def test_who_has_written_before_and_who_wants_no_stock_phrases_get_no_such_care(guide, desk):
    guide.show_conversation(talk_of(desk, MARINA).id)
    assert not guide.care.isVisible()
    talk = first_talk(desk)
    wish = PreferenceRow("do_not", "No stock phrases please", "chat", stated=True, confidence=1.0, at=NOW)
    talk.customer = replace(talk.customer, preferences=(wish,))
    guide.show_conversation(talk.id)
    assert not guide.care.isVisible()


def test_a_sentence_of_the_care_is_wanted_in_the_customers_language_and_only_where_one_writes(guide, desk, qtbot):
    guide.show_conversation(first_talk(desk).id)
    with qtbot.waitSignal(guide.phrase_requested) as told:
        guide.care.buttons[Care.REACH].click()
    assert told.args == ["How would you prefer to get the answer: by e-mail, in the chat or by phone?"]
    guide.set_spoken(True)
    assert not guide.care.buttons[Care.REACH].isVisible()


def test_no_stage_is_counted_that_cannot_be_reached(guide, desk):
    guide.show_conversation(talk_of(desk, MARINA).id)
    said = [*(it.text for it in guide.findChildren(ElidedLabel)), *(it.text() for it in guide.findChildren(QLabel))]
    assert "Greeting" in said
    assert not any(" of " in it and any(sign.isdigit() for sign in it) for it in said)
    assert guide.findChildren(StepBar) == []
