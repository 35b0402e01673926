"""The answer to "who writes?": the parts of a person's name and how sure they are."""

from dataclasses import dataclass, replace
from typing import Literal

from app.language.latin import cyrillic_patronymic
from app.language.lexicon import Gender, Given, fold, lexicon
from app.language.name_shape import (
    capitalised,
    is_initial,
    is_russian_surname,
    patronymic_gender,
    script_of,
    surname_gender,
)

THRESHOLD = 0.7
"""From here on a person is greeted by name; chosen so that a wrong name is far rarer than a missing one."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts as the header writes them, in ordinary capitals; empty when it does not tell.

    ``confidence`` runs from 0 to 1; a name below ``THRESHOLD`` is never used. ``lang`` is ``ru`` also for a Russian
    name in Latin script; ``given_ru`` and ``patronymic_ru`` are then its Cyrillic spelling, when that is beyond doubt.
    """

    given: str = ""
    patronymic: str = ""
    surname: str = ""
    script: Literal["cyrillic", "latin", ""] = ""
    gender: Gender | None = None
    confidence: float = 0.0
    lang: Literal["ru", "en"] = "en"
    given_ru: str = ""
    patronymic_ru: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the person may be greeted by name."""
        return bool(self.given) and self.confidence >= THRESHOLD


NOBODY = PersonName()


def person(given: str, confidence: float, *, patronymic: str = "", surname: str = "") -> PersonName:
    """A name from its parts, with script, language and gender worked out."""
    known = lexicon().given(given)
    gender = (known.gender if known else None) or patronymic_gender(patronymic) or _of_surname(surname)
    whole = PersonName(capitalised(given), capitalised(patronymic), capitalised(surname), gender=gender)
    whole = replace(whole, confidence=confidence)
    if script_of(given) == "cyrillic":
        return replace(whole, script="cyrillic", lang="ru", given_ru=whole.given, patronymic_ru=whole.patronymic)
    whole = replace(whole, script="latin")
    russian = lexicon().russian(given)
    if not _is_russian(given, patronymic, surname, russian):
        return whole
    in_cyrillic = russian.spelling if russian else ""
    return replace(whole, lang="ru", given_ru=in_cyrillic, patronymic_ru=cyrillic_patronymic(patronymic))


def _is_russian(given: str, patronymic: str, surname: str, russian: Given | None) -> bool:
    if patronymic:
        return True
    if fold(given) not in lexicon().latin:
        return russian is not None or is_russian_surname(surname)
    return is_russian_surname(surname) and not surname.lower().endswith(("in", "ina", "yn", "yna", "off", "eff"))


def _of_surname(surname: str) -> Gender | None:
    return surname_gender(surname) if surname and not is_initial(surname) else None
