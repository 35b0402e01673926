"""What somebody looks for, as a value: words that must all be there, each in one of several forms, and filters."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from app.domain.channel import Channel
from app.domain.status import Status


class Term(NamedTuple):
    """A word of the index; ``begins``: or any that begins so."""

    token: str
    begins: bool = False

    def fits(self, token: str) -> bool:
        """Whether that word of a text is meant."""
        return token.startswith(self.token) if self.begins else token == self.token


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word that was typed: any of ``terms`` is right.

    ``sounds``: the keys under which names that sound so are known, whatever the alphabet; ``near``: what it may be when
    nothing has any of ``terms``, the likeliest first. ``whole``: a number or an address in one piece.
    """

    typed: str
    terms: tuple[Term, ...]
    sounds: frozenset[str] = frozenset()
    near: tuple[tuple[Term, ...], ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions beside the words; of several values of one kind any is right.

    ``queues`` and ``tags``: beginnings of names as they are compared. ``after`` and ``before``: from the day on, and up
    to the day before. ``unknown``: what was typed like a filter and is none.
    """

    customers: tuple[tuple[Wanted, ...], ...] = ()
    queues: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    channels: frozenset[Channel] = frozenset()
    statuses: frozenset[Status] = frozenset()
    after: date | None = None
    before: date | None = None
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """Everything that was typed."""

    words: tuple[Wanted, ...] = ()
    filters: Filters = field(default_factory=Filters)

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.words) or any(getattr(self.filters, name) for name in Filters.__slots__ if name != "unknown")

    def fits(self, tokens: Iterable[str]) -> bool:
        """Whether a text of these words has every word; filters are not asked."""
        there = set(tokens)
        return all(_has(there, word) for word in self.words)


def _has(there: set[str], word: Wanted) -> bool:
    return any(term.token in there or (term.begins and any(term.fits(token) for token in there)) for term in word.terms)
