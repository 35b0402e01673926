"""Deadlines and opening hours in words, Russian and English, as a customer reads them in a letter."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

_RU_ON = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")
RU_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
_RU_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_EN_ON = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EN_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_EN_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

ALWAYS = {"ru": "круглосуточно", "en": "around the clock"}
_WHOLE_DAY = [(0, 24 * 60)]

Week = Sequence[Sequence[tuple[int, int]]]


def by_when(due_at: datetime, now: datetime, zone: tzinfo, locale: str) -> str:
    """``today by 18:00``, ``tomorrow by 11:00``, ``by 11:00 on Monday, 30 November``; rounded up to five minutes."""
    due, day = _local(due_at, now, zone)
    clock = f"{due:%H:%M}"
    if locale == "ru":
        return {0: f"сегодня до {clock}", 1: f"завтра до {clock}"}.get(day, f"до {clock} {_ru_day(due)}")
    return {0: f"today by {clock}", 1: f"tomorrow by {clock}"}.get(day, f"by {clock} on {_en_day(due)}")


def from_when(opens_at: datetime, now: datetime, zone: tzinfo, locale: str) -> str:
    """``today at 09:00``, ``tomorrow at 09:00``, ``on Monday, 30 November, at 09:00``."""
    opens, day = _local(opens_at, now, zone)
    clock = f"{opens:%H:%M}"
    if locale == "ru":
        return {0: f"сегодня в {clock}", 1: f"завтра в {clock}"}.get(day, f"{_ru_day(opens)}, в {clock}")
    return {0: f"today at {clock}", 1: f"tomorrow at {clock}"}.get(day, f"on {_en_day(opens)}, at {clock}")


def zone_note(now: datetime, zone: tzinfo, customer_offset_minutes: int | None) -> str:
    """``UTC+3`` when the customer's clock shows another hour than ours, else empty."""
    ours = now.astimezone(zone).utcoffset() or timedelta()
    minutes = int(ours.total_seconds() // 60)
    if customer_offset_minutes is None or customer_offset_minutes == minutes:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes >= 0 else '-'}{hours}" + (f":{rest:02d}" if rest else "")


def hours_in_words(week: Week, locale: str) -> str:
    """``Mon-Fri 09:00-18:00, Sat 10:00-15:00``; days with the same hours together, with real dashes.

    A day without an end is open ``around the clock``; when all seven are, nothing else is said.
    """
    names, always = (_RU_SHORT, ALWAYS["ru"]) if locale == "ru" else (_EN_SHORT, ALWAYS["en"])
    if len(week) == len(names) and all(list(spans) == _WHOLE_DAY for spans in week):
        return always
    return ", ".join(
        f"{_days(names, first, last)} {always if list(spans) == _WHOLE_DAY else clocks(spans)}"
        for first, last, spans in _runs(week)
    )


def _local(at: datetime, now: datetime, zone: tzinfo) -> tuple[datetime, int]:
    """The wall clock of an instant, rounded up to five minutes, and how many days from today it is."""
    seconds = at.minute % 5 * 60 + at.second + at.microsecond / 1e6
    up = at + timedelta(seconds=(300 - seconds) if seconds else 0)
    local = up.astimezone(zone)
    return local, (local.date() - now.astimezone(zone).date()).days


def _ru_day(day: datetime) -> str:
    weekday = day.weekday()
    return f"{'во' if weekday == 1 else 'в'} {_RU_ON[weekday]}, {day.day} {RU_MONTHS[day.month - 1]}"


def _en_day(day: datetime) -> str:
    return f"{_EN_ON[day.weekday()]}, {day.day} {EN_MONTHS[day.month - 1]}"


def _runs(week: Week) -> Iterator[tuple[int, int, Sequence[tuple[int, int]]]]:
    """First and last day of neighbours that share their hours; days off are left out."""
    at = 0
    while at < len(week):
        last = at
        while last + 1 < len(week) and list(week[last + 1]) == list(week[at]):
            last += 1
        if week[at]:
            yield at, last, week[at]
        at = last + 1


def _days(names: Sequence[str], first: int, last: int) -> str:
    return names[first] if first == last else f"{names[first]}–{names[last]}"


def clocks(spans: Sequence[tuple[int, int]]) -> str:
    """``09:00–13:00, 14:00–18:00``."""
    return ", ".join(f"{_clock(begin)}–{_clock(end)}" for begin, end in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
