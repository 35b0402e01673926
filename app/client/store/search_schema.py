"""The search index in the cache, and the triggers that tell it what changed, whoever changed it.

What is deleted or overwritten leaves the index in the same transaction (sync.md I10); what is new is noted
(``search_note``) and indexed when there is nothing else to do.
"""

PERSON, TALK, ENTRY = 0, 1, 2
"""Kinds of ``search_todo`` and ``search_doc``, in the order in which they are indexed: each needs the one before."""

WORDS = 1
"""Grows when the words of a text are told otherwise (``app.language.search``) or the index has other settings: copies
are indexed anew then."""

_FORGET = "DELETE FROM search_doc WHERE row = {};"
_NOTE = (
    "INSERT INTO search_todo (kind, id) SELECT {0}, {1} WHERE NOT EXISTS"
    " (SELECT 1 FROM search_todo WHERE kind = {0} AND id = {1});"
)
"""Not OR IGNORE: in a trigger the conflict clause of the outer statement takes its place."""

_NOTE_PEOPLE = (
    f"INSERT INTO search_todo (kind, id) SELECT {PERSON}, p.id FROM customer p WHERE p.ws = NEW.ws"
    " AND p.organisation_id = NEW.id AND NOT EXISTS"
    f" (SELECT 1 FROM search_todo t WHERE t.kind = {PERSON} AND t.id = p.id);"
)


def _trigger(name: str, when: str, *acts: str) -> str:
    return f"CREATE TRIGGER search_{name} AFTER {when} BEGIN {' '.join(acts)} END"


def _of_person(table: str, columns: str) -> tuple[str, ...]:
    """A row of a customer changes the customer's words."""
    note = {side: _NOTE.format(PERSON, f"{side}.customer_id") for side in ("NEW", "OLD")}
    return (
        _trigger(f"{table}_other", f'UPDATE OF {columns} ON "{table}"', note["OLD"], note["NEW"]),
        _trigger(f"{table}_gone", f'DELETE ON "{table}"', note["OLD"]),
    )


_TABLES = (
    # newest last: ``id`` begins with the instant, so that no sorting is needed; customers have ids below zero
    (
        "CREATE TABLE search_doc (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL,"
        " row BLOB NOT NULL UNIQUE, talk BLOB, words TEXT NOT NULL)"
    ),
    "CREATE INDEX ix_search_doc_talk ON search_doc (talk)",
    (
        "CREATE VIRTUAL TABLE search_word USING fts5 (words, content='search_doc', content_rowid='id',"
        " tokenize='ascii', detail=none, columnsize=0, prefix='3')"
    ),
    "CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab (search_word, instance)",
    "INSERT INTO search_word (search_word, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO search_word (search_word, rank) VALUES ('automerge', 8)",
    (
        "CREATE TABLE search_name (sound TEXT NOT NULL, token TEXT NOT NULL, customer BLOB NOT NULL,"
        " PRIMARY KEY (sound, token, customer)) WITHOUT ROWID"
    ),
    "CREATE INDEX ix_search_name_customer ON search_name (customer)",
    ("CREATE TABLE search_todo (kind INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID"),
    _trigger("doc_in", "INSERT ON search_doc", "INSERT INTO search_word (rowid, words) VALUES (NEW.id, NEW.words);"),
    _trigger(
        "doc_out",
        "DELETE ON search_doc",
        "INSERT INTO search_word (search_word, rowid, words) VALUES ('delete', OLD.id, OLD.words);",
    ),
)
_TRIGGERS = (
    _trigger(
        "entry_other",
        "UPDATE OF payload, conversation_id ON log_entry WHEN OLD.payload <> NEW.payload"
        " OR OLD.conversation_id <> NEW.conversation_id",
        _FORGET.format("NEW.entry_id"),
        _NOTE.format(ENTRY, "NEW.entry_id"),
    ),
    _trigger("entry_moved", "UPDATE OF at ON log_entry WHEN OLD.at <> NEW.at", _NOTE.format(ENTRY, "NEW.entry_id")),
    _trigger("entry_gone", "DELETE ON log_entry", _FORGET.format("OLD.entry_id")),
    _trigger(
        "talk_other",
        "UPDATE OF subject, number, customer_id ON conversation WHEN OLD.subject <> NEW.subject"
        " OR OLD.number IS NOT NEW.number OR OLD.customer_id <> NEW.customer_id",
        _NOTE.format(TALK, "NEW.id"),
    ),
    _trigger(
        "talk_erased",
        "UPDATE OF erased ON conversation WHEN NEW.erased AND NOT OLD.erased",
        "DELETE FROM search_doc WHERE talk = NEW.id;",
    ),
    _trigger("talk_gone", "DELETE ON conversation", "DELETE FROM search_doc WHERE talk = OLD.id;"),
    _trigger(
        "person_other",
        "UPDATE OF name, header_name, organisation_id ON customer WHEN OLD.name <> NEW.name"
        " OR OLD.header_name <> NEW.header_name OR OLD.organisation_id IS NOT NEW.organisation_id",
        _NOTE.format(PERSON, "NEW.id"),
    ),
    *(
        _trigger(
            name, when, f"DELETE FROM search_name WHERE customer = {row};", _FORGET.format(row)
        )
        for name, when, row in (
            ("person_erased", "UPDATE OF erased ON customer WHEN NEW.erased AND NOT OLD.erased", "NEW.id"),
            ("person_gone", "DELETE ON customer", "OLD.id"),
        )
    ),
    _trigger(
        "company_other",
        "UPDATE OF name ON organisation WHEN OLD.name <> NEW.name",
        _NOTE_PEOPLE,
    ),
    _trigger(
        "company_new",
        "INSERT ON organisation",
        _NOTE_PEOPLE,
    ),
    *_of_person("identity", "customer_id, value, display"),
    *_of_person("order", "customer_id, number"),
    _trigger("file_gone", "DELETE ON attachment", _FORGET.format("OLD.entry_id"), _NOTE.format(ENTRY, "OLD.entry_id")),
    _trigger(
        "file_other",
        "UPDATE OF name, entry_id ON attachment WHEN OLD.name <> NEW.name",
        _FORGET.format("NEW.entry_id"),
        _NOTE.format(ENTRY, "NEW.entry_id"),
    ),
)  # fmt: skip
_ANEW = (
    f"INSERT OR IGNORE INTO search_todo (kind, id) SELECT {PERSON}, id FROM customer",
    f"INSERT OR IGNORE INTO search_todo (kind, id) SELECT {TALK}, id FROM conversation",
    f"INSERT OR IGNORE INTO search_todo (kind, id) SELECT {ENTRY}, entry_id FROM log_entry",
)

RETIRED = frozenset(f"search_{it}_new" for it in ("entry", "talk", "person", "file", "identity", "order"))
"""Triggers of earlier programs that noted what is noted without them now; what they noted counts."""

SEARCH_MADE = frozenset(it for it in (*_TABLES, *_TRIGGERS) if it.startswith("CREATE"))
"""What an up to date copy has of it, word for word; all triggers of a copy are the index's."""

SEARCH_ANEW = (
    *(
        f"DROP TABLE IF EXISTS {it}"
        for it in ("search_vocabulary", "search_word", "search_doc", "search_name", "search_todo")
    ),
    *(f"DROP TRIGGER IF EXISTS {it.split()[2]}" for it in _TRIGGERS),
    *_TABLES,
    *_TRIGGERS,
    *_ANEW,
    f"INSERT OR REPLACE INTO meta (name, value) VALUES ('words', '{WORDS}')",
)
"""Throws the index away and notes everything to be indexed."""
