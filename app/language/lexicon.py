"""Given names and the words that tell a name from a role: read once, on first use, and shared."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from app.folder import resource_folder
from app.language.latin import fold_latin, sound_of_cyrillic, sound_of_latin

Gender = Literal["m", "f"]


@dataclass(frozen=True, slots=True)
class Given:
    """One given name of the list. ``gender`` is None when both men and women bear it; ``is_short``: Маша, Sasha.

    ``is_rare`` names give way to others when a Latin spelling is written in Cyrillic.
    """

    spelling: str
    gender: Gender | None
    is_short: bool = False
    is_rare: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the reading of names looks up. Keys are folded: lower case, ё as е, Latin without accents."""

    cyrillic: dict[str, Given]
    latin: dict[str, Given]
    sounds: dict[str, tuple[Given, ...]]
    words: dict[str, frozenset[str]]

    def given(self, word: str) -> Given | None:
        """The given name that ``word`` is, in either script; of a double name the first part decides the gender."""
        folded = fold(word)
        found = self.cyrillic.get(folded) or self.latin.get(folded) or self._by_sound(word)
        if found or "-" not in word:
            return found
        parts = [self.given(part) for part in word.split("-")]
        return Given(word, parts[0].gender) if parts[0] and all(parts) else None

    def russian(self, word: str) -> Given | None:
        """The Russian name that a Latin ``word`` transliterates, when there is only one such name."""
        found = self.sounds.get(sound_of_latin(word), ())
        return found[0] if len(found) == 1 else None

    def is_word(self, group: str, word: str) -> bool:
        """Whether ``word`` belongs to a group of ``resources/names/words.txt``."""
        return fold(word) in self.words.get(group, frozenset())

    def _by_sound(self, word: str) -> Given | None:
        found = self.sounds.get(sound_of_latin(word), ()) if word.isascii() else ()
        return found[0] if found else None


def fold(word: str) -> str:
    """The form in which words are compared."""
    return fold_latin(word.lower().replace("ё", "е"))


@cache
def lexicon() -> Lexicon:
    """The shared lexicon; reads three small files the first time."""
    cyrillic, latin = _names("ru.txt"), _names("en.txt")
    sounds: dict[str, tuple[Given, ...]] = {}
    for given in cyrillic.values():
        for sound in sound_of_cyrillic(given.spelling):
            if not given.is_rare or sound not in sounds:
                sounds[sound] = (*sounds.get(sound, ()), given)
    groups: dict[str, set[str]] = {}
    for group, text in _lines("words.txt"):
        words = text.split("|") if group == "brand" else text.split()
        groups.setdefault(group, set()).update(fold(word.strip()) for word in words)
    return Lexicon(cyrillic, latin, sounds, {group: frozenset(words) for group, words in groups.items()})


def _names(file: str) -> dict[str, Given]:
    names: dict[str, Given] = {}
    for group, text in _lines(file):
        gender: Gender | None = "m" if group.endswith("m") else "f" if group.endswith("f") else None
        for spelling in text.split():
            key = fold(spelling)
            known = names.get(key)
            if known and known.gender != gender:
                names[key] = Given(known.spelling, None, known.is_short, known.is_rare)
            elif not known:
                names[key] = Given(spelling, gender, group.startswith("d"), group.startswith("r"))
    return names


def _lines(file: str) -> list[tuple[str, str]]:
    text = (resource_folder() / "names" / file).read_text("utf-8")
    rows = [line.partition(": ") for line in text.splitlines() if line and not line.startswith("#")]
    return [(group, words) for group, _, words in rows]
