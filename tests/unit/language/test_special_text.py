"""Days with other hours are written in lines, in Russian or English, and shown the same way."""

from datetime import date

import pytest

from app.language.special_text import special_lines, special_of

TODAY = date(2026, 11, 12)
SHORT = (9 * 60, 15 * 60)


@pytest.mark.parametrize(
    ("text", "special"),
    [
        ("31 December 09:00–15:00", {"2026-12-31": ["09:00-15:00"]}),
        ("31 декабря: 9:00-15:00", {"2026-12-31": ["09:00-15:00"]}),
        ("31.12 9:00-13:00, 14:00-15:00\n", {"2026-12-31": ["09:00-13:00", "14:00-15:00"]}),
        ("30–31 декабря 10:00–12:00", {"2026-12-30": ["10:00-12:00"], "2026-12-31": ["10:00-12:00"]}),
        ("8 марта круглосуточно", {"2027-03-08": ["00:00-24:00"]}),
        ("31.12 9:00-13:00\n31.12 14:00-15:00", {"2026-12-31": ["09:00-13:00", "14:00-15:00"]}),
        ("\n  \n", {}),
    ],
)
def test_a_day_is_read_as_it_is_written(text, special):
    assert special_of(text, TODAY) == special


@pytest.mark.parametrize(
    "line", ["31 December", "soon 09:00–15:00", "31 December 15:00–09:00", "09:00–15:00", "31 февраля 9:00-15:00"]
)
def test_what_is_none_is_told_with_its_line(line):
    with pytest.raises(ValueError, match="^" + line.replace("–", ".")):
        special_of(f"30 December 09:00–15:00\n{line}", TODAY)


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_what_is_shown_can_be_read_again(locale):
    days = {date(2026, 12, 30): (SHORT,), date(2026, 12, 31): (SHORT,), date(2027, 3, 7): ((600, 720), (780, 900))}
    lines = special_lines(days | {date(2027, 1, 1): ()}, locale)
    assert lines.count("\n") == 1
    assert special_of(lines, TODAY) == {
        "2026-12-30": ["09:00-15:00"], "2026-12-31": ["09:00-15:00"], "2027-03-07": ["10:00-12:00", "13:00-15:00"],
    }  # fmt: skip
