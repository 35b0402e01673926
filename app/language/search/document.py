"""Which texts of a row are found: the same for desk and server."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.entry import EntryKind
from app.language.search.spelling import sounds_of
from app.language.search.word import WORD, normal, stem, words_of

FOUND_KINDS = frozenset(
    {
        EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT, EntryKind.NOTE, EntryKind.CALL, EntryKind.SURVEY,
        EntryKind.PROMISE,
    }
)  # fmt: skip
"""Entries with a text of a person; what the house did is not looked for."""

_FIELDS = ("text", "subject", "from")


def entry_text(payload: Mapping[str, Any]) -> str:
    """The text of an entry as a person reads it."""
    return str(payload.get("text") or "")


def entry_words(kind: EntryKind, payload: Mapping[str, Any], file_names: Iterable[str] = ()) -> set[str]:
    """The words of an entry and of the names of its files; none of what the house did itself."""
    if kind not in FOUND_KINDS:
        return set()
    texts = [str(payload[name]) for name in _FIELDS if payload.get(name)]
    return words_of("\n".join([*texts, *file_names]))


def talk_words(number: int | None, subject: str, person: Iterable[str]) -> set[str]:
    """The words under which every entry of a conversation is found: its number, its subject, whose it is."""
    return words_of(f"{number or ''}\n{subject}").union(person)


def person_words(names: Iterable[str], addresses: Iterable[str]) -> set[str]:
    """The words of a customer's names, company and addresses."""
    return words_of("\n".join([*names, *addresses]))


def name_keys(names: Iterable[str], addresses: Iterable[str] = ()) -> set[tuple[str, str]]:
    """How each word of the names sounds, and the word as the index keeps it; mail addresses hold names, too."""
    boxes = (it.partition("@")[0] for it in addresses if "@" in it)
    return {
        (sound, stem(word))
        for name in (*names, *boxes)
        for word in WORD.findall(normal(name))
        if word.isalpha() and len(word) > 1
        for sound in sounds_of(word)
    }
