"""What the list's filter looks in: name, subject and number of each conversation, folded."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.client.store.codec import chunks, marks

_WRITE = (
    "INSERT INTO search_text (id, words) VALUES (?, ?)"
    " ON CONFLICT (id) DO UPDATE SET words = excluded.words WHERE words <> excluded.words"
)
_FOLD = str.maketrans("ё", "е")


def fold(text: str) -> str:
    """Case and ё/е do not matter to somebody who looks for something."""
    return text.casefold().translate(_FOLD)


def words(filter_text: str) -> list[str]:
    """The folded words of a filter; a conversation must hold each of them."""
    return fold(filter_text.replace("№", " ").replace("#", " ")).split()


def refresh(cursor: Any, ws: bytes, conversations: Iterable[UUID]) -> None:
    """Write the folded words of these conversations anew, in the caller's transaction; gone ones are forgotten."""
    for some in chunks(it.bytes for it in conversations):
        found = cursor.execute(
            "SELECT c.id, c.subject, c.number, p.name, p.header_name FROM conversation c"
            " LEFT JOIN customer p ON p.ws = c.ws AND p.id = c.customer_id"
            f" WHERE c.ws = ? AND c.id IN ({marks(len(some))})",
            (ws, *some),
        ).fetchall()
        cursor.executemany(_WRITE, [(row[0], _folded(row[1:])) for row in found])
        gone = set(some) - {row[0] for row in found}
        cursor.executemany("DELETE FROM search_text WHERE id = ?", [(it,) for it in gone])


def _folded(parts: Iterable[Any]) -> str:
    return fold(" ".join(str(it) for it in parts if it is not None))
