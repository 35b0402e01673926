"""Which parts of a text are words whose spelling can be judged, and in which language."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.language.utf16 import place

_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ’'-]+|[А-Яа-яЁё-]+")
_TOKEN = re.compile(r"\S+")
_GAP = re.compile(r"\{[{%][^{}]{0,200}[%}]\}")
_NO_PROSE = re.compile(r"[\d_\\/@#<>=&%]|\w\.\w")
"""What makes a piece between two spaces an address, a link, a number, a mention or a path."""

_LONGEST = 60
"""No word of prose is longer; a text without a space is none."""

_SHORTEST = 3
_STEM = 4
_ENDING = 3


class Word(NamedTuple):
    """``start``: its place in the text, in UTF-16 units, as Qt counts. ``language``: ``ru`` or ``en``."""

    start: int
    text: str
    language: str


def words_in(text: str) -> Iterator[Word]:
    """Words of prose in their order; what has a digit, is an address, or is written in capitals, is none."""
    plain = text.isascii() or all(ord(letter) < 0x10000 for letter in text)
    gaps = [it.span() for it in _GAP.finditer(text)]
    for found in _pieces(text, gaps):
        whole = found.group()
        word = whole.strip("-’'")
        if len(word) < _SHORTEST or (word.isupper() and len(word) <= 6) or _touches(text, found.start(), found.end()):
            continue
        start = found.start() + whole.index(word)
        yield Word(start if plain else place(text, start), word, "en" if word[0] < "\u0400" else "ru")


def _pieces(text: str, gaps: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Runs of letters of one alphabet; linear in the text, whatever is in it."""
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if end - start > _LONGEST or _NO_PROSE.search(text, start, end):
            continue
        if any(low < end and start < high for low, high in gaps):
            continue
        yield from _WORD.finditer(text, start, end)


def folded(word: str) -> str:
    """As words are compared: ё is е, letters are small, the apostrophe is the plain one."""
    return word.casefold().replace("ё", "е").replace("’", "'")


class Names:
    """Words that are nobody's mistake: names of people and firms, in every case of Russian."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._whole: set[str] = set()
        self._stems: set[str] = set()
        for text in texts:
            for found in _WORD.findall(text):
                for part in folded(found).split("-"):
                    self._whole.add(part)
                    if len(part) > _STEM:
                        self._stems.add(part[: max(_STEM, len(part) - 2)])

    def __contains__(self, word: str) -> bool:
        """A name, or one with another ending."""
        return all(self._has(part) for part in folded(word).split("-"))

    def _has(self, part: str) -> bool:
        if part in self._whole:
            return True
        return any(part[:end] in self._stems for end in range(max(_STEM, len(part) - _ENDING - 2), len(part) + 1))


def _touches(text: str, start: int, end: int) -> bool:
    """Of a word in two alphabets a part alone is no word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before + after).isalnum() and any(letter.isalpha() for letter in before + after)
