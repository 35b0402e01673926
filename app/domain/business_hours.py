"""When a shop is open: a week of hours in one time zone, days off, days with other hours, and time counted in them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
LOOKED_AHEAD = 400
"""Days looked at for the next open hour; a calendar closed for longer is as good as none."""

MOST_DAYS_OFF = 1_000
"""Of one calendar: more than twenty years of holidays."""

_SPAN = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*[-–—]\s*([01]?\d|2[0-4]):([0-5]\d)")

Span = tuple[int, int]
"""Open from and until, in minutes of the day by the wall clock; until is after from and at most 1,440."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """``week``: spans of each weekday, Monday first. ``special``: dates with other hours; without any they are off."""

    zone: tzinfo
    week: tuple[tuple[Span, ...], ...]
    special: Mapping[date, tuple[Span, ...]]

    def spans(self, day: date) -> tuple[Span, ...]:
        """The open spans of a day."""
        return self.special.get(day, self.week[day.weekday()])


def calendar(settings: object, zone: tzinfo) -> Calendar | None:
    """A calendar from ``{"week": {"mon": ["09:00-13:00", "14:00-18:00"]}, "holidays": ["2027-01-01"],
    "special": {"2026-12-31": ["09:00-15:00"]}}``; None when no hour of the week is open: then there are no hours.

    What is no span or date is left out.
    """
    if not isinstance(settings, Mapping):
        return None
    days = settings.get("week")
    week = tuple(_spans(days.get(day)) for day in DAYS) if isinstance(days, Mapping) else ()
    if not any(week):
        return None
    special: dict[date, tuple[Span, ...]] = dict.fromkeys(days_off(settings), ())
    return Calendar(zone, week, special | other_hours(settings))


def other_hours(settings: object) -> dict[date, tuple[Span, ...]]:
    """The days of such a calendar that have hours of their own; what is no span or date is left out."""
    other = settings.get("special") if isinstance(settings, Mapping) else None
    found = other.items() if isinstance(other, Mapping) else ()
    return {day: _spans(spans) for each, spans in found if (day := _date(each)) is not None}


def written(spans: Iterable[Span]) -> list[str]:
    """Spans as such a calendar keeps them: ``09:00-15:00``."""
    return [f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}" for begin, end in spans]


def days_off(settings: object) -> list[date]:
    """The days off of such a calendar, in order; what is no date is left out."""
    off = settings.get("holidays") if isinstance(settings, Mapping) else None
    return sorted({day for each in off if (day := _date(each)) is not None}) if isinstance(off, list) else []


def is_open(hours: Calendar | None, at: datetime) -> bool:
    """Whether somebody is there; without hours always. The closing minute itself is closed."""
    return hours is None or any(opens <= at < closes for opens, closes in _openings(hours, at) if opens <= at)


def next_opening(hours: Calendar | None, at: datetime) -> datetime:
    """When somebody is there again: ``at`` itself when it is open, or when nothing opens any more."""
    if hours is None:
        return at
    return next((max(opens, at) for opens, closes in _openings(hours, at) if closes > at), at)


def after_open_time(hours: Calendar | None, start: datetime, amount: timedelta) -> datetime:
    """The instant by which ``amount`` of open time has passed since ``start``; without hours simply their sum.

    Night, lunch and days off do not count; a shift of the clock is counted as the time that really passes.
    """
    if hours is None:
        return start + amount
    left = amount
    for opens, closes in _openings(hours, start):
        begin = max(opens, start)
        if closes <= begin:
            continue
        if closes - begin >= left:
            return begin + left
        left -= closes - begin
    return start + amount


def _openings(hours: Calendar, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Open spans as instants in UTC, in order, from the day before ``since`` on."""
    first = since.astimezone(hours.zone).date() - timedelta(days=1)
    for ahead in range(LOOKED_AHEAD):
        day = first + timedelta(days=ahead)
        for begin, end in hours.spans(day):
            yield _instant(hours, day, begin), _instant(hours, day, end)


def _instant(hours: Calendar, day: date, minute: int) -> datetime:
    ahead, rest = divmod(minute, DAY_MINUTES)
    wall = datetime.combine(day + timedelta(days=ahead), time(rest // 60, rest % 60), hours.zone)
    return wall.astimezone(UTC)


def _spans(value: object) -> tuple[Span, ...]:
    if not isinstance(value, list):
        return ()
    found = []
    for each in value:
        hit = _SPAN.fullmatch(str(each).strip())
        begin, end = (int(hit[1]) * 60 + int(hit[2]), int(hit[3]) * 60 + int(hit[4])) if hit else (0, 0)
        if begin < end <= DAY_MINUTES:
            found.append((begin, end))
    return tuple(sorted(found))


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
