"""The words and names of this computer's index."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.client.store.codec import marks
from app.language.search.resolving import NAMES
from app.language.search.wanted import Term

_LOOKED_AT = 50_000


def any_of(terms: Iterable[Term]) -> str:
    """Any of the terms, as FTS5 reads it; they are letters and digits, so that none can be taken for a sign."""
    return " OR ".join(f'"{term.token}"{"*" if term.begins else ""}' for term in terms)


class LocalVocabulary:
    """Implements ``app.language.search.resolving.Vocabulary`` over a connection of the cache."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def has(self, terms: Sequence[Term]) -> bool:
        """Whether anything has one of these."""
        query = "SELECT 1 FROM search_word WHERE search_word MATCH ? LIMIT 1"
        return self._connection.execute(query, (any_of(terms),)).fetchone() is not None

    def sounding(self, sounds: Sequence[str]) -> Iterable[str]:
        """Words of names that sound so."""
        query = (
            f"SELECT DISTINCT token FROM search_name WHERE sound IN ({marks(len(sounds))}) ORDER BY token LIMIT {NAMES}"
        )
        return [row[0] for row in self._connection.execute(query, list(sounds))]

    def nearly(self, sound: str, most: int) -> Iterable[tuple[int, str]]:
        """Words of names whose sound differs in at most so many letters."""
        from rapidfuzz.distance import Levenshtein

        names = self._connection.execute(
            "SELECT DISTINCT sound, token FROM search_name WHERE sound >= ? AND sound < ?"
            f" AND length(sound) BETWEEN ? AND ? LIMIT {_LOOKED_AT}",
            (sound[0], chr(ord(sound[0]) + 1), len(sound) - most, len(sound) + most),
        )
        for other, token in names:
            distance = Levenshtein.distance(sound, other, score_cutoff=most)
            if distance <= most:
                yield distance, token
