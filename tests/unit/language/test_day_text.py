"""Days off as people write them, in Russian and English; what is none is told with the reason."""

from datetime import date, timedelta

import pytest

from app.language.day_text import NoDay, Wrong, days_of, range_text, ranges

TODAY = date(2026, 11, 29)


def span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


@pytest.mark.parametrize(
    "written",
    [
        "1–8 января", "1-8 января 2027", "с 1 по 8 января", "1 янв — 8 янв", "01.01–08.01", "1.1.2027 - 8.1.2027",
        "01.01.27-08.01.27", "2027-01-01 - 2027-01-08", "1 to 8 January", "January 1–8", "Jan 1 – Jan 8, 2027",
        "1st January – 8th January 2027", "from 1 jan until 8 jan", "1..8 января", "1 января 2027 года – 8 января",
        "  1  –  8   ЯНВАРЯ  ",
    ],
)  # fmt: skip
def test_the_days_after_new_year_are_read_however_they_are_written(written: str) -> None:
    assert days_of(written, TODAY) == span(date(2027, 1, 1), date(2027, 1, 8))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("9 мая", date(2027, 5, 9)), ("May 9", date(2027, 5, 9)), ("31.12.2026", date(2026, 12, 31)),
        ("31.12", date(2026, 12, 31)), ("29 ноября", TODAY), ("28 ноября", date(2027, 11, 28)),
        ("4 March 2026", date(2026, 3, 4)), ("29 февраля 2028", date(2028, 2, 29)), ("12 июня", date(2027, 6, 12)),
        ("8 март", date(2027, 3, 8)),
    ],
)  # fmt: skip
def test_a_day_without_a_year_is_the_next_one(written: str, day: date) -> None:
    assert days_of(written, TODAY) == [day]


def test_a_range_may_go_over_the_turn_of_the_year() -> None:
    wanted = span(date(2026, 12, 30), date(2027, 1, 8))
    for written in ("30 декабря – 8 января", "30.12.2026 – 8.01", "30 December – 8 January 2027"):
        assert days_of(written, TODAY) == wanted


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", Wrong.UNREAD), ("всегда", Wrong.UNREAD), ("8", Wrong.UNREAD), ("1–8", Wrong.UNREAD),
        ("5 мартобря", Wrong.UNREAD), ("5 ма", Wrong.UNREAD), ("1 января – скоро", Wrong.UNREAD),
        ("31 июня", Wrong.NO_SUCH_DAY), ("29 February 2027", Wrong.NO_SUCH_DAY), ("12/13/2026", Wrong.UNREAD),
        ("13.13.2026", Wrong.NO_SUCH_DAY), ("0 января", Wrong.NO_SUCH_DAY), ("1 января 0000", Wrong.NO_SUCH_DAY),
        ("8–1 января", Wrong.BACKWARDS), ("8.01.2027 – 1.01.2027", Wrong.BACKWARDS),
        ("1 января – 1 июня", Wrong.TOO_LONG), ("8 января – 1 января", Wrong.TOO_LONG),
    ],
)  # fmt: skip
def test_what_is_no_day_off_says_why(written: str, why: Wrong) -> None:
    with pytest.raises(NoDay) as wrong:
        days_of(written, TODAY)
    assert wrong.value.why is why
    assert str(wrong.value) == " ".join(written.split())


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize(
    ("first", "last", "ru", "en"),
    [
        (date(2027, 5, 9), date(2027, 5, 9), "9 мая 2027", "9 May 2027"),
        (date(2027, 1, 1), date(2027, 1, 8), "1–8 января 2027", "1–8 January 2027"),
        (date(2027, 4, 30), date(2027, 5, 3), "30 апреля – 3 мая 2027", "30 April – 3 May 2027"),
        (
            date(2026, 12, 30), date(2027, 1, 8),
            "30 декабря 2026 – 8 января 2027", "30 December 2026 – 8 January 2027",
        ),
    ],
)  # fmt: skip
def test_a_range_is_shown_in_the_fewest_words_and_reads_back(
    locale: str, first: date, last: date, ru: str, en: str
) -> None:
    shown = range_text(first, last, locale)
    assert shown == (ru if locale == "ru" else en)
    assert days_of(shown, TODAY) == span(first, last)


def test_days_side_by_side_are_one_range() -> None:
    days = [date(2027, 1, 2), date(2027, 1, 1), date(2027, 5, 9), date(2027, 1, 2)]
    assert list(ranges(days)) == [(date(2027, 1, 1), date(2027, 1, 2)), (date(2027, 5, 9), date(2027, 5, 9))]
    assert list(ranges([])) == []
