"""The one tokenizer of desk and server: a text as the set of words it is found by."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

PHONE = "☎"
"""Begins the word of a phone number: its digits from the last to the first, so that its last digits are a beginning."""

TEXT_CHARACTERS = 20_000
LONGEST = 64
"""Of a text so much is read, of a word so much is kept: what is longer is no text of a person."""

_KEPT = 8_192
_FOLD = str.maketrans("ё", "е")
WORD = re.compile(r"[^\W_]+")
MAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
JOINED = re.compile(r"[^\W_]+(?:[-./'’_][^\W_]+)+")
NUMBER = re.compile(r"(?<!\w)(?:\+|\+?\()?\d[\d\s().-]{5,24}\d(?!\w)")
_FEWEST, _SPACED, _MOST = 7, 10, 15
"""Digits of a phone number; with spaces in it at least ten, unless it begins like one."""


def normal(text: str) -> str:
    """The form in which texts are compared: small letters, ё as е, one spelling of each character."""
    return unicodedata.normalize("NFKC", text.replace("№", " ")).casefold().translate(_FOLD)


def words_of(text: str) -> set[str]:
    """Every word of the text as the index keeps it.

    Words of letters by their stems, words with digits as they are; a number or address that is written with signs
    between is also there in one piece; a phone also by ``PHONE`` and its digits from the end. No word holds a sign.
    """
    folded = normal(text[:TEXT_CHARACTERS])
    found = {stem(word) for word in WORD.findall(folded)}
    for shape in (MAIL, JOINED):
        found.update(in_one(piece) for piece in shape.findall(folded))
    for piece in NUMBER.findall(folded):
        digits = phone_digits(piece)
        if digits:
            found.add(PHONE + digits[::-1])
    return found


@lru_cache(_KEPT)
def stem(word: str) -> str:
    """A normal word as it is kept."""
    word = word[:LONGEST]
    if not word.isalpha():
        return word
    if word.isascii():
        stemmed: str = _stemmer("english").stemWord(word)
        return stemmed
    if "а" <= word[0] <= "я":
        russian: str = _stemmer("russian").stemWord(word)
        return russian
    return word


def in_one(piece: str) -> str:
    """A number or an address without the signs in it."""
    return "".join(WORD.findall(piece))[:LONGEST]


def phone_digits(piece: str) -> str:
    """The digits of a phone number without the prefix that people leave out; empty when it is none."""
    digits = "".join(it for it in piece if it.isdigit())
    fewest = _FEWEST if piece.startswith(("+", "(", "8")) or " " not in piece else _SPACED
    return national(digits) if fewest <= len(digits) <= _MOST else ""


def national(digits: str) -> str:
    """Without the +7 or 8 of a Russian number, and without leading zeros."""
    if len(digits) == 11 and digits[0] in "78":
        return digits[1:]
    return digits.lstrip("0")


@lru_cache(2)
def _stemmer(language: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(language, 0)
