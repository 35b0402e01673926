"""How a person is called, read from a From header with a confidence: below the threshold nobody is named."""

import re
from collections.abc import Sequence
from functools import lru_cache

from app.language.header_text import readable, split_header, unquoted
from app.language.lexicon import fold, lexicon
from app.language.name_cyrillic import read_cyrillic
from app.language.name_latin import read_latin
from app.language.name_mailbox import completed, read_mailbox
from app.language.name_shape import is_initial, is_word, script_of
from app.language.person import NOBODY, PersonName

MOST_WORDS = 6
SURE = 0.93
"""A person named behind a company is greeted only when given name and surname leave no doubt."""

_SEGMENT = re.compile(r"\s+[-–—:]+\s+|\s*[|;•·]+\s*|\s+/+\s+")
_NOISE = re.compile(r"[^\w&+/]+|\(?[+-]?[\d()-]*\d[\d()-]*")
_PAREN = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=512)
def person_name(header: str, address: str = "") -> PersonName:
    """Who writes, as far as the header tells it for sure.

    ``header`` is a whole From header, a display name or what a visitor typed; ``address`` is used when the header
    has none. Any text is accepted; parts of the result hold letters, hyphens, apostrophes and points only.
    """
    display, mailbox = split_header(header, address)
    local = mailbox.partition("@")[0]
    shown, _ = split_header(display.strip("\"' "))
    text = readable(shown)
    if text is None:
        return NOBODY
    if display and not shown:
        return read_mailbox(display.strip("\"' ").partition("@")[0])
    return _of_display(text, local) if text else read_mailbox(local)


def _of_display(text: str, local: str) -> PersonName:
    words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text)
    if _is_brand(words):
        return NOBODY
    plain = unquoted(_PAREN.sub(" ", text))
    parts = [part for part in re.split(r"\s*,\s*", plain) if part]
    if len(parts) > 1 and (swapped := _surname_comma_given(parts)):
        parts = [swapped, *parts[2:]]
    segments = [segment for part in parts for segment in _SEGMENT.split(part) if segment]
    if not segments:
        return NOBODY
    name = _of_segment(segments[0], local)
    others = [segment for segment in segments[1:] if _tells_of_another(segment)]
    if name.is_known or len(others) != 1:
        return NOBODY if others else name
    behind = _of_segment(others[0], "")  # ООО «Ромашка», Соколова Марина Андреевна
    return behind if behind.surname and behind.confidence >= SURE else NOBODY


def _tells_of_another(segment: str) -> bool:
    """A second person behind a comma or a dash: "Анна, Павел и дети"."""
    words = re.findall(r"[^\W\d_]+|[&+]", segment)
    several = any(lexicon().is_word("several", word) for word in words)
    return _of_segment(segment, "").is_known or (several and any(lexicon().given(word) for word in words))


def _surname_comma_given(parts: Sequence[str]) -> str:
    """``Smith, John`` as ``John Smith``; empty when the comma parts something else."""
    head, tail = parts[0], _without_titles(parts[1].split())
    names = [word for word in tail if not is_initial(word)]
    known = lexicon().given
    widest = 4 if lexicon().is_word("particle", head.split()[0]) else 2
    if len(head.split()) > widest or not names or len(tail) > 3 or not known(names[0]):
        return ""
    if known(head) and not (script_of(head) == "latin" and lexicon().is_word("both", head)):
        return ""
    if any(_is_other(word) for word in head.split()):
        return ""
    return " ".join([*tail, head]) if script_of(head) == "latin" else " ".join([head, *tail])


def _of_segment(segment: str, local: str) -> PersonName:
    if _is_joined(segment):
        return read_mailbox(segment)
    words = re.sub(r"(?<=[^\W\d_]{6})\.$", "", segment).replace(".", ". ").split()
    words = _before_link([word for word in words if not _NOISE.fullmatch(word)])
    words = _split_camel(words)
    plain = _without_titles(words)
    if not 0 < len(plain) <= MOST_WORDS or (len(plain) == 1 and len(words) > 1):
        return NOBODY
    if not all(is_word(word) or is_initial(word) for word in plain) or _has_other(plain):
        return NOBODY
    read = read_cyrillic if any(script_of(word) == "cyrillic" for word in plain) else read_latin
    name = read(plain)
    return name if name.is_known or not local else completed(plain, local) or name


def _is_joined(segment: str) -> bool:
    """``maria.ivanova`` or ``Maria_Ivanova`` in the place of a name."""
    return re.fullmatch(r"[^\W\d_]{3,}[._][^\W\d_]{3,}", segment) is not None


def _split_camel(words: list[str]) -> list[str]:
    if len(words) != 1:
        return words
    parts = re.findall(r"[A-ZА-ЯЁ][a-zа-яё]{2,}", words[0])
    return parts if len(parts) == 2 and "".join(parts) == words[0] and not words[0].startswith("Mac") else words


def _before_link(words: list[str]) -> list[str]:
    """Without what stands behind "from", "из" and their like, written small."""
    for at, word in enumerate(words):
        if at and word.islower() and lexicon().is_word("link", word) and not words[at - 1].islower():
            return words[:at]
    return words


def _without_titles(words: Sequence[str]) -> list[str]:
    plain = list(words)
    while len(plain) > 1 and _is_title(plain[0]):
        plain = plain[1:]
    while len(plain) > 1 and _is_title(plain[-1]) and not is_initial(plain[-1]):
        plain = plain[:-1]
    return plain


def _is_title(word: str) -> bool:
    return lexicon().is_word("title", word.rstrip("."))


def _has_other(words: Sequence[str]) -> bool:
    joins = any(lexicon().is_word("several", word) and not (is_initial(word) and word.isupper()) for word in words)
    soft = lexicon().is_word("soft", words[0]) and len(words) > 1
    return joins or soft or any(_is_other(word) for word in words)


def _is_other(word: str) -> bool:
    parts = [word, *word.split("-")] if "-" in word else [word]
    return any(lexicon().is_word("other", part.rstrip(".")) for part in parts) and not is_initial(word)


def _is_brand(words: Sequence[str]) -> bool:
    return " ".join(fold(word) for word in words) in lexicon().words["brand"]
