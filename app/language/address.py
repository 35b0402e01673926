"""Forms of address: how a customer is called in a greeting, a letter and on the strip."""

from typing import Literal

from app.language.latin import readable_latin
from app.language.lexicon import Gender, fold, lexicon
from app.language.person import PersonName

Form = Literal["formal", "informal"]

_IRREGULAR = {"павел": "Павлу", "лев": "Льву", "петр": "Петру"}
_HERS_UNDECLINED = frozenset({"адель", "мишель", "николь", "рашель", "жизель"})


def called(name: PersonName, locale: str, form: Form = "formal") -> str:
    """The name to call a person by: «Марина Андреевна», «Мария», "Maria"; empty for a neutral greeting.

    A Russian text uses the patronymic when the header tells it; without that the given name alone is polite.
    """
    if not name.is_known:
        return ""
    if locale != "ru":
        return readable_latin(name.given) if name.script == "cyrillic" else name.given
    patronymic = name.patronymic_ru if form == "formal" else ""
    given = name.given_ru or name.given
    return f"{given} {patronymic}" if patronymic and name.given_ru else given


def dative(word: str, gender: Gender | None) -> str:
    """The dative of a Russian given name or patronymic in Cyrillic; what does not decline is returned unchanged."""
    if "-" in word:
        return "-".join(dative(part, gender) for part in word.split("-"))
    known = lexicon().cyrillic.get(fold(word))
    sex = gender or (known.gender if known else None)
    if sex != "f" and fold(word) in _IRREGULAR:
        return _IRREGULAR[fold(word)]
    return _declined(word, sex)


def _declined(word: str, gender: Gender | None) -> str:
    last = word[-1:].lower()
    if word.lower().endswith("ия"):
        return word[:-1] + "и"
    if last in ("а", "я"):
        return word[:-1] + "е"
    if gender == "f":
        return word[:-1] + "и" if last == "ь" and fold(word) not in _HERS_UNDECLINED else word
    if last in ("й", "ь"):
        return word[:-1] + "ю"
    return word + "у" if last in tuple("бвгджзклмнпрстфхцчшщ") else word
