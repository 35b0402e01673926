"""The standard of a first contact, read from data: what somebody new is asked and told, and how that is recognised."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from app.folder import resource_folder

_CHARACTERS = 10_000
"""Of a draft that much is searched; longer answers are pasted, not written."""


class Care(StrEnum):
    """What a first contact owes the customer, in its order."""

    ADDRESS = "address"
    REACH = "reach"
    NEXT = "next"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class _Step:
    formal: str
    informal: str
    sign: re.Pattern[str]
    known: str


@cache
def _steps(language: str) -> dict[Care, _Step]:
    data = json.loads((resource_folder() / "standards" / "first_contact.json").read_text("utf-8"))
    known = {Care(row["step"]): row["known"] for row in data["steps"]}
    made = {}
    for step, of in ((it, data[language][it]) for it in known):
        sign = re.compile("|".join(of["recognise"]), re.IGNORECASE)
        made[step] = _Step(of["say"]["formal"], of["say"]["informal"], sign, known[step])
    return made


def _of(locale: str) -> dict[Care, _Step]:
    return _steps("ru" if locale == "ru" else "en")


def care_said(text: str, locale: str) -> set[Care]:
    """Which steps an operator's own words already make."""
    return {step for step, of in _of(locale).items() if of.sign.search(text[:_CHARACTERS])}


def care_known(preferences: Collection[str]) -> set[Care]:
    """Which steps ask for what is known: ``preferences`` are the keys of the customer's own."""
    return {step for step, of in _of("en").items() if of.known in preferences}


def care_phrase(step: Care, locale: str, *, informal: bool) -> str:
    """What is offered for the reply; it may have gaps."""
    of = _of(locale)[step]
    return of.informal if informal else of.formal
