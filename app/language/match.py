"""How well a few typed letters fit a line, in whichever alphabet, keyboard layout or nearly right spelling."""

from dataclasses import dataclass
from functools import lru_cache

from app.language.latin import readable_latin, sound_of_cyrillic, sound_of_latin
from app.language.likeness import likeness
from app.language.lookup import other_layout

_CYRILLIC = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"),
    ("ya", "я"), ("yo", "е"), ("ye", "е"), ("iu", "ю"), ("ia", "я"), ("ey", "ей"), ("ay", "ай"), ("oy", "ой"),
    ("iy", "ий"), ("a", "а"), ("b", "б"), ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"),
    ("i", "и"), ("j", "й"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"),
    ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("w", "в"), ("x", "кс"), ("y", "ы"), ("z", "з"),
)  # fmt: skip
_FOLD = str.maketrans("ё", "е")

_BEGINS, _INSIDE, _OTHER_LAYOUT, _SOUNDS, _NEARLY = 1.0, 0.6, 0.95, 0.8, 0.5
_SHORTEST_TYPO = 4
"""Shorter words are too easily another word."""
_LIKE = 80
"""Percent of likeness: one wrong, missing or swapped letter of five."""
_BEGIN = " "
"""Before each word where several stand in one text; no word has one."""


@dataclass(frozen=True, slots=True)
class Match:
    """A line that fits. ``score``: 0 to 1, the better the higher; ``spans``: which letters, as begin and end."""

    score: float
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    folded: str
    sounds: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Line:
    """The words of a line, and all their letters and sounds in one text each: most lines are passed over by a look."""

    words: tuple[_Word, ...]
    letters: str
    sounds: str


def spellings(word: str) -> tuple[str, ...]:
    """What somebody who typed ``word`` may have meant, folded, the likeliest first: other layout, other alphabet."""
    typed, keys = fold(word), fold(other_layout(word))
    other = _in_cyrillic(typed) if typed.isascii() else fold(readable_latin(typed))
    return tuple(dict.fromkeys(it for it in (typed, keys, other) if it))


def fold(text: str) -> str:
    """Case and ё/е do not matter; as many letters as before, so that places stay."""
    folded = "".join(letter.lower()[:1] or letter for letter in text)
    return folded.translate(_FOLD)


class Typed:
    """What was typed, prepared once to be held against many lines."""

    def __init__(self, text: str) -> None:
        self._words = [(fold(word), fold(other_layout(word)), _sounds(word)) for word in text.split()]

    def match(self, line: str) -> Match | None:
        """None when some typed word is in no way part of the line. Nothing typed fits everything."""
        score = 0.0
        spans: list[tuple[int, int]] = []
        for typed, keys, sounds in self._words:
            found = _best(typed, keys, sounds, _taken_apart(line))
            if found is None:
                return None
            score += found.score
            spans += found.spans
        whole = score / len(self._words) if self._words else 1.0
        return Match(whole - len(line) / 10_000, tuple(sorted(spans)))


def _best(typed: str, keys: str, sounds: frozenset[str], line: _Line) -> Match | None:
    exact = _letters(typed, line, 1.0) or _letters(keys, line, _OTHER_LAYOUT)
    return exact or _by_sound(sounds, line) or _nearly(typed, line) or _nearly(keys, line)


def _letters(typed: str, line: _Line, worth: float) -> Match | None:
    if not typed or typed not in line.letters:
        return None
    for number, word in enumerate(line.words):
        if word.folded.startswith(typed):
            return Match((_BEGINS - 0.02 * min(number, 10)) * worth, ((word.start, word.start + len(typed)),))
    for word in line.words:
        at = word.folded.find(typed)
        if at > 0:
            return Match(_INSIDE * worth, ((word.start + at, word.start + at + len(typed)),))
    return None


def _by_sound(sounds: frozenset[str], line: _Line) -> Match | None:
    wanted = [sound for sound in sounds if len(sound) > 1 and _BEGIN + sound in line.sounds]
    for word in line.words if wanted else ():
        if any(known.startswith(sound) for sound in wanted for known in word.sounds):
            return Match(_SOUNDS, ((word.start, word.start + len(word.folded)),))
    return None


def _nearly(typed: str, line: _Line) -> Match | None:
    if len(typed) < _SHORTEST_TYPO or _BEGIN + typed[0] not in line.letters:
        return None
    for word in line.words:
        begins = word.folded[: len(typed)]
        if begins[:1] == typed[:1] and likeness(typed, begins) >= _LIKE:
            return Match(_NEARLY, ((word.start, word.start + len(begins)),))
    return None


@lru_cache(maxsize=2_048)
def _taken_apart(line: str) -> _Line:
    words = _words_of(line)
    letters = "".join(_BEGIN + word.folded for word in words)
    return _Line(words, letters, "".join(_BEGIN + sound for word in words for sound in sorted(word.sounds)))


def _words_of(line: str) -> tuple[_Word, ...]:
    words, start = [], 0
    for part in line.split(" "):
        folded = fold(part)
        bare = folded.lstrip("«“\"'(#№")
        words.append(_Word(start + len(folded) - len(bare), bare, _sounds(bare)))
        start += len(part) + 1
    return tuple(word for word in words if word.folded)


def _sounds(word: str) -> frozenset[str]:
    folded = fold(word)
    return frozenset({sound_of_latin(folded)} if folded.isascii() else sound_of_cyrillic(folded))


def _in_cyrillic(latin: str) -> str:
    for letters, cyrillic in _CYRILLIC:
        latin = latin.replace(letters, cyrillic)
    return latin
