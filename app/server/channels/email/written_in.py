"""The language a mail is written in, told by its letters."""

import re

from app.language.quote import split_quote

_CYRILLIC = re.compile("[а-яё]+")
_LATIN = re.compile("[a-z]+")
_LETTERS = 10
_FEW = 4


def locale_of(text: str, subject: str = "") -> str:
    """``ru`` or ``en`` by the letters of the writer's own words; of a few words by those of the subject as well.

    Empty when there are others, or too few: four Russian ones are enough, a model's name in Latin ones is not.
    """
    own = (split_quote(text[:20_000]).own or text[:20_000]).lower()
    letters = _letters(own)
    if letters < _LETTERS:
        own = f"{subject.lower()} {own}"
        letters = _letters(own)
    cyrillic, latin = (sum(map(len, script.findall(own))) for script in (_CYRILLIC, _LATIN))
    foreign = letters - cyrillic - latin
    if foreign * 20 > cyrillic + latin:
        return ""
    if max(cyrillic, latin) < _LETTERS:
        return "ru" if cyrillic >= max(_FEW, latin) else ""
    return "ru" if cyrillic * 2 > latin else "en"


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
