"""What a typed word may mean: names that sound so; when nothing has it, names that nearly do, and words like it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from app.language.search.wanted import Search, Term, Wanted

NAMES = 24
"""Names of one sound that are tried."""

_NEAREST = 4
_FEWEST = 4
_SHORT = 6
"""Letters of a sound up to which one of them may be wrong; of longer ones two."""


class Vocabulary(Protocol):
    """What an index knows of words and names."""

    def has(self, terms: Sequence[Term]) -> bool:
        """Whether anything has one of these."""

    def sounding(self, sounds: Sequence[str]) -> Iterable[str]:
        """Words of names that sound so, as the index keeps them."""

    def nearly(self, sound: str, most: int) -> Iterable[tuple[int, str]]:
        """Words of names whose sound differs in at most so many letters and begins with the same, and in how many."""


def resolve(search: Search, vocabulary: Vocabulary) -> Search:
    """The same search with everything that its words may mean here."""
    filters = search.filters
    customers = tuple(tuple(_resolved(it, vocabulary) for it in words) for words in filters.customers)
    words = tuple(_resolved(it, vocabulary) for it in search.words)
    return replace(search, words=words, filters=replace(filters, customers=customers))


def _resolved(word: Wanted, vocabulary: Vocabulary) -> Wanted:
    if not word.sounds:
        return word
    word = _with(word, vocabulary.sounding(sorted(word.sounds)))
    if vocabulary.has(word.terms):
        return word
    nearly = _with(word, _nearest(word, vocabulary))
    if nearly is not word:
        return nearly
    near = next((terms for terms in word.near if vocabulary.has(terms)), ())
    return replace(word, terms=(*word.terms, *near)) if near else word


def _with(word: Wanted, tokens: Iterable[str]) -> Wanted:
    new = [Term(it) for it in dict.fromkeys(tokens) if Term(it) not in word.terms]
    return replace(word, terms=(*word.terms, *new)) if new else word


def _nearest(word: Wanted, vocabulary: Vocabulary) -> list[str]:
    """The nearest names only; the first letter is hardly ever the wrong one."""
    sounds = [it for it in sorted(word.sounds) if len(it) >= _FEWEST]
    found = sorted({it for sound in sounds for it in vocabulary.nearly(sound, 1 if len(sound) < _SHORT else 2)})
    return [token for distance, token in found if distance == found[0][0]][:_NEAREST]
