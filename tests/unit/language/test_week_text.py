"""Opening hours are written in lines, in Russian or English, and shown the same way."""

import zoneinfo

import pytest

from app.domain.business_hours import calendar
from app.language.week_text import week_lines, week_of

WEEK = {day: ["09:00-13:00", "14:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")} | {"sat": ["10:00-15:00"]}


@pytest.mark.parametrize(
    "text",
    [
        "Mon–Fri 09:00–13:00, 14:00–18:00\nSat 10:00–15:00",
        "пн-пт: 9:00-13:00,14:00-18:00\nсуббота 10:00 - 15:00\n",
        "Mon-Fri 9:00-13:00\nпн-пт 14:00-18:00\nсб 10:00-15:00",
    ],
)
def test_a_week_is_read_as_it_is_written(text):
    assert week_of(text) == WEEK


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_what_is_shown_can_be_read_again(locale):
    read = calendar({"week": WEEK}, zoneinfo.ZoneInfo("UTC"))
    lines = week_lines(read.week, locale)
    assert lines.count("\n") == 1
    assert week_of(lines) == WEEK


EVERY_DAY = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
NIGHTS_TOO = {"fri": ["09:00-18:00"], "sat": ["00:00-24:00"], "sun": ["00:00-24:00"]}


@pytest.mark.parametrize(
    ("week", "locale", "shown"),
    [
        (EVERY_DAY, "ru", "круглосуточно"),
        (EVERY_DAY, "en", "around the clock"),
        (NIGHTS_TOO, "ru", "пт 09:00–18:00\nсб–вс круглосуточно"),
        (NIGHTS_TOO, "en", "Fri 09:00–18:00\nSat–Sun around the clock"),
    ],
)
def test_who_is_open_all_day_is_so_around_the_clock_and_that_can_be_read_again(week, locale, shown):
    read = calendar({"week": week}, zoneinfo.ZoneInfo("UTC"))
    assert week_lines(read.week, locale) == shown
    assert week_of(shown) == week


def test_the_clock_round_may_be_written_in_other_ways_too():
    assert week_of("24/7") == week_of("Круглосуточно\n") == week_of("пн-вс: 0:00-24:00") == EVERY_DAY


def test_a_span_over_the_end_of_the_week_is_two_days():
    assert week_of("сб-пн 00:00-24:00").keys() == {"sat", "sun", "mon"}


@pytest.mark.parametrize("line", ["Mon", "Someday 9:00-18:00", "Mon 18:00-9:00", "Mon 9:00-25:00", "Mon 9:75-10:00"])
def test_a_line_that_is_none_is_told(line):
    with pytest.raises(ValueError, match=line):
        week_of(f"Tue 9:00-10:00\n{line}")
