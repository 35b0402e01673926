"""What the palette finds by a few letters: conversations by name, subject, number, address or phone."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.client.store.codec import key
from app.client.store.queries.source import Source
from app.language.match import spellings

_LEAST_DIGITS = 4
"""Fewer digits are a number of a request, not the end of a phone."""
_PHONE = 10
"""Digits of a phone without its country: 8 and +7 do not matter."""


def look_up(source: Source, typed: str, limit: int) -> Sequence[UUID]:
    """Those that hold every typed word, or whose customer has such an address or phone; the newest first."""
    words = typed.replace("№", " ").replace("#", " ").split()
    if not words:
        return []
    sql = ""
    values: list[Any] = []
    for word in words:
        known = spellings(word)
        sql += f" AND ({' OR '.join(['instr(s.words, ?) > 0'] * len(known))})"
        values += known
    by_words = f"SELECT s.id FROM search_text s WHERE 1 = 1{sql}"
    reached = _reached(typed)
    if reached:
        by_words += (
            " UNION SELECT o.id FROM conversation o JOIN identity i ON i.ws = o.ws AND i.customer_id = o.customer_id"
            " WHERE i.ws = ? AND instr(i.value, ?) > 0"
        )
        values += [source.ws, reached]
    rows = source.all(
        f"SELECT c.id FROM conversation c WHERE c.ws = ? AND c.id IN ({by_words}) AND c.status <> 'spam'"
        " ORDER BY c.last_message_at DESC LIMIT ?",
        source.ws, *values, limit,
    )  # fmt: skip
    return [key(row[0]) for row in rows]


def _reached(typed: str) -> str:
    """The part of an address or phone that was typed; empty when it is neither."""
    if "@" in typed:
        return typed.strip().lower()
    digits = "".join(letter for letter in typed if letter.isdecimal())
    is_phone = len(digits) >= _LEAST_DIGITS and not any(letter.isalpha() for letter in typed)
    return digits[-_PHONE:] if is_phone else ""
