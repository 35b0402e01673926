"""The language somebody writes in, told by the letters of their own words, however few."""

import re
from collections.abc import Iterable

from app.language.quote import split_quote

LETTERS = 4
"""So many letters speak for themselves; with fewer ("ok", a model's name) what was written before is asked."""

CLEAR_WORDS, CLEAR_LETTERS = 3, 10
"""So many words of one alphabet and none of the other are a sentence, not the name of an article."""

_READ = 20_000
_WORD = re.compile(r"[^\W\d_]+")
_NOT_WORDS = re.compile(r"\b(?:https?://|www\.)\S+|(?<!\S)\S+@\S+", re.IGNORECASE)  # else quadratic in one word
_LANGUAGES = {"ru": "ru", "рус": "ru", "en": "en", "англ": "en"}


def written_language(texts: Iterable[str]) -> str:
    """``ru`` or ``en`` by the first text with enough letters, else by all of them; empty when none has any.

    Give the surest first: the latest message, the ones before it, the subject. Addresses and quotes are not read.
    """
    cyrillic = latin = 0
    for text in texts:
        here, there = _letters(text)
        if here + there >= LETTERS:
            return _by(here, there)
        cyrillic, latin = cyrillic + here, latin + there
    return _by(cyrillic, latin)


def clear_language(texts: Iterable[str]) -> str:
    """``ru`` or ``en`` when the first text with a whole sentence is in that alphabet alone; else empty.

    Latin words in capitals or with capitals in front are names of goods more often than English.
    """
    for text in texts:
        words = _WORD.findall(own_words(text))
        cyrillic = [it for it in words if it[0] > "\u03ff"]
        plain = cyrillic or [it for it in words if it.islower()]
        if len(plain) >= CLEAR_WORDS and sum(map(len, plain)) >= CLEAR_LETTERS:
            return "ru" if len(cyrillic) * 2 > len(words) else "" if cyrillic else "en"
    return ""


def named_language(value: str) -> str:
    """``ru`` or ``en`` for a language as people and programs name it: "English", "по-русски", "en-GB"; else empty."""
    word = value.strip().lower().removeprefix("по-").removeprefix("на ")
    return next((language for start, language in _LANGUAGES.items() if word.startswith(start)), "")


def own_words(text: str) -> str:
    """What the author of the first 20,000 characters wrote in them: no quotes, no links, no addresses."""
    return _NOT_WORDS.sub(" ", split_quote(text[:_READ]).own)


def _letters(text: str) -> tuple[int, int]:
    letters = [letter for letter in own_words(text) if letter.isalpha()]
    cyrillic = sum("\u0400" <= letter <= "\u052f" for letter in letters)
    return cyrillic, sum(letter < "\u0250" for letter in letters)


def _by(cyrillic: int, latin: int) -> str:
    # a Russian letter is often full of Latin names of goods, an English one seldom of Russian words
    return ("ru" if cyrillic * 2 > latin else "en") if cyrillic or latin else ""
