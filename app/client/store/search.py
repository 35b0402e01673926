"""What the list's filter looks in: name, subject and number of each conversation, folded."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

_FOLD = str.maketrans("ё", "е")


def fold(text: str) -> str:
    """Case and ё/е do not matter to somebody who looks for something."""
    return text.casefold().translate(_FOLD)


def words(filter_text: str) -> list[str]:
    """The folded words of a filter; a conversation must hold each of them."""
    return fold(filter_text.replace("№", " ").replace("#", " ")).split()


def refresh(cursor: Any, ws: bytes, conversations: Iterable[UUID]) -> None:
    """Write the folded words of these conversations anew, in the caller's transaction; gone ones are forgotten."""
    for conversation_id in conversations:
        key = conversation_id.bytes
        row = cursor.execute(
            "SELECT c.subject, c.number, p.name, p.header_name FROM conversation c"
            " LEFT JOIN customer p ON p.ws = c.ws AND p.id = c.customer_id WHERE c.ws = ? AND c.id = ?",
            (ws, key),
        ).fetchone()
        if row is None:
            cursor.execute("DELETE FROM search_text WHERE id = ?", (key,))
            continue
        text = fold(" ".join(str(part) for part in row if part is not None))
        cursor.execute("INSERT OR REPLACE INTO search_text (id, words) VALUES (?, ?)", (key, text))
