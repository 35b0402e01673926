"""Deadlines and hours as a customer reads them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.language.opening_hours import by_when, from_when, hours_in_words, zone_note

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 27, 12, 0, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("due", "ru", "en"),
    [
        (NOW + timedelta(hours=6), "сегодня до 18:00", "today by 18:00"),
        (NOW + timedelta(minutes=61, seconds=3), "сегодня до 13:05", "today by 13:05"),
        (NOW + timedelta(days=1), "завтра до 12:00", "tomorrow by 12:00"),
        (NOW + timedelta(days=3), "до 12:00 в понедельник, 30 ноября", "by 12:00 on Monday, 30 November"),
        (NOW + timedelta(days=4), "до 12:00 во вторник, 1 декабря", "by 12:00 on Tuesday, 1 December"),
    ],
)
def test_a_deadline_is_said_as_people_say_it(due, ru, en):
    assert by_when(due.astimezone(UTC), NOW, MOSCOW, "ru") == ru
    assert by_when(due.astimezone(UTC), NOW, MOSCOW, "en") == en


def test_an_opening_is_said_as_people_say_it():
    monday = datetime(2026, 11, 30, 9, 0, tzinfo=MOSCOW)
    assert from_when(monday, NOW, MOSCOW, "ru") == "в понедельник, 30 ноября, в 09:00"
    assert from_when(monday, NOW, MOSCOW, "en") == "on Monday, 30 November, at 09:00"
    assert from_when(NOW + timedelta(days=1), NOW, MOSCOW, "ru") == "завтра в 12:00"
    assert from_when(NOW, NOW, MOSCOW, "en") == "today at 12:00"


def test_the_zone_is_named_only_to_whom_it_is_another():
    assert zone_note(NOW, MOSCOW, 180) == ""
    assert zone_note(NOW, MOSCOW, None) == ""
    assert zone_note(NOW, MOSCOW, 300) == "UTC+3"
    assert zone_note(NOW, ZoneInfo("Asia/Kolkata"), 180) == "UTC+5:30"
    assert zone_note(NOW, ZoneInfo("America/New_York"), 180) == "UTC-5"


def test_days_with_the_same_hours_stand_together():
    day, short = ((540, 1080),), ((600, 780), (840, 900))
    week = (day, day, day, day, day, short, ())
    assert hours_in_words(week, "ru") == "пн–пт 09:00–18:00, сб 10:00–13:00, 14:00–15:00"
    assert hours_in_words(week, "en") == "Mon–Fri 09:00–18:00, Sat 10:00–13:00, 14:00–15:00"
    assert hours_in_words(((),) * 7, "en") == ""
