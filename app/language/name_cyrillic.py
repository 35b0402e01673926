"""Order and parts of a name in Cyrillic letters."""

from collections.abc import Sequence

from app.language.lexicon import lexicon
from app.language.name_shape import (
    is_initial,
    is_sure_surname,
    is_surname,
    patronymic_gender,
    script_of,
    surname_gender,
)
from app.language.person import NOBODY, PersonName, person

_RATHER_SURNAME = frozenset({"абрамович", "рабинович", "гуревич", "мицкевич", "хацкевич", "юревич", "янкович"})
"""Of these one meets more bearers as a surname than as a patronymic."""


def read_cyrillic(words: Sequence[str]) -> PersonName:
    """The name in ``words``: no titles, roles or signs among them any more, initials may be."""
    names = [word for word in words if not is_initial(word)]
    if len(names) > 2 and lexicon().is_word("patronymic", names[-1]):
        return _turkic(names)
    if len(names) > 3 or not names:
        return NOBODY
    if len(names) < len(words):
        return _beside_initials(names)
    return _with_patronymic(names) or _without_patronymic(names)


def _turkic(names: Sequence[str]) -> PersonName:
    """Мамедов Али Гасан оглы; the order given name first is met as well."""
    core = list(names[:-2])
    if not 1 <= len(core) <= 2:
        return NOBODY
    given = core[-1] if lexicon().given(core[-1]) or len(core) == 1 or is_surname(core[0]) else core[0]
    surname = next((word for word in core if word != given), "")
    return person(given, 0.85, surname=surname)


def _beside_initials(names: Sequence[str]) -> PersonName:
    """Мария И., Мария А. Иванова, Мария Андреевна И.; a surname with initials only tells nothing."""
    if len(names) == 1:
        return person(names[0], 0.85) if lexicon().given(names[0]) else NOBODY
    return _with_patronymic(names) or _without_patronymic(names)


def _with_patronymic(names: Sequence[str]) -> PersonName | None:
    """None when no word is a patronymic of the word before it."""
    places = [at for at, word in enumerate(names) if at and patronymic_gender(word)]
    places.sort(key=lambda at: lexicon().given(names[at - 1]) is None)
    for at in places:
        rest = [word for place, word in enumerate(names) if place not in (at, at - 1)]
        found = _pair(names[at - 1], names[at], rest)
        if found:
            return found
    if len(names) == 3 and patronymic_gender(names[2]) and lexicon().given(names[0]) and is_surname(names[1]):
        return person(names[0], 0.85, patronymic=names[2], surname=names[1])
    return None


def _pair(given: str, patronymic: str, rest: Sequence[str]) -> PersonName | None:
    known, gender = lexicon().given(given), patronymic_gender(patronymic)
    surname = rest[0] if rest else ""
    if known and known.gender and known.gender != gender:
        return None
    if not rest and patronymic.lower() in _RATHER_SURNAME:
        return person(given, 0.85, surname=patronymic) if known else None
    if known:
        return person(given, 0.97 if rest else 0.95, patronymic=patronymic, surname=surname)
    if is_surname(given) or patronymic_gender(given) or len(given) < 3:
        return None
    return person(given, 0.85 if rest or gender == "f" else 0.7, patronymic=patronymic, surname=surname)


def _without_patronymic(names: Sequence[str]) -> PersonName:
    known = [word for word in names if lexicon().given(word)]
    if len(known) == 2 and len(names) == 2:
        return _two_given(*names)
    if len(known) != 1:
        return NOBODY
    given = known[0]
    if len(names) == 1:
        return person(given, 0.85)
    others = [word for word in names if word != given]
    if len(names) == 3:
        clear = all(is_surname(word) for word in others)
        leading = names[0] == given and is_sure_surname(names[1])
        return person(given, 0.8, surname=others[0]) if clear or leading else NOBODY
    return _given_and_other(given, others[0], given_first=names[0] == given)


def _two_given(first: str, second: str) -> PersonName:
    """Анна Герман: one of two names is a surname only when the sexes differ and just one is met as a surname."""
    one, two = lexicon().given(first), lexicon().given(second)
    differ = one and two and one.gender and two.gender and one.gender != two.gender
    as_surname = [word for word in (first, second) if lexicon().is_word("both", word)]
    mostly = [word for word in (first, second) if lexicon().is_word("surname", word)]
    if len(mostly) == 1:
        as_surname, differ = mostly, True
    if not differ or len(as_surname) != 1:
        return NOBODY
    given = second if as_surname[0] == first else first
    return person(given, 0.8, surname=as_surname[0])


def _given_and_other(given: str, other: str, *, given_first: bool) -> PersonName:
    known, gender = lexicon().given(given), surname_gender(other)
    clash = known and known.gender and gender and known.gender != gender
    if lexicon().is_word("asian", other) and not (known and script_of(other) == "cyrillic"):
        return NOBODY
    if given_first:
        return _given_first(given, other, clash=bool(clash), is_man=bool(known and known.gender == "m"))
    if clash or not is_sure_surname(other):
        named = is_surname(other) and not clash and not _is_adjective(other)
        return person(given, 0.75 if named else 0.5, surname=other)
    return person(given, 0.93, surname=other)


def _given_first(given: str, other: str, *, clash: bool, is_man: bool) -> PersonName:
    if clash:
        return person(given, 0.6 if is_man else 0.75, surname=other)
    if is_surname(other):
        return person(given, 0.95, surname=other)
    doubtful = other.islower() and not given.islower()
    return person(given, 0.5 if doubtful else 0.75, surname=other)


def _is_adjective(word: str) -> bool:
    low = word.lower()
    return low.endswith(("ая", "ый", "ой", "ий")) and not low.endswith(("ская", "ский", "цкая", "цкий"))
