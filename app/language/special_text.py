"""Days with other hours as a person writes them: lines such as ``31 December 09:00–15:00``."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from app.language.day_text import NoDay, days_of, range_text, ranges
from app.language.opening_hours import clocks
from app.language.week_text import HOURS, spans_of

_LINE = re.compile(rf"\s*(.*?\S)\s*:?\s+({HOURS})\s*", re.IGNORECASE)


def special_lines(special: Mapping[date, Sequence[tuple[int, int]]], locale: str) -> str:
    """Those days, one line for neighbours with the same hours; one without any is a day off and has no line."""
    lines = []
    for hours in sorted(set(map(tuple, special.values()))):
        days = [day for day, spans in special.items() if tuple(spans) == hours]
        lines += [(first, last, hours) for first, last in ranges(days) if hours]
    return "\n".join(f"{range_text(first, last, locale)} {clocks(hours)}" for first, last, hours in sorted(lines))


def special_of(text: str, today: date) -> dict[str, list[str]]:
    """Spans by ISO day; a later line of a day adds to an earlier one. Without a year it is the next such day.

    Raises:
        ValueError: a line is none; carries the line.
    """
    special: dict[str, list[str]] = {}
    for line in filter(str.strip, text.splitlines()):
        found = _LINE.fullmatch(line)
        try:
            days = days_of(found[1], today) if found else ()
        except NoDay:
            days = ()
        if found is None or not days:
            raise ValueError(line.strip())
        for day in days:
            special.setdefault(day.isoformat(), []).extend(spans_of(found[2], line))
    return special
