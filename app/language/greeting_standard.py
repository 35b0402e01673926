"""The standard of greetings, read from data: which words for which point, form, channel and time of day."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from app.folder import resource_folder

GREETING_CHARACTERS = 4_000
"""Of a draft that much is searched for the points; a greeting stands at the beginning."""


class Point(StrEnum):
    """What a greeting owes the customer: who speaks, a kind wish, and that help is ready."""

    PRESENTATION = "presentation"
    WISH = "wish"
    READINESS = "readiness"


@dataclass(frozen=True, slots=True)
class Standard:
    """The words of one language; ``phrases`` has the shape of ``resources/standards/greeting.json``."""

    phrases: dict[str, Any]
    signs: dict[Point, re.Pattern[str]]
    unhappy: re.Pattern[str]
    day_parts: tuple[tuple[int, str], ...]

    def day_part(self, hour: int) -> str:
        """``morning``, ``day``, ``evening`` or ``night``, for an hour from 0 to 23."""
        return [part for start, part in self.day_parts if start <= hour][-1]

    def phrase(self, *keys: str) -> str:
        """The phrase at ``keys``; a level that is missing in the data is a mistake in the data.

        Raises:
            KeyError: the standard has no such phrase.
        """
        found: Any = self.phrases
        for key in keys:
            found = found[key]
        return str(found)


@cache
def standard(language: str) -> Standard:
    """The standard of ``ru`` or ``en``; every other language is greeted in English. Reads a file once."""
    data = json.loads((resource_folder() / "standards" / "greeting.json").read_text("utf-8"))
    phrases = data["ru" if language == "ru" else "en"]
    signs = {point: re.compile("|".join(phrases["recognise"][point]), re.IGNORECASE) for point in Point}
    day_parts = sorted((row["from"], row["part"]) for row in data["day_parts"])
    unhappy = re.compile("|".join(phrases["unhappy"]), re.IGNORECASE)
    return Standard(phrases, signs, unhappy, tuple(day_parts))


def sounds_unhappy(text: str) -> bool:
    """Whether a customer's own words, Russian or English, are those of a complaint."""
    head = text[:GREETING_CHARACTERS]
    return any(standard(language).unhappy.search(head) for language in ("ru", "en"))


def greeting_points(text: str, locale: str) -> set[Point]:
    """Which of the three points an operator's own words already make, for the guide and the quality review."""
    head = text[:GREETING_CHARACTERS]
    return {point for point, sign in standard(locale).signs.items() if sign.search(head)}
