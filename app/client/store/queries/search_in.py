"""Looking within one customer's timeline, and for names that complete a filter."""

import json
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.client.search import FoundIn
from app.client.store.codec import data, key
from app.client.store.queries.search import Index
from app.language.named import in_language
from app.language.search.document import entry_text
from app.language.search.query import words
from app.language.search.spot import literal_spots, spots
from app.language.search.wanted import Search
from app.language.search.word import normal

_NAMES = 12
_TEXTS = (
    "SELECT e.entry_id, e.payload FROM log_entry e JOIN conversation c ON c.ws = e.ws AND c.id = e.conversation_id"
    " WHERE e.ws = ?1 AND c.customer_id = (SELECT customer_id FROM conversation WHERE ws = ?1 AND id = ?2)"
    " AND e.kind IN ('message_in', 'message_out', 'note', 'call') ORDER BY e.seq IS NULL, e.at, e.seq"
)


def find_in(index: Index, conversation_id: UUID, typed: str) -> FoundIn:
    """See ``app.client.search.Finder``."""
    if not typed.strip():
        return FoundIn(typed)
    rows = index.all(_TEXTS, [index.ws, conversation_id.bytes])
    texts = [(row[0], entry_text(json.loads(row[1]))) for row in rows]
    found = tuple(key(entry) for entry, text in texts if literal_spots(text, typed))
    if found:
        return FoundIn(typed, found)
    search = Search(words(typed))
    return FoundIn(typed, tuple(key(entry) for entry, text in texts if spots(text, search)), literal=False)


def names(index: Index, kind: str, typed: str, language: str) -> Sequence[str]:
    """See ``app.client.search.Finder``."""
    wanted = normal(typed).strip()
    if kind == "from":
        return _customers(index, wanted)
    if kind not in ("queue", "tag"):
        return ()
    rows = index.all(f"SELECT name, names FROM {kind} WHERE ws = ? ORDER BY name", [index.ws])
    shown = [in_language(data(row[1]), row[0], language) for row in rows]
    return [it for it in shown if normal(it).startswith(wanted) and normal(it) != wanted][:_NAMES]


def _customers(index: Index, wanted: str) -> Sequence[str]:
    if len(wanted) < 2:
        return ()
    from app.client.store.queries.search import find
    from app.language.search.query import read

    found = find(index, read(wanted, date.min), 1, _NAMES)
    return list(dict.fromkeys(it.name for it in found.people if normal(it.name) != wanted))
