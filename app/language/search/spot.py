"""Where in a text the words stand that somebody looks for."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from app.language.search.wanted import Search, Wanted
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


class Spot(NamedTuple):
    """A part of a text, from its first character to the one behind its last."""

    start: int
    end: int


def spots(text: str, search: Search) -> list[Spot]:
    """Every place of a wanted word, in their order, none over another; at most ``SPOTS``."""
    if not search.words:
        return []
    text = text[:TEXT_CHARACTERS]
    found: list[Spot] = []
    for spot, tokens in _tokens(text):
        if found and spot.start < found[-1].end:
            continue
        if any(_fits(word, tokens) for word in search.words):
            found.append(spot)
            if len(found) == SPOTS:
                break
    return found


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
    line = head + "".join(" " if it.isspace() else it for it in text[start : start + room])
    moved = [Spot(it.start - start + len(head), it.end - start + len(head)) for it in found]
    return line + ("…" if start + room < len(text) else ""), [it for it in moved if it.end <= len(line)]


def _word_start(text: str, at: int) -> int:
    space = text.rfind(" ", max(0, at - 20), at)
    return at if space < 0 else space + 1


def _tokens(text: str) -> Iterator[tuple[Spot, tuple[str, ...]]]:
    """Places of a text that may be one word, with what each may be kept as; longer ones before those inside them."""
    places: list[tuple[int, int, tuple[str, ...]]] = [
        (it.start(), -it.end(), (PHONE + digits[::-1], in_one(it[0])))
        for it in NUMBER.finditer(text)
        if (digits := phone_digits(it[0]))
    ]
    for shape in (MAIL, JOINED):
        places += [(it.start(), -it.end(), (in_one(normal(it[0])),)) for it in shape.finditer(text)]
    places += [(it.start(), -it.end(), _kept(it[0])) for it in WORD.finditer(text)]
    places.sort()
    for start, minus_end, tokens in places:
        yield Spot(start, -minus_end), tokens


@lru_cache(4_096)
def _kept(word: str) -> tuple[str, ...]:
    return tuple({it for part in WORD.findall(normal(word)) for it in (part, stem(part))})


def _fits(word: Wanted, tokens: tuple[str, ...]) -> bool:
    return any(term.fits(token) for term in word.terms for token in tokens)


@lru_cache(64)
def _folded(text: str) -> str:
    """Compared letter by letter, so that places stay where they are."""
    return "".join(it.lower() if len(it.lower()) == 1 else it for it in text).replace("ё", "е")
