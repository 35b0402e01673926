"""What the palette has at hand: the lines of all its sources, gone through once and held against each letter."""

from collections.abc import Iterable
from itertools import chain

from ui.palette.entry import Entry, Group, Question, Source, fitting


class AtHand:
    """Knows the lines of each kind of question until it is told to forget: when the palette opens, and after news."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = tuple(sources)
        self._known: dict[tuple[frozenset[Group], bool, bool], list[Entry]] = {}

    def forget(self) -> None:
        """Something may be called otherwise, be possible or be no more."""
        self._known.clear()

    def fitting(self, question: Question) -> list[Entry]:
        """Lines that fit what was typed."""
        kind = question.groups, question.alone, bool(question.text)
        if kind not in self._known:
            self._known[kind] = list(chain.from_iterable(it.entries(question) for it in self._sources))
        return fitting(question, self._known[kind])
