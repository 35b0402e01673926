"""Order and parts of a name in Latin letters."""

import re
from collections.abc import Sequence

from app.language.lexicon import lexicon
from app.language.name_shape import is_initial, is_surname, patronymic_gender
from app.language.person import NOBODY, PersonName, person

_SLAVIC_OR_SUFFIX = re.compile(r"(?:ska|cka|ski|cki|wicz|son|sen|sson|ez|escu|opoulos|idis|akis|man|mann|berg|stein)$")


def read_latin(words: Sequence[str]) -> PersonName:
    """The name in ``words``: no titles, roles or signs among them any more, initials may be."""
    names = [word for word in words if not is_initial(word)]
    if not names or is_initial(words[0]):
        return NOBODY
    if len(names) == 1:
        return _alone(names[0], with_initial=len(words) > 1)
    at = _patronymic_place(names)
    if at:
        rest = [word for place, word in enumerate(names) if place not in (at, at - 1)]
        return person(names[at - 1], 0.9, patronymic=names[at], surname=rest[0] if rest else "")
    first, last = names[0], names[-1]
    if lexicon().given(first):
        return _western(first, last, names[1:])
    return _surname_first(first, names[1:])


def _alone(name: str, *, with_initial: bool) -> PersonName:
    if not lexicon().given(name) or lexicon().is_word("asian", name):
        return NOBODY
    return person(name, 0.85 if with_initial else 0.8)


def _patronymic_place(names: Sequence[str]) -> int:
    """Where a patronymic stands behind its given name; 0 when nowhere."""
    for at, word in enumerate(names):
        if at and patronymic_gender(word) and lexicon().given(names[at - 1]):
            return at if len(names) <= 3 else 0
    return 0


def _western(first: str, last: str, rest: Sequence[str]) -> PersonName:
    """Given name first, as everywhere but where the words contradict."""
    surname = " ".join(rest)
    if lexicon().is_word("asian", first):
        western = is_surname(last) or _SLAVIC_OR_SUFFIX.search(last.lower()) or lexicon().is_word("both", last)
        return person(first, 0.8, surname=surname) if western and not lexicon().given(last) else NOBODY
    if len(rest) > 1 or not lexicon().given(last) or lexicon().is_word("asian", last):
        return person(first, 0.9, surname=surname)
    if lexicon().is_word("both", last):
        return person(first, 0.8, surname=surname)
    return person(first, 0.5, surname=surname)


def _surname_first(first: str, rest: Sequence[str]) -> PersonName:
    """Ivanova Maria, SMITH John: only when the first word is surely a surname and the next surely a given name."""
    given = rest[0]
    if not lexicon().given(given) or lexicon().is_word("asian", first) or len(rest) > 2:
        return NOBODY
    if lexicon().is_word("particle", first):
        return NOBODY
    shouted = first.isupper() and len(first) > 2 and not given.isupper()
    clear = is_surname(first) or _SLAVIC_OR_SUFFIX.search(first.lower()) or shouted
    if clear and (shouted or is_surname(first) or not lexicon().is_word("both", given)):
        return person(given, 0.88, surname=first)
    return NOBODY
