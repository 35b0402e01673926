"""Spelling in Russian and English at once: Hunspell over the dictionaries of ``resources/spelling``."""

import ctypes
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from app.folder import resource_folder

SUGGESTED = 5

_FILES = {"ru": "ru_RU", "en": "en_US"}
_Strings = ctypes.POINTER(ctypes.c_char_p)


class Dictionary(Protocol):
    """One language."""

    def knows(self, word: str) -> bool:
        """Is it spelled right?"""

    def near(self, word: str) -> Sequence[str]:
        """Words it may be meant to be, the likeliest first."""


class Speller:
    """Loads a dictionary when the first word of its language is asked for: about 26 MB for both, half a second.

    One thread at a time. Hunspell is called past the interpreter's lock, so that no other thread waits for it.
    """

    def __init__(self, load: Callable[[str], Dictionary] | None = None) -> None:
        self._load = load or load_dictionary
        self._loaded: dict[str, Dictionary] = {}

    def wrong(self, words: Iterable[tuple[str, str]]) -> dict[str, bool]:
        """For each ``(language, word)``: whether it is misspelled."""
        return {word: not self._knows(language, word) for language, word in words}

    def near(self, language: str, word: str) -> Sequence[str]:
        """At most five proposals."""
        return list(self._dictionary(language).near(word))[:SUGGESTED]

    def _knows(self, language: str, word: str) -> bool:
        known = self._dictionary(language)
        plain = word.replace("’", "'")
        if known.knows(plain) or known.knows(plain.replace("ё", "е").replace("Ё", "Е")):
            return True
        if "-" in plain:
            return all(known.knows(part) or len(part) < 3 or part == "то" for part in plain.split("-"))
        return plain.isupper() and known.knows(plain.capitalize())

    def _dictionary(self, language: str) -> Dictionary:
        if language not in self._loaded:
            self._loaded[language] = self._load(language)
        return self._loaded[language]


def load_dictionary(language: str) -> Dictionary:
    """Read the dictionary of ``ru`` or ``en``; takes up to a second."""
    import hunspell.hunspell as module

    folder, name = resource_folder() / "spelling", _FILES[language]
    try:
        return _Direct(ctypes.CDLL(module.__file__), folder / name)
    except AttributeError:  # Windows: the library shows none of its functions
        from hunspell import Hunspell

        return _Wrapped(Hunspell(name, hunspell_data_dir=str(folder)))


class _Direct:
    """Hunspell's functions themselves; ctypes lets the other threads run meanwhile."""

    def __init__(self, library: ctypes.CDLL, path: Path) -> None:
        self._library = library
        library.Hunspell_create.restype = ctypes.c_void_p
        library.Hunspell_create.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
        library.Hunspell_spell.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        library.Hunspell_suggest.argtypes = [ctypes.c_void_p, ctypes.POINTER(_Strings), ctypes.c_char_p]
        library.Hunspell_free_list.argtypes = [ctypes.c_void_p, ctypes.POINTER(_Strings), ctypes.c_int]
        names = (f"{path}{ending}".encode() for ending in (".aff", ".dic"))
        self._handle = ctypes.c_void_p(library.Hunspell_create(*names))

    def knows(self, word: str) -> bool:
        return bool(self._library.Hunspell_spell(self._handle, word.encode()))

    def near(self, word: str) -> Sequence[str]:
        found = _Strings()
        count = self._library.Hunspell_suggest(self._handle, ctypes.byref(found), word.encode())
        words = [found[at].decode() for at in range(count)]
        self._library.Hunspell_free_list(self._handle, ctypes.byref(found), count)
        return words


class _Wrapped:
    """The package's own class: the whole program waits for it."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def knows(self, word: str) -> bool:
        return bool(self._inner.spell(word))

    def near(self, word: str) -> Sequence[str]:
        return list(self._inner.suggest(word))
