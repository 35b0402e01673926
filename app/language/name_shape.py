"""What the look of a word tells: patronymic, surname, initial, and in whose gender."""

import re
from typing import Literal

from app.language.latin import has_russian_ending, is_latin_patronymic
from app.language.lexicon import Gender, lexicon

_MAN = re.compile(r"(?:[оеё]в|[иы]н|ский|цкий|ской|цкой|ный|вой)$")
_WOMAN = re.compile(r"(?:[оеё]ва|[иы]на|ская|цкая|ная|вая)$")
_ANYONE = re.compile(r"(?:ко|ук|юк|ян|янц|дзе|швили|[ыи]х|заде|ович|евич|иани|уа|ава|аго|ец|ик|ак|як|ман|берг)$")
_SURE_ANYONE = re.compile(r"(?:енко|чук|щук|нюк|дзе|швили|заде|ович|евич|янц|[ая]рян|[а-я]{2}сян|[а-я]{2}нян)$")
_HIS = re.compile(r"[а-яёіїєґ]{2,}(?:ович|евич|ьич)$|^(?:кузьмич|фомич|лукич|никитич|саввич|ильич)$")
_HERS = re.compile(r"[а-яёіїєґ]{2,}(?:овна|евна|івна|ївна|инична)$|^(?:никитична|саввична|лукична|фомична)$")
_INITIAL = re.compile(r"^[^\W\d_]\.?(?:-?[^\W\d_]\.)*$")
_SHORTENED = re.compile(r"^[А-ЯЁ][а-яё]{1,6}\.$")
_WORD = re.compile(r"^[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*$")


def is_initial(word: str) -> bool:
    """``А.``, ``А``, ``А.А.`` or a patronymic cut short: ``Андр.``"""
    return (_INITIAL.match(word) is not None and (len(word) == 1 or "." in word)) or _SHORTENED.match(word) is not None


def is_word(word: str) -> bool:
    """Letters of one script, perhaps with a hyphen or an apostrophe inside."""
    return _WORD.match(word) is not None and script_of(word) != "mixed"


def script_of(word: str) -> Literal["cyrillic", "latin", "other", "mixed"]:
    """The script of the letters; a word of two scripts is a disguise."""
    letters = [letter for letter in word if letter.isalpha()]
    kinds = {"cyrillic" if "\u0400" <= letter <= "\u052f" else _latin_or_other(letter) for letter in letters}
    if len(kinds) > 1:
        return "mixed"
    return "cyrillic" if "cyrillic" in kinds else "latin" if "latin" in kinds else "other"


def patronymic_gender(word: str) -> Gender | None:
    """Whose patronymic the word can be; None when it is none."""
    low = word.lower()
    if _HERS.search(low) or (is_latin_patronymic(low) and low.endswith("na")):
        return "f"
    return "m" if _HIS.search(low) or is_latin_patronymic(low) else None


def surname_gender(word: str) -> Gender | None:
    """In whose form a Russian surname stands; None when the form fits both or it is no such surname."""
    last = word.lower().split("-")[-1]
    if script_of(last) == "latin":
        return ("f" if last.endswith("a") else "m") if is_russian_surname(last) and last[-1] in "avnyi" else None
    return "f" if _WOMAN.search(last) else "m" if _MAN.search(last) else None


def is_russian_surname(word: str) -> bool:
    """Whether a Latin word is a surname of Russia and around: Ivanova, not Martin."""
    return has_russian_ending(word) and not lexicon().is_word("latin", word)


def is_surname(word: str) -> bool:
    """Whether a word behind a given name may well be a surname."""
    last = word.lower().split("-")[-1]
    if lexicon().is_word("surname", word) or is_russian_surname(last):
        return True
    return len(last) >= 4 and any(shape.search(last) for shape in (_MAN, _WOMAN, _ANYONE))


def is_sure_surname(word: str) -> bool:
    """Whether a word is a surname wherever it stands: also before the given name."""
    last = word.lower().split("-")[-1]
    if lexicon().is_word("surname", word) or is_russian_surname(last):
        return True
    adjective = re.search(r"(?:[нв]ый|[нв]ая|вой|ной)$", last)
    return len(last) >= 5 and not adjective and any(s.search(last) for s in (_MAN, _WOMAN, _SURE_ANYONE))


def capitalised(word: str) -> str:
    """Ordinary capitals: МАРИНА, марина and маРИНА become Марина; McDonald and O'Brien stay."""
    if script_of(word) == "latin" and word[:1].isupper() and not word.isupper():
        return re.sub(r"(?<=-)[a-z]", lambda letter: letter[0].upper(), word)
    return re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)


def _latin_or_other(letter: str) -> str:
    return "latin" if letter < "\u0250" or "\u1e00" <= letter <= "\u1eff" else "other"
