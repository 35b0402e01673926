"""A time that is not of today is told with its day, in the form of the window's language."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.client.view import View, ViewKind
from tests.fakes.desk import FakeDesk
from tests.fakes.people import NOW
from tests.ui.talk import MARINA, talk_of
from ui.conversation.strip import facts
from ui.conversation_list.words import empty_words
from ui.translation import set_language
from ui.wording import due_text
from ui.zone import zone_of

MINE = View(ViewKind.MINE)


@pytest.fixture(params=["en", "ru"], autouse=True)
def language(request, qapp):
    set_language(request.param)
    yield request.param
    set_language("en")


def test_a_deadline_of_another_day_has_its_day_and_one_of_another_year_its_year(language):
    zone = zone_of("Europe/Moscow")
    assert due_text(NOW, NOW, zone) == "14:32"
    assert due_text(NOW + timedelta(days=5), NOW, zone) == {"en": "17 Nov, 14:32", "ru": "17 нояб., 14:32"}[language]
    assert "2027" in due_text(NOW + timedelta(days=90), NOW, zone)


def test_the_strip_tells_of_a_promise_as_the_header_does(language):
    customer = talk_of(FakeDesk(), MARINA).customer
    later = [replace(it, due_at=NOW + timedelta(days=5)) for it in customer.promises]
    told = [it.text for it in facts(replace(customer, promises=tuple(later)), zone_of("Europe/Moscow"), NOW)]
    assert [it for it in told if it.endswith({"en": "by 17 Nov, 14:32", "ru": "до 17 нояб., 14:32"}[language])]


def test_an_empty_inbox_tells_the_day_of_the_next_promise(language):
    now = NOW.astimezone(zone_of("Europe/Moscow"))
    today, later = (empty_words(MINE, now + timedelta(days=days), now)[0] for days in (0, 5))
    assert today.endswith({"en": "Next promise at 14:32.", "ru": "Следующее обещание в 14:32."}[language])
    day = {"en": "Next promise: 17 Nov, 14:32.", "ru": "Следующее обещание: 17 нояб., 14:32."}
    assert later.endswith(day[language])
