"""Reading of ``resources/sample``: instants as distances from now, days and times in the words of a language."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.model.identifier import derived_id
from app.resource import resource_folder

MIDDAY = time(14, 32)
"""The moment of the day the scripts are written for."""

_STEP = re.compile(r"(\d+)([dhms])")
_PLACE = re.compile(r"\{([dt])([+-]\d+)\}")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_MONTHS = {
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def read(name: str) -> Any:
    """The content of ``resources/sample/<name>.json``."""
    return json.loads((resource_folder() / "sample" / f"{name}.json").read_text("utf-8"))


def content_of(name: str) -> bytes:
    """The bytes of a file that goes with a message or a text."""
    return (resource_folder() / "sample" / name).read_bytes()


def distance(text: str) -> timedelta:
    """``-1d4h30m`` as a time span.

    Raises:
        ValueError: the text is not a sign and steps.
    """
    steps = _STEP.findall(text[1:])
    if text[:1] not in "+-" or "".join(a + b for a, b in steps) != text[1:] or not steps:
        raise ValueError(text)
    span = timedelta(**{_UNITS[unit]: int(count) for count, unit in steps})
    return -span if text[0] == "-" else span


@dataclass(frozen=True, slots=True)
class Frame:
    """When and under which ids a sample is written: the same frame gives the same rows."""

    ws: UUID
    seed: int
    now: datetime
    zone: ZoneInfo

    def id(self, kind: str, *parts: object) -> UUID:
        """The id of a row."""
        return derived_id("sample", self.seed, kind, *parts)

    def at(self, text: str) -> datetime:
        """The instant at a distance from now."""
        return self.now + distance(text)

    @property
    def to_midday(self) -> timedelta:
        """How far this moment is from the middle of today's shift: whole days in the past are told from there."""
        local = self.now.astimezone(self.zone)
        return local.replace(hour=MIDDAY.hour, minute=MIDDAY.minute) - local

    def words(self, text: str, locale: str) -> str:
        """The text with its days (``{d-1}``: yesterday's date) and times (``{t+30}``: half an hour from now)."""
        return _PLACE.sub(lambda found: self._word(found[1], int(found[2]), locale), text)

    def _word(self, unit: str, count: int, locale: str) -> str:
        local = self.now.astimezone(self.zone)
        if unit == "t":
            return f"{local + timedelta(minutes=count):%H:%M}"
        day = local + timedelta(days=count)
        return f"{day.day} {_MONTHS[locale][day.month - 1]}"
