"""Finding a name by a few letters, typed in whichever alphabet, spelling or keyboard layout the hand was in."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.language.latin import sound_of_cyrillic, sound_of_latin
from app.language.lexicon import fold

_ENGLISH_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_WITH_SHIFT = '~{}:"<>'
_OTHER_LAYOUT = str.maketrans(_ENGLISH_KEYS + _RUSSIAN_KEYS + _WITH_SHIFT, _RUSSIAN_KEYS + _ENGLISH_KEYS + "ёхъжэбю")

_Row = TypeVar("_Row")


def other_layout(typed: str) -> str:
    """What the same keys give in the other layout: ``cjrjkjd`` is ``соколов`` and the other way round."""
    return typed.lower().translate(_OTHER_LAYOUT)


def in_either_layout(find: Callable[[str], Sequence[_Row]], typed: str) -> Sequence[_Row]:
    """What is found for ``typed``; when nothing is, what the same keys find in the other layout."""
    return find(typed) or (find(other_layout(typed)) if typed else ())


def is_found(typed: str, name: str) -> bool:
    """Whether every typed word is part of a word of ``name``: ё is е, Sokolov is Соколов, and ``cjrjkjd`` too."""
    there = [_sounds(word) for word in name.split()]
    return all(_is_part(word, there) or _is_part(other_layout(word), there) for word in typed.split())


def _is_part(word: str, names: list[set[str]]) -> bool:
    wanted = _sounds(word)
    return any(sound in known for sound in wanted if sound for sounds in names for known in sounds)


def _sounds(word: str) -> set[str]:
    """The keys under which a word is compared: its letters, and how it sounds in Latin ones."""
    folded = fold(word)
    return {folded, *(sound_of_cyrillic(word) if not folded.isascii() else {sound_of_latin(word)})}
