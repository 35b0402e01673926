"""Looking for conversations and customers in the index of this computer."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from app.client.search import Found, Hit, PersonHit
from app.client.store.cipher import Connection
from app.client.store.codec import data, instant, key, marks
from app.client.store.queries.search_name import LocalVocabulary, any_of, spelled_out
from app.client.store.search_index import first_id, waiting
from app.client.store.search_schema import ENTRY
from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.status import Status
from app.language.search.document import entry_text
from app.language.search.resolving import resolve
from app.language.search.spot import Marks, Spot, snippet
from app.language.search.wanted import Filters, Search, Wanted
from app.language.search.word import normal

ROOM = 110
"""Characters of a message that are shown."""

_SCANNED = 20_000
"""Matches looked at for one answer: with a filter most of them may not be right."""

_OF_ONE = 4
"""Matches of one conversation that are kept, the newest, until it is known which shows its words."""

_ROWS = """
SELECT c.id, c.number, c.customer_id, coalesce(p.name, ''), c.subject, c.preview, c.preview_author, c.last_message_at,
  c.channel, c.status, c.queue_id
FROM conversation c LEFT JOIN customer p ON p.ws = c.ws AND p.id = c.customer_id WHERE c.ws = ? AND c.id IN ({})
"""


class Match(NamedTuple):
    """A conversation and the ids of its entries that have the words, the newest first."""

    talk: bytes
    entries: list[bytes]


@dataclass(frozen=True, slots=True)
class Index:
    """The cache as search reads it: on a connection of its own, for the days of ``zone``."""

    connection: Connection
    ws: bytes
    zone: ZoneInfo

    def all(self, sql: str, values: Iterable[Any]) -> list[Any]:
        """Rows of a query."""
        rows: list[Any] = self.connection.execute(sql, list(values)).fetchall()
        return rows


def find(index: Index, search: Search, limit: int, people: int) -> Found:
    """See ``app.client.search.Finder``."""
    search = resolve(search, LocalVocabulary(index.connection))
    if not search:
        return Found(search, waiting=waiting(index.connection))
    matches = _matches(index, search, limit + 1)
    hits = _hits(index, search, matches[:limit])
    found = _people(index, search, people) if search.words and people else []
    return Found(search, hits, found, len(matches) > limit, waiting(index.connection))


def match_text(words: Iterable[Wanted]) -> str:
    """All the words, as FTS5 reads them."""
    return " AND ".join(f"({any_of(word.terms)})" for word in words)


# ------------------------------------------------------------------ conversations


def _matches(index: Index, search: Search, limit: int) -> list[Match]:
    """The newest conversations, each with its newest matches."""
    found: dict[bytes, Match] = {}
    moved: dict[bytes, str] = {}
    for seen, (talk, row, kind) in enumerate(_stream(index, search)):
        match = found.get(talk)
        if kind == ENTRY and _is_elsewhere(index, talk, row, moved):
            continue
        if match is None:
            if len(found) == limit or seen >= _SCANNED:
                break
            match = found[talk] = Match(talk, [])
        if kind == ENTRY and len(match.entries) < _OF_ONE:
            match.entries.append(row)
    return list(found.values())


def _is_elsewhere(index: Index, talk: bytes, row: bytes, moved: dict[bytes, str]) -> bool:
    """Whether an entry was moved and is found where its copy stands; ``moved``: what each conversation was asked."""
    if talk not in moved:
        stored = index.all("SELECT moved_ids FROM conversation WHERE ws = ? AND id = ?", [index.ws, talk])
        moved[talk] = str(stored[0][0]) if stored else ""
    return len(moved[talk]) > len("[]") and str(key(row)) in moved[talk]


def _stream(index: Index, search: Search) -> Iterator[tuple[bytes, bytes, int]]:
    """Matches, the newest first, read as far as somebody asks."""
    filters = search.filters
    every = [*search.words, *(word for words in filters.customers for word in words)]
    every = [spelled_out(index.connection, it) for it in every]
    conditions, values = _conditions(index, filters)
    span = _span(filters, index.zone)
    if every:
        join, ws = (" CROSS JOIN conversation c ON c.ws = ? AND c.id = d.talk", [index.ws]) if conditions else ("", [])
        sql = (
            f"SELECT d.talk, d.row, d.kind FROM search_word f CROSS JOIN search_doc d ON d.id = f.rowid{join}"
            f" WHERE f.search_word MATCH ? AND f.rowid >= ? AND f.rowid < ?{conditions} ORDER BY f.rowid DESC"
        )
        yield from index.connection.execute(sql, [*ws, match_text(every), *span, *values])
        return
    within = ""
    if filters.after or filters.before:
        within = " AND EXISTS (SELECT 1 FROM search_doc d WHERE d.talk = c.id AND d.id >= ? AND d.id < ?)"
        values = [*span, *values]
    sql = f"SELECT c.id, c.id, 0 FROM conversation c WHERE c.ws = ?{within}{conditions} ORDER BY c.last_message_at DESC"
    yield from index.connection.execute(sql, [index.ws, *values])


def _span(filters: Filters, zone: ZoneInfo) -> tuple[int, int]:
    """Ids of what happened from the first day on and before the last."""
    low = 1 if filters.after is None else first_id(_midnight(filters.after, zone))
    return low, (1 << 62) if filters.before is None else first_id(_midnight(filters.before, zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _conditions(index: Index, filters: Filters) -> tuple[str, list[Any]]:
    """Filters as conditions on conversation ``c``."""
    sql = ""
    values: list[Any] = []
    for column, wanted in (("status", filters.statuses), ("channel", filters.channels)):
        if wanted:
            sql += f" AND c.{column} IN ({marks(len(wanted))})"
            values += sorted(it.value for it in wanted)
    if filters.queues:
        queues = _named(index, "queue", filters.queues)
        sql += f" AND c.queue_id IN ({marks(len(queues))})"
        values += queues
    if filters.tags:
        tags = [str(key(it)) for it in _named(index, "tag", filters.tags)]
        sql += " AND (" + " OR ".join(["instr(c.tag_ids, ?) > 0"] * len(tags) or ["0"]) + ")"
        values += tags
    for words in filters.customers:
        sql += " AND c.customer_id IN (SELECT p.row FROM search_word q JOIN search_doc p ON p.id = q.rowid"
        sql += " WHERE q.search_word MATCH ? AND q.rowid < 0)"
        values.append(match_text(words))
    return sql, values


def _named(index: Index, table: str, wanted: Sequence[str]) -> list[bytes]:
    """Ids of rows one of whose names begins so, in any language."""
    rows = index.all(f"SELECT id, name, names FROM {table} WHERE ws = ?", [index.ws])
    return [
        row_id
        for row_id, name, names in rows
        if any(normal(str(it)).startswith(text) for it in (name, *data(names).values()) for text in wanted)
    ]


# ------------------------------------------------------------------ what is shown of them


def _hits(index: Index, search: Search, matches: Sequence[Match]) -> list[Hit]:
    if not matches:
        return []
    rows = {
        row[0]: row for row in index.all(_ROWS.format(marks(len(matches))), [index.ws, *(it.talk for it in matches)])
    }
    entries = [it for match in matches for it in match.entries]
    query = (
        f"SELECT entry_id, payload, author_kind, at FROM log_entry WHERE ws = ? AND entry_id IN ({marks(len(entries))})"
    )
    texts = {row[0]: row for row in index.all(query, [index.ws, *entries])}
    marks_of = Marks(search).spots
    return [
        _hit(marks_of, rows[it.talk], [texts[entry] for entry in it.entries if entry in texts])
        for it in matches
        if it.talk in rows
    ]


def _hit(spots: Callable[[str], list[Spot]], row: Sequence[Any], entries: Sequence[Sequence[Any]]) -> Hit:
    """By its newest entry that shows a word, else by its newest."""
    entry, text = (entries[0], _text(entries[0])) if entries else (None, str(row[5]))
    marked = spots(text)
    for other in entries[1:]:
        if marked:
            break
        if found := spots(_text(other)):
            entry, text, marked = other, _text(other), found
    line, in_line = snippet(text, marked, ROOM)
    return Hit(
        conversation_id=key(row[0]),
        entry_id=None if entry is None else key(entry[0]),
        number=row[1],
        customer_id=key(row[2]),
        customer_name=row[3],
        subject=row[4],
        text=line,
        author=AuthorKind(row[6] if entry is None else entry[2]),
        at=instant(row[7] if entry is None else entry[3]),
        channel=Channel(row[8]),
        status=Status(row[9]),
        queue_id=key(row[10]),
        text_spots=tuple(in_line),
        subject_spots=tuple(spots(row[4])),
        name_spots=tuple(spots(row[3])),
    )


def _text(entry: Sequence[Any]) -> str:
    return entry_text(json.loads(entry[1]))


# ------------------------------------------------------------------ customers


def _people(index: Index, search: Search, limit: int) -> list[PersonHit]:
    rows = index.all(
        "SELECT p.id, p.name, coalesce(o.name, ''),"
        " coalesce((SELECT CASE display WHEN '' THEN value ELSE display END FROM identity i WHERE i.ws = p.ws"
        "  AND i.customer_id = p.id AND i.channel IN ('email', 'phone') ORDER BY channel LIMIT 1), ''),"
        " (SELECT count(*) FROM conversation c WHERE c.ws = p.ws AND c.customer_id = p.id),"
        " (SELECT id FROM conversation c WHERE c.ws = p.ws AND c.customer_id = p.id"
        "  ORDER BY last_message_at DESC LIMIT 1)"
        " FROM search_word q CROSS JOIN search_doc d ON d.id = q.rowid CROSS JOIN customer p"
        " ON p.ws = ? AND p.id = d.row"
        " LEFT JOIN organisation o ON o.ws = p.ws AND o.id = p.organisation_id"
        " WHERE q.search_word MATCH ? AND q.rowid < 0 ORDER BY q.rowid DESC LIMIT ?",
        [index.ws, match_text([spelled_out(index.connection, it) for it in search.words]), limit],
    )
    marks_of = Marks(search).spots
    return [
        PersonHit(
            key(row[0]), row[1], row[2], row[3], row[4], None if row[5] is None else key(row[5]),
            tuple(marks_of(row[1])),
        )
        for row in rows
    ]  # fmt: skip
