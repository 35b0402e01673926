"""A name in the local part of an address, and initials completed from it."""

import re
from collections.abc import Sequence

from app.language.latin import sound_of_cyrillic, sound_of_latin
from app.language.lexicon import lexicon
from app.language.name_shape import is_initial, is_russian_surname, is_surname, script_of, surname_gender
from app.language.person import NOBODY, PersonName, person

MIN_GLUED = 4
"""Letters of each half of a mailbox without a sign between."""


def read_mailbox(local: str) -> PersonName:
    """``maria.ivanova`` and ``ivanova_maria``; a given name alone or glued to others stays below the threshold."""
    parts = _parts(local)
    if len(parts) == 3:
        parts = [part for part in parts if len(part) > 1]
    if any(lexicon().is_word("other", part) for part in parts):
        return NOBODY
    known = [part for part in parts if lexicon().given(part)]
    if len(parts) == 1:
        return person(parts[0], 0.6) if known else _glued(parts[0])
    if len(parts) != 2 or not known or min(map(len, parts)) < 3:
        return NOBODY
    first, last = parts
    if len(known) == 2:
        surname_last = lexicon().is_word("both", last) and not lexicon().is_word("both", first)
        return person(first, 0.75, surname=last) if surname_last else NOBODY
    if lexicon().is_word("asian", first) or lexicon().is_word("soft", first):
        return NOBODY
    if known == [first]:
        return person(first, 0.85, surname=last)
    clear = is_russian_surname(first) or (is_surname(first) and not lexicon().is_word("both", last))
    return person(last, 0.85 if clear else 0.5, surname=first)


def _glued(local: str) -> PersonName:
    """``mariaivanova``: a given name and a surname that agree, in one order only."""
    cuts = [(local[:at], local[at:]) for at in range(MIN_GLUED, len(local) - MIN_GLUED + 1)]
    ahead = [cut for cut in cuts if _agree(*cut)]
    behind = [(given, surname) for surname, given in cuts if _agree(given, surname)]
    if bool(ahead) == bool(behind):
        return NOBODY
    given, surname = max(ahead or behind, key=lambda cut: len(cut[0]))
    return person(given, 0.72, surname=surname)


def _agree(given: str, surname: str) -> bool:
    known = lexicon().given(given)
    gender = surname_gender(surname)
    if known is None or len(surname) < MIN_GLUED:
        return False
    return known.gender == gender if gender else lexicon().is_word("surname", surname)


def completed(words: Sequence[str], local: str) -> PersonName | None:
    """«Петров А.» with petrov.andrey@ is Андрей Петров; None when the address does not agree with every initial."""
    initials, names = [word for word in words if is_initial(word)], [word for word in words if not is_initial(word)]
    if not initials or len(names) != 1:
        return None
    surname, parts = names[0], _parts(local)
    sounds = sound_of_cyrillic(surname) if script_of(surname) == "cyrillic" else {sound_of_latin(surname)}
    others = [part for part in parts if sound_of_latin(part) not in sounds]
    if len(others) != 1 or len(parts) != 2 or len(others[0]) < 3 or not lexicon().given(others[0]):
        return None
    return _agreed(others[0], initials[0][0], surname)


def _agreed(part: str, initial: str, surname: str) -> PersonName | None:
    if script_of(surname) == "latin":
        return person(part, 0.8, surname=surname) if part[0].lower() == initial.lower() else None
    russian = lexicon().russian(part)
    if russian is None or russian.spelling[0].lower().replace("ё", "е") != initial.lower():
        return None
    return person(russian.spelling, 0.8, surname=surname)


def _parts(local: str) -> list[str]:
    plain = re.sub(r"\d+$", "", local.partition("+")[0])
    parts = [part for part in re.split(r"[._-]+", plain) if part]
    return parts if all(re.fullmatch(r"[^\W\d_]+", part) for part in parts) else []
