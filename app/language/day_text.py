"""Days off as a person writes them: ``1–8 January``, ``31.12.2026``, ``May 9``, ``2027-01-01``."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.language.opening_hours import EN_MONTHS, RU_MONTHS

LONGEST = 92
"""Days of one range: a whole summer. What is longer is more likely a slip of the pen."""

_RU_ALONE = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_YEAR = r"(?:\s*,?\s*(?P<year>\d{4})(?:\s*(?:г\.?|года))?)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?:\.(?P<year>\d{4}|\d{2})?)?",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<word>[^\W\d]{{3,}})\.?{_YEAR}",
        rf"(?P<word>[^\W\d]{{3,}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}",
        r"(?P<day>\d{1,2})",
    )
)
_BETWEEN = re.compile(r"\s*(?:[-–—]|\.{2,3}|…|\bпо\b|\bдо\b|\bto\b|\buntil\b|\btill\b)\s*", re.IGNORECASE)
_BEGIN = re.compile(r"^(?:с|со|from)\s+", re.IGNORECASE)


class Wrong(StrEnum):
    """Why something written is no day off."""

    UNREAD = "unread"
    NO_SUCH_DAY = "no_such_day"
    BACKWARDS = "backwards"
    TOO_LONG = "too_long"


class NoDay(ValueError):
    """What was written is no day off. Its text is what was written; ``why``: what is wrong with it."""

    def __init__(self, written: str, why: Wrong) -> None:
        super().__init__(written)
        self.why = why


@dataclass(frozen=True, slots=True)
class _Part:
    """A day as far as it was written."""

    day: int
    month: int | None
    year: int | None


def days_of(written: str, today: date) -> Sequence[date]:
    """The day, or every day of the range. Without a year it is the next one that is not over.

    Raises:
        NoDay: it is none.
    """
    text = " ".join(written.split())
    first, last = _parts(text) or _raise(text, Wrong.UNREAD)
    try:
        begin, end = _span(first, last, today)
    except ValueError:
        raise NoDay(text, Wrong.NO_SUCH_DAY) from None
    if end < begin:
        raise NoDay(text, Wrong.BACKWARDS)
    if (end - begin).days >= LONGEST:
        raise NoDay(text, Wrong.TOO_LONG)
    return [begin + timedelta(days=ahead) for ahead in range((end - begin).days + 1)]


def ranges(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """First and last day of each run without a gap, in order."""
    run: list[date] = []
    for day in sorted(set(days)):
        if run and day != run[-1] + timedelta(days=1):
            yield run[0], run[-1]
            run = []
        run.append(day)
    if run:
        yield run[0], run[-1]


def range_text(first: date, last: date, locale: str) -> str:
    """``1–8 January 2027``; what both ends share is written once."""
    months = RU_MONTHS if locale == "ru" else EN_MONTHS
    whole = f"{last.day} {months[last.month - 1]} {last.year}"
    if first == last:
        return whole
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{whole}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {months[first.month - 1]}{year} – {whole}"


def _parts(text: str) -> tuple[_Part, _Part] | None:
    """Both ends as they were written; a day alone is both. An end that names no month has that of the other."""
    alone = _part(text)
    if alone is not None:
        return None if alone.month is None else (alone, alone)
    text = _BEGIN.sub("", text)
    for between in _BETWEEN.finditer(text):
        first, last = _part(text[: between.start()]), _part(text[between.end() :])
        if first is not None and last is not None and (first.month or last.month):
            return first, last
    return None


def _part(text: str) -> _Part | None:
    for form in _FORMS:
        found = form.fullmatch(text)
        if found is None:
            continue
        named = found.groupdict()
        month = _month(named["word"]) if named.get("word") else int(named["month"]) if named.get("month") else None
        if named.get("word") and month is None:
            continue
        return _Part(int(named["day"]), month, _year(named.get("year")))
    return None


def _year(written: str | None) -> int | None:
    return None if not written else int(written) + (2_000 if len(written) == 2 else 0)


def _month(word: str) -> int | None:
    """By its first letters, three at least, in either language."""
    folded = word.casefold()
    found = {
        at for names in (RU_MONTHS, _RU_ALONE, EN_MONTHS) for at, name in enumerate(names, 1)
        if name.casefold().startswith(folded)
    }  # fmt: skip
    return found.pop() if len(found) == 1 else None


def _span(first: _Part, last: _Part, today: date) -> tuple[date, date]:
    """Raises ``ValueError``: there is no such day."""
    same_month = first.month is None or last.month is None
    months = first.month or last.month or 0, last.month or first.month or 0
    wraps = not same_month and (months[0], first.day) > (months[1], last.day)
    end_year = last.year
    if end_year is None and first.year is not None:
        end_year = first.year + wraps
    elif end_year is None:
        end_year = today.year + ((months[1], last.day) < (today.month, today.day))
    begin_year = end_year - wraps if first.year is None else first.year
    return date(begin_year, months[0], first.day), date(end_year, months[1], last.day)


def _raise(text: str, why: Wrong) -> tuple[_Part, _Part]:
    raise NoDay(text, why)
