"""The words and names of this computer's index."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from app.client.store.codec import marks
from app.language.likeness import letters_apart
from app.language.search.resolving import NAMES
from app.language.search.wanted import Term, Wanted

_LOOKED_AT = 50_000
_INDEXED = 3
"""Beginnings of that many letters have an index of their own."""

_NAMED = 64


def any_of(terms: Iterable[Term]) -> str:
    """Any of the terms, as FTS5 reads it; they are letters and digits, so that none can be taken for a sign."""
    return " OR ".join(f'"{term.token}"{"*" if term.begins else ""}' for term in terms)


def spelled_out(connection: Any, word: Wanted) -> Wanted:
    """The word with every term that begins so named, as long as they are few.

    The index then walks along each as far as it is asked to; a beginning it would have to gather whole first.
    """
    terms: list[Term] = []
    for term in word.terms:
        found = _beginning(connection, term.token) if term.begins and len(term.token) > _INDEXED else [term]
        terms += found or [term]
    return replace(word, terms=tuple(dict.fromkeys(terms)))


def _beginning(connection: Any, token: str) -> list[Term]:
    """Terms that begin so; none when there are too many to name."""
    found: list[Term] = []
    query = "SELECT term FROM search_vocabulary WHERE term >= ? LIMIT 1"
    after = token
    while len(found) <= _NAMED:
        row = connection.execute(query, (after,)).fetchone()
        if row is None or not row[0].startswith(token):
            return found or [Term(token)]
        found.append(Term(row[0]))
        after = row[0] + "\0"
    return []


class LocalVocabulary:
    """Implements ``app.language.search.resolving.Vocabulary`` over a connection of the cache."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def has(self, terms: Sequence[Term]) -> bool:
        """Whether anything has one of these."""
        named = spelled_out(self._connection, Wanted("", tuple(terms))).terms
        query = "SELECT 1 FROM search_word WHERE search_word MATCH ? LIMIT 1"
        return self._connection.execute(query, (any_of(named),)).fetchone() is not None

    def sounding(self, sounds: Sequence[str]) -> Iterable[str]:
        """Words of names that sound so."""
        query = (
            f"SELECT DISTINCT token FROM search_name WHERE sound IN ({marks(len(sounds))}) ORDER BY token LIMIT {NAMES}"
        )
        return [row[0] for row in self._connection.execute(query, list(sounds))]

    def nearly(self, sound: str, most: int) -> Iterable[tuple[int, str]]:
        """Words of names whose sound differs in at most so many letters."""
        names = self._connection.execute(
            "SELECT DISTINCT sound, token FROM search_name WHERE sound >= ? AND sound < ?"
            f" AND length(sound) BETWEEN ? AND ? LIMIT {_LOOKED_AT}",
            (sound[0], chr(ord(sound[0]) + 1), len(sound) - most, len(sound) + most),
        )
        for other, token in names:
            distance = letters_apart(sound, other, most)
            if distance <= most:
                yield distance, token
