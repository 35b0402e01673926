"""Where in a text the words stand that somebody looks for."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from app.language.search.wanted import Search
from app.language.search.word import (
    JOINED,
    MAIL,
    NUMBER,
    PHONE,
    TEXT_CHARACTERS,
    WORD,
    in_one,
    normal,
    phone_digits,
    stem,
)

SPOTS = 200
_HEAD = 3
_SPACE = re.compile(r"\s")


class Spot(NamedTuple):
    """A part of a text, from its first character to the one behind its last."""

    start: int
    end: int


class Marks:
    """Finds the words of one search in text after text; what a word is, is worked out once."""

    def __init__(self, search: Search) -> None:
        terms = [term for word in search.words for term in word.terms]
        self._exact = {it.token for it in terms if not it.begins}
        self._begins = tuple(it.token for it in terms if it.begins)
        self._has_pieces = any(word.whole for word in search.words)
        self._has_phones = any(it.token.startswith(PHONE) for it in terms)
        self._words: dict[str, bool] = {}
        self._heads = tuple({it.token[:_HEAD] for it in terms if it.token[0] != PHONE})

    def spots(self, text: str) -> list[Spot]:
        """Every place of a wanted word, in their order, none over another; at most ``SPOTS``."""
        if not self._exact and not self._begins:
            return []
        text = text[:TEXT_CHARACTERS]
        if not self._has_pieces and not self._has_phones:
            folded = text.lower().replace("ё", "е")
            if not any(head in folded for head in self._heads):
                return []  # most texts have none, and this is told ten times as fast
        places = [Spot(*it.span()) for it in WORD.finditer(text) if self._is_wanted(it[0])]
        if self._has_pieces or self._has_phones:
            places = _apart(sorted(places + list(self._pieces(text)), key=lambda it: (it.start, -it.end)))
        return places[:SPOTS]

    def _is_wanted(self, word: str) -> bool:
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = any(self._fits(it) for it in _kept(word))
        return known

    def _fits(self, token: str) -> bool:
        return token in self._exact or token.startswith(self._begins)

    def _pieces(self, text: str) -> Iterator[Spot]:
        """Numbers and addresses with signs in them."""
        if self._has_phones:
            for number in NUMBER.finditer(text):
                digits = phone_digits(number[0])
                if digits and (self._fits(PHONE + digits[::-1]) or self._fits(in_one(number[0]))):
                    yield Spot(*number.span())
        for shape in (MAIL, JOINED) if self._has_pieces else ():
            yield from (Spot(*it.span()) for it in shape.finditer(text) if self._fits(in_one(normal(it[0]))))


def _apart(places: list[Spot]) -> list[Spot]:
    """Without those that lie over an earlier one."""
    found: list[Spot] = []
    for spot in places:
        if not found or spot.start >= found[-1].end:
            found.append(spot)
    return found


def spots(text: str, search: Search) -> list[Spot]:
    """The places of a search's words in one text; see ``Marks``."""
    return Marks(search).spots(text)


def literal_spots(text: str, typed: str) -> list[Spot]:
    """Every place where the text goes on exactly so, but for case and ё; at most ``SPOTS``."""
    wanted = _folded(typed.strip())
    if not wanted:
        return []
    folded, at = _folded(text), 0
    found: list[Spot] = []
    while len(found) < SPOTS and (at := folded.find(wanted, at)) >= 0:
        found.append(Spot(at, at + len(wanted)))
        at += len(wanted)
    return found


def snippet(text: str, found: list[Spot], room: int) -> tuple[str, list[Spot]]:
    """One line of the text around its first spot, about ``room`` characters, and the spots in it."""
    start = 0
    if found and found[0].end > room - room // 4:
        start = _word_start(text, max(0, found[0].start - room // 4))
    head = "…" if start else ""
    line = head + _SPACE.sub(" ", text[start : start + room])
    moved = [Spot(it.start - start + len(head), it.end - start + len(head)) for it in found]
    return line + ("…" if start + room < len(text) else ""), [it for it in moved if it.end <= len(line)]


def _word_start(text: str, at: int) -> int:
    space = text.rfind(" ", max(0, at - 20), at)
    return at if space < 0 else space + 1


@lru_cache(4_096)
def _kept(word: str) -> tuple[str, ...]:
    return tuple({it for part in WORD.findall(normal(word)) for it in (part, stem(part))})


@lru_cache(64)
def _folded(text: str) -> str:
    """Compared letter by letter, so that places stay where they are."""
    return "".join(it.lower() if len(it.lower()) == 1 else it for it in text).replace("ё", "е")
