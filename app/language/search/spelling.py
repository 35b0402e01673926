"""What one typed word may have meant: another layout, another alphabet, the end of a phone number."""

from collections.abc import Iterable, Iterator

from app.language.latin import readable_latin, sound_of_cyrillic, sound_of_latin
from app.language.lookup import other_layout
from app.language.search.wanted import Term, Wanted
from app.language.search.word import PHONE, WORD, national, normal, stem

_LETTERS = "а б ц д е ф г х и й к л м н о п к р с т у в в кс ы з".split()  # noqa: SIM905  a line, not 26
_LATIN = dict(zip("abcdefghijklmnopqrstuvwxyz", _LETTERS, strict=True)) | {
    "shch": "щ", "sch": "щ", "yo": "е", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю", "iu": "ю",
    "ya": "я", "ia": "я", "ye": "е",
}  # fmt: skip
_LONGEST_SOUND = 4
TAIL = 4
"""The fewest last digits of a phone by which somebody looks for it."""

_SHORTEST = 3
"""Letters from which on a word may be unfinished."""

_BEGINNING = 4
"""Letters that a word must share with what it may be when nothing has it itself."""


def word_wanted(typed: str, chunk: str, *, is_last: bool) -> Wanted:
    """One normal word; ``chunk``: as it stood between spaces, for signs that are letters in the other layout.

    ``is_last``: it may still be typed, so whatever begins so is right, too.
    """
    spelt = list(dict.fromkeys((typed, *_other_layouts(typed, chunk))))
    terms = _forms(spelt, is_last=is_last)
    if typed.isdigit() and len(typed) >= TAIL:
        terms = (*terms, Term(PHONE + national(typed)[::-1], begins=True))
    letters = [it for it in spelt if it.isalpha()]
    sounds = frozenset(sound for it in letters for sound in sounds_of(it))
    beginnings = tuple(Term(it[: _length(it)], begins=True) for it in map(stem, letters) if len(it) > _BEGINNING)
    near = (_forms([it for it in (_other_alphabet(typed),) if it], is_last=is_last), beginnings)
    return Wanted(typed, terms, sounds, tuple(filter(None, near)))


def piece_wanted(joined: str, digits: str = "", *, is_last: bool) -> Wanted:
    """A number or an address that is one piece; ``digits``: of a phone, when it may be one."""
    terms = [Term(joined)] if joined else []
    if joined and is_last:
        terms.append(Term(joined, begins=True))
    if digits:
        terms.append(Term(PHONE + digits[::-1], begins=True))
    return Wanted(joined or digits, tuple(terms), whole=True)


def sounds_of(word: str) -> set[str]:
    """The keys under which a name is known, however it is written."""
    return {it for it in ({sound_of_latin(word)} if word.isascii() else sound_of_cyrillic(word)) if it}


def in_layout(chunk: str) -> str:
    """A chunk as the same keys write it in Russian; empty when that is no word."""
    typed = chunk.isascii() and any(it.isalpha() for it in chunk)
    russian = normal(other_layout(chunk)) if typed else ""
    return russian if russian.isalpha() else ""


def _forms(spelt: Iterable[str], *, is_last: bool) -> tuple[Term, ...]:
    terms = dict.fromkeys(Term(stem(it)) for it in spelt)
    if is_last:
        terms |= dict.fromkeys(Term(it, begins=True) for it in spelt if len(it) >= _SHORTEST)
    return tuple(terms)


def _other_layouts(typed: str, chunk: str) -> Iterator[str]:
    if not typed.isalpha():
        return
    if typed.isascii():
        yield from filter(None, (in_layout(chunk), in_layout(typed)))
    elif _is_russian(typed):
        english = normal(other_layout(typed))
        yield from (word for word in WORD.findall(english) if word == english)


def _other_alphabet(typed: str) -> str:
    """The word as it sounds, in letters of the other alphabet."""
    if not typed.isalpha():
        return ""
    if typed.isascii():
        return _cyrillic(typed)
    return normal(readable_latin(typed)) if _is_russian(typed) else ""


def _is_russian(word: str) -> bool:
    return "а" <= word[0] <= "я"


def _cyrillic(word: str) -> str:
    """A Latin word as a Russian would sound it out: dostavka is доставка."""
    found, at = [], 0
    while at < len(word):
        size = next(it for it in range(_LONGEST_SOUND, 0, -1) if word[at : at + it] in _LATIN or it == 1)
        found.append(_LATIN.get(word[at : at + size], ""))
        at += size
    return "".join(found)


def _length(stemmed: str) -> int:
    return max(_BEGINNING, len(stemmed) - 2)
