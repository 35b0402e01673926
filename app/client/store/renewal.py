"""What an earlier program made otherwise is made anew, and nothing else: all of it takes seconds in a large copy."""

import json
from collections.abc import Iterator
from typing import Any

from app.client.store.schema import INDEXES
from app.client.store.search_schema import RETIRED, SEARCH_ANEW, SEARCH_MADE, WORDS

_FIRST_WORDS = "1"
"""What a copy is indexed by that does not say it."""


def renewals(cursor: Any) -> Iterator[str]:
    """Statements that bring indexes and search up to date in a copy that has all tables."""
    made = cursor.execute("SELECT name, sql, type FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    by_name = {name: sql for name, sql, _ in made}
    for statement in INDEXES:
        name = statement.split()[5]
        if by_name.get(name) != statement.replace("IF NOT EXISTS ", "", 1):
            yield f"DROP INDEX IF EXISTS {name}"
            yield statement
    triggers = {name: sql for name, sql, kind in made if kind == "trigger"}
    yield from (f"DROP TRIGGER {it}" for it in RETIRED & triggers.keys())
    strange = [it for it, sql in triggers.items() if it not in RETIRED and sql not in SEARCH_MADE]
    words = cursor.execute("SELECT value FROM meta WHERE name = 'words'").fetchone() or (_FIRST_WORDS,)
    if strange or words[0] != str(WORDS) or not SEARCH_MADE.issubset(by_name.values()):
        yield from (f"DROP TRIGGER {it}" for it in strange)
        yield from SEARCH_ANEW


def name_notes(cursor: Any) -> None:
    """Say of what columns the values are that lie under pending changes; columns that were just added come last."""
    bare = "SELECT n, kind, before FROM undo WHERE before LIKE '[%' AND before NOT LIKE '[[%'"
    for n, kind, values in cursor.execute(bare).fetchall():
        held = [row[1] for row in cursor.execute(f'PRAGMA table_info("{kind}")') if row[1] != "ws"]
        names = json.dumps(held[: len(json.loads(values))])
        cursor.execute("UPDATE undo SET before = ? WHERE n = ?", (f"[{names}, {values}]", n))
