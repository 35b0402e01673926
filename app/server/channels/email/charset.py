"""Bytes of unknown honesty to text: declared charset first, evidence second, guessing last."""

from __future__ import annotations

import codecs
import re

# Python codecs that are not charsets of mail: transformations, escapes, and punycode, which is quadratic.
_NOT_MAIL = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"})
_ALIASES = {
    "unicode-1-1-utf-7": "utf-7",
    "x-unknown": "",
    "unknown-8bit": "",
    "ansi_x3.110-1983": "latin-1",
    "cp-866": "cp866",
    "ibm-866": "cp866",
    "cp-1251": "cp1251",
    "win-1251": "cp1251",
    "x-cp1251": "cp1251",
    "win1251": "cp1251",
    "koi8": "koi8-r",
    "koi-8": "koi8-r",
    "koi8r": "koi8-r",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "utf8mb4": "utf-8",
    "x-mac-cyrillic": "mac-cyrillic",
}
_SAMPLE = 16_384
_NAME = re.compile(r"[a-z0-9_.:+-]{1,40}")
_CYRILLIC_TRIAL = ("cp1251", "koi8-r", "cp866")
_CARELESS = frozenset({"", "ascii", "utf-8", "cp1252", "iso8859-1", "iso8859-15"})
_LAST = ("cp1252", "cp1251")
# The most frequent letters of Russian text; used only to tell the three Cyrillic charsets apart.
_COMMON = frozenset("оеаинтсрвлкмдпу")
_WORD = re.compile("[А-Яа-яЁё]+")
_TOGETHER = re.compile(rb"[\x80-\xff]{2,}")


def codec_of(name: str) -> str | None:
    """The Python codec for a charset named by a mail, or None when it is unknown or no charset at all."""
    label = name.strip(" \t\r\n\"'").lower()
    label = _ALIASES.get(label, label)
    if not _NAME.fullmatch(label):
        return None
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    if info.name.replace("-", "_") in _NOT_MAIL or not getattr(info, "_is_text_encoding", True):
        return None
    return info.name


_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes, declared: str | None, *, guess: bool = False) -> tuple[str, str | None]:
    """Text of ``data`` and, when the declared charset could not be believed, why.

    Never raises. Without any evidence undecodable bytes become U+FFFD; so do halves of surrogate pairs, which UTF-7
    can smuggle in and no database can hold. ``guess`` allows the slow statistics, some milliseconds a text.
    """
    text, why = _decoded(data, declared, guess)
    return (text if text.isascii() else _SURROGATE.sub("\ufffd", text)), why


def _decoded(data: bytes, declared: str | None, guess: bool) -> tuple[str, str | None]:
    if not declared and data.isascii() and b"\x1b" not in data:
        return data.decode("ascii"), None
    codec = codec_of(declared) if declared else None
    if codec == "ascii" or (codec is None and declared is None):
        codec = "ascii" if data.isascii() else None
    if codec is not None:
        text = _strict(data, codec)
        if text is not None:
            return _honest(text, data, codec)
    return _without_promise(data, codec, declared, guess)


def _honest(text: str, data: bytes, codec: str) -> tuple[str, str | None]:
    """Catch UTF-8 text under a one-byte label: one-byte codecs decode everything, also wrongly."""
    if codec in {"cp1252", "iso8859-1", "cp1251", "koi8-r"} and not data.isascii():
        utf8 = _strict(data, "utf-8")
        if utf8 is not None:
            return utf8, f"the text says {codec} and is utf-8"
    return text.removeprefix("\ufeff"), None


def _without_promise(data: bytes, codec: str | None, declared: str | None, guess: bool) -> tuple[str, str | None]:
    why = f"the charset {declared[:40]!r} does not fit the text" if declared else "no charset is named"
    utf8 = _strict(data, "utf-8")
    if utf8 is not None:
        return utf8.removeprefix("\ufeff"), why
    if codec is not None and codec != "ascii":
        text = data.decode(codec, "replace")
        if text.count("\ufffd") * 20 <= len(text):
            return text, why
    return _guess(data, guess), why


def decode_line(data: bytes, declared: str) -> str:
    """A raw 8-bit header as text: it names no charset, the letter under it may have ``declared`` one.

    A rare charset is believed, one of the three Cyrillic ones unless another reads better. What many programs declare
    whatever they write is not: then it is Russian where it looks so, else Western. Never raises.
    """
    utf8 = _strict(data, "utf-8")
    if utf8 is not None:
        return _SURROGATE.sub("\ufffd", utf8.removeprefix("\ufeff"))
    codec = codec_of(declared) or ""
    told = None if codec in _CARELESS else _strict(data, codec)
    if told is not None and codec not in _CYRILLIC_TRIAL:
        return _SURROGATE.sub("\ufffd", told)
    guessed = max((it for it in (told, _russian(data)) if it is not None), key=_russian_score, default=None)
    if guessed is None:
        guessed = next((text for name in _LAST if _is_all_letters(text := data.decode(name, "replace"))), None)
    return data.decode("cp1252", "replace") if guessed is None else guessed


def _is_all_letters(text: str) -> bool:
    return all(letter.isalpha() for letter in text if letter > "\x7f")


def _high(data: bytes) -> int:
    return sum(byte > 127 for byte in data)


def _russian(data: bytes) -> str | None:
    """The text, when it looks Russian in one of the three charsets."""
    sample = data[:_SAMPLE]
    high = _high(sample)
    if sum(map(len, _TOGETHER.findall(sample))) * 2 > high:  # accents of other languages stand alone
        best = max(_CYRILLIC_TRIAL, key=lambda name: _russian_score(sample.decode(name, "replace")))
        if _russian_score(sample.decode(best, "replace")) > 0.55 * high:
            return data.decode(best, "replace")
    return None


def _guess(data: bytes, statistics: bool) -> str:
    russian = _russian(data)
    if russian is not None:
        return russian
    if not statistics:
        return data.decode("utf-8", "replace")
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    match = from_bytes(sample).best() if _high(sample) * 100 > len(sample) else None
    codec = codec_of(match.encoding) if match else None
    if codec is None:
        return data.decode("utf-8", "replace")
    return data.decode(codec, "replace")


def _russian_score(text: str) -> float:
    """Common letters count one, others a half: of words that are small, begin with a capital, or are all capitals.

    The wrong table shows as capitals within words; between all small and all capitals the letters decide.
    """
    words = (it for it in _WORD.findall(text) if len(it) == 1 or it[1:].islower() or it.isupper())
    return sum((1.0 if letter in _COMMON else 0.5) for word in words for letter in word.lower())


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (ValueError, LookupError, OverflowError):
        return None
