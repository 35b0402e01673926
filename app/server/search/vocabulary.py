"""The words and names of the server's index, on either database."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from app.language.search.resolving import NAMES
from app.language.search.wanted import Term, Wanted
from app.model.column_type import Big
from app.model.search import SearchDoc, SearchName

_LOOKED_AT = 5_000


class ServerVocabulary:
    """Implements ``app.language.search.resolving.Vocabulary`` for one workspace."""

    def __init__(self, session: Session, ws: UUID) -> None:
        self._session = session
        self._ws = ws

    def has(self, terms: Sequence[Term]) -> bool:
        """Whether anything in this workspace has one of these."""
        query = select(SearchDoc.place).where(SearchDoc.ws == self._ws, matches(self._session, [_either(terms)]))
        return self._session.scalar(query.limit(1)) is not None

    def sounding(self, sounds: Sequence[str]) -> Iterable[str]:
        """Words of names that sound so."""
        query = select(SearchName.token).where(SearchName.ws == self._ws, SearchName.sound.in_(sounds))
        return self._session.scalars(query.distinct().order_by(SearchName.token).limit(NAMES)).all()

    def nearly(self, sound: str, most: int) -> Iterable[tuple[int, str]]:
        """Words of names whose sound differs in at most so many letters."""
        query = (
            select(SearchName.sound, SearchName.token)
            .where(
                SearchName.ws == self._ws,
                func.substr(SearchName.sound, 1, 1) == sound[0],
                func.length(SearchName.sound).between(len(sound) - most, len(sound) + most),
            )
            .distinct()
            .limit(_LOOKED_AT)
        )
        for other, token in self._session.execute(query):
            far = distance(sound, other, most)
            if far <= most:
                yield far, token


def matches(session: Session, words: Sequence[Wanted]) -> ColumnElement[bool]:
    """The condition that a ``SearchDoc`` has every one of these words."""
    if session.get_bind().dialect.name == "sqlite":
        found = " AND ".join(f"({' OR '.join(map(_fts, word.terms))})" for word in words)
        fts: Any = table("search_word")
        has = literal_column("search_word").op("MATCH")(literal(found))
        return SearchDoc.place.in_(select(literal_column("rowid", Big)).select_from(fts).where(has))
    query = " & ".join(f"({' | '.join(map(_tsquery, word.terms))})" for word in words)
    words_column: Any = SearchDoc.words
    return and_(words_column.op("@@")(literal(query, TSQUERY)))


def _either(terms: Sequence[Term]) -> Wanted:
    return Wanted("", tuple(terms))


def _fts(term: Term) -> str:
    return f'"{term.token}"{"*" if term.begins else ""}'


def _tsquery(term: Term) -> str:
    quoted = term.token.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'{':*' if term.begins else ''}"


def distance(one: str, other: str, most: int) -> int:
    """In how many letters two words differ (Levenshtein); ``most + 1`` when in more than ``most``."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        before, row[0] = row[0], number
        for at, there in enumerate(other, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != there))
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
