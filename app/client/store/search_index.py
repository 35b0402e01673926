"""Brings the search index up to date, a little at a time, when the writer has nothing else to do."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from app.client.store.cipher import Connection, transaction
from app.client.store.codec import chunks, instant, marks
from app.client.store.search_schema import ENTRY, PERSON, TALK
from app.domain.entry import EntryKind
from app.language.search.document import entry_words, name_keys, person_words, talk_words

STEP, SMALL_STEP = 96, 16
"""Rows of one step: some 15 ms, and one transaction; some ten while the window is at work."""

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_LOW_BITS = 20
_NEAR = 60_000 << _LOW_BITS
"""A minute of ids. The server's clock gives a message of one's own another instant than the desk did: a document that
would move by less stays, for taking one out goes through all that share a word with it. So around midnight a search by
days may know it under the day on which it was written."""

_PERSON_BITS = 62
_PUT = "INSERT INTO search_doc (id, kind, row, talk, words) VALUES (?, ?, ?, ?, ?)"
_NOTE_ENTRIES = (
    "INSERT OR IGNORE INTO search_todo (kind, id) SELECT ?, entry_id FROM log_entry"
    " WHERE ws = ? AND conversation_id = ? AND (? OR NOT EXISTS (SELECT 1 FROM search_doc WHERE row = entry_id))"
)
"""All entries of a conversation, or those that came while it was noted itself."""

_WAITING = (
    "SELECT (SELECT count(*) FROM search_todo) + (SELECT coalesce(sum(r.high - r.low + 1), 0) FROM search_todo t"
    f" JOIN log_range r ON r.conversation_id = t.id WHERE t.kind = {TALK})"
)
_Doc = tuple[int, int, bytes, bytes | None, str]


def first_id(at: datetime) -> int:
    """The lowest id of what happened at that instant or later; ids of entries and conversations are above zero."""
    return max(1, int((at - _EPOCH).total_seconds() * 1_000) << _LOW_BITS)


def waiting(cursor: Any) -> int:
    """How many rows are still to be indexed, with the entries of conversations that are noted themselves."""
    return int(cursor.execute(_WAITING).fetchone()[0])


def index_some(connection: Connection, ws: bytes, limit: int = STEP) -> bool:
    """One step of so many rows as a transaction of its own; False: there was nothing to do.

    Raises:
        Trouble: ``DISK_FULL``; nothing of the step is kept, it is done again later.
    """
    with transaction(connection) as cursor:
        return step(cursor, ws, limit)


def step(cursor: Any, ws: bytes, limit: int = STEP) -> bool:
    """Index some of what is noted, the newest entries first, inside the caller's transaction; False: all is done."""
    noted = cursor.execute("SELECT kind, id FROM search_todo ORDER BY kind, id DESC LIMIT ?", (limit,)).fetchall()
    if not noted:
        return False
    kind = noted[0][0]
    rows = [row_id for of, row_id in noted if of == kind]
    cursor.executemany("DELETE FROM search_todo WHERE kind = ? AND id = ?", [(kind, it) for it in rows])
    work: dict[int, Callable[[Any, bytes, Sequence[bytes]], list[_Doc]]] = {
        PERSON: _people, TALK: _talks, ENTRY: _entries,
    }  # fmt: skip
    for some in chunks(rows):
        _put(cursor, work[kind](cursor, ws, some))
    return True


def _people(cursor: Any, ws: bytes, rows: Sequence[bytes]) -> list[_Doc]:
    found = cursor.execute(
        "SELECT p.id, p.name, p.header_name, coalesce(o.name, '') FROM customer p"
        " LEFT JOIN organisation o ON o.ws = p.ws AND o.id = p.organisation_id"
        f" WHERE p.ws = ? AND p.id IN ({marks(len(rows))})",
        (ws, *rows),
    ).fetchall()
    known = _known(cursor, rows)
    docs: list[_Doc] = []
    for row_id, *names in found:
        addresses = _addresses(cursor, ws, row_id)
        words = _text(person_words(names, addresses))
        if known.get(row_id) == words:
            continue
        docs.append((_person_id(row_id), PERSON, row_id, None, words))
        cursor.execute("DELETE FROM search_name WHERE customer = ?", (row_id,))
        keys = [(sound, token, row_id) for sound, token in sorted(name_keys(names, addresses))]
        cursor.executemany("INSERT OR IGNORE INTO search_name (sound, token, customer) VALUES (?, ?, ?)", keys)
        cursor.execute(
            "INSERT OR IGNORE INTO search_todo (kind, id) SELECT ?, id FROM conversation"
            " WHERE ws = ? AND customer_id = ?",
            (TALK, ws, row_id),
        )
    return docs


def _addresses(cursor: Any, ws: bytes, customer: bytes) -> list[str]:
    rows = cursor.execute(
        "SELECT value FROM identity WHERE ws = ?1 AND customer_id = ?2 AND channel IN ('email', 'phone')"
        ' UNION ALL SELECT number FROM "order" WHERE ws = ?1 AND customer_id = ?2',
        (ws, customer),
    ).fetchall()
    return [row[0] for row in rows]


def _talks(cursor: Any, ws: bytes, rows: Sequence[bytes]) -> list[_Doc]:
    found = cursor.execute(
        "SELECT c.id, c.number, c.subject, c.created_at, p.name, p.header_name, o.name, c.customer_id"
        " FROM conversation c LEFT JOIN customer p ON p.ws = c.ws AND p.id = c.customer_id"
        " LEFT JOIN organisation o ON o.ws = c.ws AND o.id = p.organisation_id"
        f" WHERE c.ws = ? AND c.id IN ({marks(len(rows))})",
        (ws, *rows),
    ).fetchall()
    known = _known(cursor, rows)
    docs: list[_Doc] = []
    for row_id, number, subject, created_at, *names, customer in found:
        person = person_words(filter(None, names), _reached_at(cursor, ws, customer))
        words = _text(talk_words(number, subject, person))
        changed = known.get(row_id) != words
        if changed:
            docs.append((_id_of(created_at, row_id), TALK, row_id, row_id, words))
        cursor.execute(_NOTE_ENTRIES, (ENTRY, ws, row_id, changed))
    return docs


def _reached_at(cursor: Any, ws: bytes, customer: bytes) -> list[str]:
    rows = cursor.execute(
        "SELECT value FROM identity WHERE ws = ? AND customer_id = ? AND channel IN ('email', 'phone')", (ws, customer)
    ).fetchall()
    return [row[0] for row in rows]


def _entries(cursor: Any, ws: bytes, rows: Sequence[bytes]) -> list[_Doc]:
    found = cursor.execute(
        "SELECT e.entry_id, e.conversation_id, e.kind, e.at, e.payload, d.words,"
        " (SELECT group_concat(a.name, char(10)) FROM attachment a WHERE a.ws = e.ws AND a.entry_id = e.entry_id)"
        " FROM log_entry e JOIN conversation c ON c.ws = e.ws AND c.id = e.conversation_id AND NOT c.erased"
        " LEFT JOIN search_doc d ON d.row = e.conversation_id"
        f" WHERE e.ws = ? AND e.entry_id IN ({marks(len(rows))})",
        (ws, *rows),
    ).fetchall()
    there = _there(cursor, rows)
    docs: list[_Doc] = []
    for row_id, talk, kind, at, payload, around, names in found:
        own = entry_words(EntryKind(kind), json.loads(payload), (names or "").split("\n"))
        doc = (_id_of(at, row_id), ENTRY, row_id, talk, _text(own.union((around or "").split())))
        if own and not _is_there(doc, there.get(row_id)):
            docs.append(doc)
    return docs


def _is_there(doc: _Doc, there: tuple[int, bytes | None, str] | None) -> bool:
    """Whether a document need not be put in again: the same words in nearly the same place."""
    return there is not None and there[1:] == doc[3:] and abs(there[0] - doc[0]) < _NEAR


def _put(cursor: Any, docs: list[_Doc]) -> None:
    """In the order of ids, which is how the index takes them without a flush for each."""
    cursor.executemany("DELETE FROM search_doc WHERE row = ?", [(doc[2],) for doc in docs])
    for doc in sorted(docs):
        place = doc[0]
        while cursor.execute("SELECT 1 FROM search_doc WHERE id = ?", (place,)).fetchone() is not None:
            place += 1
        cursor.execute(_PUT, (place, *doc[1:]))


def _known(cursor: Any, rows: Sequence[bytes]) -> dict[bytes, str]:
    return {row_id: words for row_id, (_, _, words) in _there(cursor, rows).items()}


def _there(cursor: Any, rows: Sequence[bytes]) -> dict[bytes, tuple[int, bytes | None, str]]:
    query = f"SELECT row, id, talk, words FROM search_doc WHERE row IN ({marks(len(rows))})"
    return {row_id: (place, talk, words) for row_id, place, talk, words in cursor.execute(query, list(rows))}


def _text(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


def _id_of(stored_at: str, row_id: bytes) -> int:
    return first_id(instant(stored_at)) | (int.from_bytes(row_id[-4:], "big") & ((1 << _LOW_BITS) - 1))


def _person_id(row_id: bytes) -> int:
    return -1 - (int.from_bytes(row_id[-8:], "big") & ((1 << _PERSON_BITS) - 1))
