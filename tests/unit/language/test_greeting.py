"""The greeting offered to the operator."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.channel import Channel
from app.folder import resource_folder
from app.language.greeting import GreetingContext, Point, greeting, greeting_points, local_time
from app.language.greeting_standard import sounds_unhappy

NOW = datetime(2026, 11, 12, 11, 32, tzinfo=UTC)
MOSCOW = timezone(timedelta(hours=3))
LETTER = GreetingContext(
    header="Соколова Марина Андреевна", locale="ru", channel=Channel.EMAIL, local_now=NOW.astimezone(MOSCOW),
    operator_name="Анна Котова", company="Полярис",
)  # fmt: skip
ALL = {Point.PRESENTATION, Point.WISH, Point.READINESS}


def text(ctx: GreetingContext) -> str:
    offered = greeting(ctx)
    assert offered is not None
    return offered.text


def test_a_letter_greets_by_name_presents_wishes_and_offers_help() -> None:
    assert text(LETTER) == (
        "Добрый день, Марина Андреевна!\n\n"
        "Меня зовут Анна Котова, Полярис. Желаю вам приятного дня. С удовольствием помогу вам."
    )


def test_a_chat_greets_shorter_and_on_one_line() -> None:
    chat = text(replace(LETTER, channel=Channel.CHAT))
    assert chat == "Добрый день, Марина Андреевна! Я Анна Котова, Полярис. Приятного вам дня! Чем могу вам помочь?"
    assert len(chat) < len(text(LETTER))


@pytest.mark.parametrize(
    ("hour", "russian", "english"),
    [
        (4, "Здравствуйте, ", "Hello, "), (5, "Доброе утро, ", "Good morning, "),
        (11, "Доброе утро, ", "Good morning, "),
        (12, "Добрый день, ", "Good afternoon, "), (16, "Добрый день, ", "Good afternoon, "),
        (17, "Добрый вечер, ", "Good evening, "), (22, "Добрый вечер, ", "Good evening, "),
        (23, "Здравствуйте, ", "Hello, "),
    ],
)  # fmt: skip
def test_the_customers_time_of_day_chooses_the_words(hour: int, russian: str, english: str) -> None:
    then = replace(LETTER, local_now=LETTER.local_now.replace(hour=hour))
    assert text(then).startswith(russian + "Марина Андреевна!")
    assert text(replace(then, locale="en")).startswith(english + "Marina!")


def test_an_english_reader_meets_the_operator_in_latin_letters() -> None:
    assert "My name is Anna Kotova, and" in text(replace(LETTER, locale="en"))


def test_without_a_sure_name_the_greeting_is_neutral() -> None:
    assert text(replace(LETTER, header="ИП Петров А. А.")).startswith("Здравствуйте!\n\n")
    assert text(replace(LETTER, header="info@example.com", locale="en")).startswith("Hello!\n\n")


def test_the_name_a_customer_asked_for_wins_and_stays_a_name() -> None:
    assert text(replace(LETTER, call_me="Маша")).startswith("Добрый день, Маша!")
    assert text(replace(LETTER, call_me="Марина Андреевна", locale="en")).startswith(
        "Good afternoon, Marina Andreevna!"
    )
    assert text(replace(LETTER, call_me="<b>\u202eМаша</b>{x}")).startswith("Добрый день, bМашаbx!")


def test_who_prefers_it_informal_is_greeted_so() -> None:
    friendly = text(replace(LETTER, form="informal"))
    assert friendly.startswith("Привет, Марина!")
    assert "вам" not in friendly


def test_a_customer_is_not_greeted_twice_on_one_day_of_their_own() -> None:
    assert greeting(replace(LETTER, greeted_at=NOW - timedelta(hours=2))) is None
    assert greeting(replace(LETTER, greeted_at=NOW - timedelta(days=1))) is not None
    late = replace(LETTER, local_now=datetime(2026, 11, 12, 21, 30, tzinfo=UTC).astimezone(MOSCOW))  # 00:30 on the 13th
    assert greeting(replace(late, greeted_at=datetime(2026, 11, 12, 20, 0, tzinfo=UTC))) is not None


def test_somebody_who_wrote_before_is_not_told_the_name_as_to_a_stranger() -> None:
    assert "На связи Анна Котова" in text(replace(LETTER, first_contact=False))


def test_an_unhappy_customer_is_wished_nothing_and_promised_help() -> None:
    for locale, form, channel in product(("ru", "en"), ("formal", "informal"), (Channel.EMAIL, Channel.CHAT)):
        how = "formal" if form == "formal" else "informal"
        offered = greeting(replace(LETTER, locale=locale, form=how, channel=channel, sober=True))
        assert offered is not None
        assert (offered.wish, [it.point for it in offered.marks]) == ("", [Point.PRESENTATION, Point.READINESS])
        assert Point.READINESS in greeting_points(offered.readiness, locale)
        assert not re.search("glad|happy|pleasant|удовольстви|риятн", offered.text)


@pytest.mark.parametrize(
    ("text", "unhappy"),
    [
        ("Это безобразие, третий раз звоню", True), ("This is unacceptable", True), ("I want to complain", True),
        ("Где мой заказ?", False), ("Where is my order? Thanks", False), ("", False),
    ],
)  # fmt: skip
def test_a_complaint_is_told_by_its_words(text: str, unhappy: bool) -> None:
    assert sounds_unhappy(text) is unhappy


def test_an_instant_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="aware"):
        greeting(replace(LETTER, local_now=datetime(2026, 11, 12)))  # noqa: DTZ001
    with pytest.raises(ValueError, match="aware"):
        local_time("", None, "", datetime(2026, 11, 12))  # noqa: DTZ001


def test_every_greeting_makes_its_three_points_marks_them_and_is_recognised() -> None:
    forms, channels, hours = ("formal", "informal"), tuple(Channel), (2, 8, 14, 20)
    who = (("Анна Котова", "Полярис"), ("Анна", ""), ("", "Полярис"))
    for locale, form, channel, hour, (operator, company), first in product(
        ("ru", "en"), forms, channels, hours, who, (True, False)
    ):
        ctx = replace(
            LETTER, locale=locale, channel=channel, operator_name=operator, company=company, first_contact=first
        )
        offered = greeting(replace(ctx, form="formal" if form == "formal" else "informal",
                                   local_now=LETTER.local_now.replace(hour=hour)))  # fmt: skip
        assert offered is not None
        said = {mark.point: offered.text[mark.start : mark.end] for mark in offered.marks}
        assert said == {
            Point.PRESENTATION: offered.presentation, Point.WISH: offered.wish, Point.READINESS: offered.readiness
        }  # fmt: skip
        missing = {point for point in ALL if point not in greeting_points(said[point], locale)}
        assert not missing or (missing == {Point.PRESENTATION} and not operator), (offered.text, missing)


def test_a_greeting_without_operator_and_company_marks_two_points() -> None:
    offered = greeting(replace(LETTER, operator_name="", company=""))
    assert offered is not None
    assert [mark.point for mark in offered.marks] == [Point.WISH, Point.READINESS]


@pytest.mark.parametrize(
    ("draft", "locale", "points"),
    [
        ("Здравствуйте! Меня зовут Олег, чем могу быть полезен?", "ru", {Point.PRESENTATION, Point.READINESS}),
        ("Добрый вечер! Мы готовы вам помочь.", "ru", {Point.WISH, Point.READINESS}),
        ("Посылка задержалась, ждём её в пятницу.", "ru", set()),
        ("Это Анна из «Полярис». Хорошего дня!", "ru", {Point.PRESENTATION, Point.WISH}),
        ("Я проверю заказ.", "ru", set()),
        ("Hi, I'm Oleg from Polaris, how can I help?", "en", {Point.PRESENTATION, Point.READINESS}),
        ("Good morning! We are happy to assist.", "en", {Point.WISH, Point.READINESS}),
        ("Your parcel is late, I'm afraid.", "en", set()),
    ],
)
def test_the_points_are_recognised_in_the_operators_own_words(draft: str, locale: str, points: set[Point]) -> None:
    assert greeting_points(draft, locale) == points


def test_the_customers_stated_zone_wins_then_the_letters_offset_then_the_workspace() -> None:
    assert local_time("Asia/Vladivostok", 180, "Europe/Moscow", NOW).hour == 21
    assert local_time("", 300, "Europe/Moscow", NOW).hour == 16
    assert local_time("Nowhere/At_all", None, "Europe/Moscow", NOW).hour == 14
    assert local_time("../etc", 99_999, "Europe", NOW) == NOW
    assert local_time("", 99_999, "Europe", NOW).utcoffset() == timedelta()
    assert local_time("", 0, "Europe/Moscow", NOW).hour == 11


def test_every_phrase_exists_for_every_form_place_and_time() -> None:
    data = json.loads((resource_folder() / "standards" / "greeting.json").read_text("utf-8"))
    times = {"morning", "day", "evening", "night"}
    for locale in ("ru", "en"):
        assert all(set(data[locale]["salutation"][form]) == times for form in ("formal", "informal"))
        assert all(
            set(data[locale]["wish"][form][place]) == times
            for form, place in product(("formal", "informal"), ("letter", "chat"))
        )


@given(
    st.text(alphabet=st.characters(), max_size=80),
    st.text(alphabet=st.characters(), max_size=80),
    st.sampled_from(("ru", "en", "de", "")),
)
@settings(max_examples=200, deadline=None)
def test_no_header_and_no_asked_name_breaks_a_greeting(header: str, asked: str, locale: str) -> None:
    offered = greeting(replace(LETTER, header=header, call_me=asked, locale=locale))
    assert offered is not None
    assert "\n" not in offered.salutation
    assert not set("<>{}&\u202e\u2066\x00") & set(offered.text)


@given(st.text(alphabet=st.characters(), max_size=300), st.integers(), st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_zone_any_offset_and_any_draft_are_borne(words: str, offset: int, zone: str) -> None:
    assert local_time(zone, offset, words[:20], NOW) == NOW
    assert greeting_points(words, "ru") <= ALL
