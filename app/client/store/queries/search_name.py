"""What a typed word may mean that no text has: names that sound so or nearly so, words that begin so."""

from dataclasses import replace
from typing import Any

from app.client.store.codec import marks
from app.language.search.wanted import Search, Term, Wanted

_NAMES = 24
_NEAREST = 4
_FEWEST = 4
_SHORT = 6
"""Letters of a sound up to which one of them may be wrong; of longer ones two."""

_LOOKED_AT = 50_000


def resolve(connection: Any, search: Search) -> Search:
    """The search with, for each word, the names that sound so; when nothing has it, what is near."""
    filters = search.filters
    customers = tuple(tuple(_resolved(connection, it) for it in words) for words in filters.customers)
    words = tuple(_resolved(connection, it) for it in search.words)
    return replace(search, words=words, filters=replace(filters, customers=customers))


def _resolved(connection: Any, word: Wanted) -> Wanted:
    if not word.sounds:
        return word
    word = _with(word, _sounding(connection, word))
    if _is_there(connection, word.terms):
        return word
    nearly = _with(word, _nearly_sounding(connection, word))
    if nearly is not word:
        return nearly
    near = next((terms for terms in word.near if _is_there(connection, terms)), ())
    return replace(word, terms=(*word.terms, *near)) if near else word


def _with(word: Wanted, tokens: list[str]) -> Wanted:
    new = [Term(it) for it in tokens if Term(it) not in word.terms]
    return replace(word, terms=(*word.terms, *new)) if new else word


def _is_there(connection: Any, terms: tuple[Term, ...]) -> bool:
    text = " OR ".join(f'"{term.token}"{"*" if term.begins else ""}' for term in terms)
    found = connection.execute("SELECT 1 FROM search_word WHERE search_word MATCH ? LIMIT 1", (text,)).fetchone()
    return found is not None


def _sounding(connection: Any, word: Wanted) -> list[str]:
    sounds = sorted(word.sounds)
    query = f"SELECT DISTINCT token FROM search_name WHERE sound IN ({marks(len(sounds))}) LIMIT {_NAMES}"
    return [row[0] for row in connection.execute(query, sounds)]


def _nearly_sounding(connection: Any, word: Wanted) -> list[str]:
    """Names that differ in a letter or two; the first letter is hardly ever the wrong one."""
    from rapidfuzz.distance import Levenshtein

    found: list[tuple[int, str]] = []
    for sound in word.sounds:
        if len(sound) < _FEWEST:
            continue
        most = 1 if len(sound) < _SHORT else 2
        names = connection.execute(
            "SELECT DISTINCT sound, token FROM search_name WHERE sound >= ? AND sound < ?"
            f" AND length(sound) BETWEEN ? AND ? LIMIT {_LOOKED_AT}",
            (sound[0], chr(ord(sound[0]) + 1), len(sound) - most, len(sound) + most),
        )
        for other, token in names:
            distance = Levenshtein.distance(sound, other, score_cutoff=most)
            if distance <= most:
                found.append((distance, token))
    nearest = min(found, default=(0, ""))[0]
    return list(dict.fromkeys(token for distance, token in sorted(found) if distance == nearest))[:_NEAREST]
