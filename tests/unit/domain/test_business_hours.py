"""Open hours: boundaries, lunch, days off, summer time, and settings that make no sense."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.business_hours import Calendar, after_open_time, calendar, is_open, next_opening, other_hours, written

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
WEEK = {day: ["09:00-13:00", "14:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
HOURS = calendar({"week": WEEK, "holidays": ["2027-01-01"], "special": {"2026-12-31": ["10:00-12:00"]}}, MOSCOW)


def moscow(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        (moscow(27, 8, 59), False),
        (moscow(27, 9), True),
        (moscow(27, 13), False),
        (moscow(27, 14), True),
        (moscow(27, 18), False),
        (moscow(28, 12), False),  # Saturday
        (moscow(31, 11, month=12), True),
        (moscow(31, 15, month=12), False),
        (moscow(1, 12, month=1, year=2027), False),
    ],
)
def test_a_shop_is_open_in_its_hours_only(at, wanted):
    assert is_open(HOURS, at) is wanted


@pytest.mark.parametrize(
    ("start", "minutes", "wanted"),
    [
        (moscow(27, 10), 60, moscow(27, 11)),
        (moscow(27, 12, 30), 60, moscow(27, 14, 30)),  # lunch does not count
        (moscow(27, 12), 60, moscow(27, 13)),  # exactly at the end
        (moscow(27, 17, 30), 60, moscow(30, 9, 30)),  # over the weekend
        (moscow(28, 3), 60, moscow(30, 10)),  # nobody is there
        (moscow(31, 11, 30, month=12), 60, moscow(4, 9, 30, month=1, year=2027)),  # short day, day off, weekend
    ],
)
def test_only_open_time_counts(start, minutes, wanted):
    assert after_open_time(HOURS, start, timedelta(minutes=minutes)) == wanted


def test_the_next_opening_is_now_or_the_next_morning():
    assert next_opening(HOURS, moscow(27, 10)) == moscow(27, 10)
    assert next_opening(HOURS, moscow(27, 13, 30)) == moscow(27, 14)
    assert next_opening(HOURS, moscow(27, 20)) == moscow(30, 9)


def test_without_hours_the_shop_is_always_open():
    assert is_open(None, moscow(28, 3))
    assert next_opening(None, moscow(28, 3)) == moscow(28, 3)
    assert after_open_time(None, moscow(28, 3), timedelta(hours=1)) == moscow(28, 4)


def test_a_night_with_a_shifted_clock_has_the_hours_that_really_pass():
    night = calendar({"week": {"sun": ["00:00-24:00"]}}, BERLIN)
    start = datetime(2026, 10, 25, 0, 0, tzinfo=BERLIN)  # 25 hours long
    assert after_open_time(night, start, timedelta(hours=24)) == datetime(2026, 10, 25, 23, 0, tzinfo=BERLIN)
    spring = datetime(2027, 3, 28, 0, 0, tzinfo=BERLIN)  # 23 hours long
    assert after_open_time(night, spring, timedelta(hours=3)) == datetime(2027, 3, 28, 4, 0, tzinfo=BERLIN)


@pytest.mark.parametrize("broken", [None, 3, {}, {"week": 3}, {"week": {"mon": ["18:00-09:00", "x", 5]}}])
def test_settings_without_an_open_hour_are_no_hours(broken):
    assert calendar(broken, MOSCOW) is None


def test_what_is_no_date_is_left_out():
    found = calendar({"week": WEEK, "holidays": ["soon"], "special": {"x": []}}, MOSCOW)
    assert found is not None
    assert dict(found.special) == {}


def test_a_calendar_that_never_opens_again_is_as_good_as_none():
    closed = Calendar(MOSCOW, ((),) * 7, {date(2020, 1, 1): ((540, 1080),)})
    assert after_open_time(closed, moscow(27, 10), timedelta(hours=1)) == moscow(27, 11)
    assert next_opening(closed, moscow(27, 10)) == moscow(27, 10)


instants = st.integers(0, 2 * 366 * 24 * 60).map(lambda minute: moscow(1, 0, month=1) + timedelta(minutes=minute))


@given(start=instants, minutes=st.integers(1, 5_000), more=st.integers(0, 600))
def test_more_work_is_never_due_earlier_and_never_before_it_could_be(start, minutes, more):
    due = after_open_time(HOURS, start, timedelta(minutes=minutes))
    assert due >= start + timedelta(minutes=minutes)
    assert after_open_time(HOURS, start, timedelta(minutes=minutes + more)) >= due
    assert is_open(HOURS, due - timedelta(seconds=1))


def test_spans_are_kept_as_they_are_read():
    kept = {"special": {"2026-12-31": ["09:00-15:00", "16:30-24:00"]}}
    assert {day.isoformat(): written(spans) for day, spans in other_hours(kept).items()} == kept["special"]
