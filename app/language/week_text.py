"""Opening hours as a person writes them: lines such as ``Mon–Fri 09:00–18:00``, in Russian or English."""

import re
from collections.abc import Mapping, Sequence

from app.domain.business_hours import DAYS
from app.language.opening_hours import ALWAYS, hours_in_words

_NAMES = (
    ("mon", "monday", "пн", "понедельник"), ("tue", "tuesday", "вт", "вторник"), ("wed", "wednesday", "ср", "среда"),
    ("thu", "thursday", "чт", "четверг"), ("fri", "friday", "пт", "пятница"), ("sat", "saturday", "сб", "суббота"),
    ("sun", "sunday", "вс", "воскресенье"),
)  # fmt: skip
_AT = {name: at for at, names in enumerate(_NAMES) for name in names}
_SPAN = r"\d{1,2}:\d{2}\s*[-–—]\s*\d{1,2}:\d{2}"
_WHOLE_DAY = "00:00-24:00"
_ALWAYS = {word.casefold() for word in (*ALWAYS.values(), "24/7")}
HOURS = rf"{_SPAN}(?:\s*,\s*{_SPAN})*|{'|'.join(_ALWAYS)}"
"""Hours of a day, as the part of a pattern."""

_LINE = re.compile(rf"\s*([^\W\d]+)(?:\s*[-–—]\s*([^\W\d]+))?\s*:?\s*({HOURS})\s*", re.IGNORECASE)


def week_lines(week: Sequence[Sequence[tuple[int, int]]], locale: str) -> str:
    """The week, one line for neighbours with the same hours; days off have none."""
    return re.sub(r", (?=[^\W\d])", "\n", hours_in_words(week, locale))


def week_of(text: str) -> dict[str, list[str]]:
    """The week a person wrote: spans by day; a later line of a day adds to an earlier one.

    Raises:
        ValueError: a line is none; carries the line.
    """
    week: dict[str, list[str]] = {}
    for line in filter(str.strip, text.splitlines()):
        for day, spans in _read(line).items():
            week.setdefault(day, []).extend(spans)
    return week


def _read(line: str) -> Mapping[str, list[str]]:
    if line.strip().casefold() in _ALWAYS:
        return {day: [_WHOLE_DAY] for day in DAYS}
    found = _LINE.fullmatch(line)
    first = _AT.get(found[1].casefold()) if found else None
    last = _AT.get((found[2] or found[1]).casefold()) if found else None
    if found is None or first is None or last is None:
        raise ValueError(line.strip())
    spans = spans_of(found[3], line)
    days = [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return {DAYS[day]: list(spans) for day in days}


def spans_of(hours: str, line: str) -> list[str]:
    """What matched ``HOURS``, as it is kept. Raises ``ValueError`` with ``line``: one of them ends before it begins."""
    if hours.casefold() in _ALWAYS:
        return [_WHOLE_DAY]
    return [_span(each, line) for each in hours.split(",")]


def _span(text: str, line: str) -> str:
    begin, end = (_minutes(clock) for clock in re.split(r"[-–—]", text))
    if not begin < end <= 24 * 60:
        raise ValueError(line.strip())
    return f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"


def _minutes(clock: str) -> int:
    hours, minutes = (int(it) for it in clock.strip().split(":"))
    return hours * 60 + minutes if minutes < 60 else 24 * 60 + 1
