"""A copy that an earlier program made, of whatever day, is brought up to what this one expects."""

from pathlib import Path

import pytest

from app.client.store.cipher import connect, user_version
from app.client.store.database import StoreFiles, open_cache
from app.client.store.schema import CACHE_VERSION
from app.client.store.shape import version

OLDER_INDEX = "CREATE INDEX ix_conversation_due ON conversation (ws, status)"


@pytest.fixture
def files(tmp_path: Path) -> StoreFiles:
    made = StoreFiles(tmp_path, b"o" * 32, b"c" * 32)
    open_cache(made)[0].close()
    return made


def change(files: StoreFiles, *statements: str, as_of: int = 107) -> None:
    connection = connect(files.cache, files.cache_key)
    for statement in (*statements, f"PRAGMA user_version = {as_of}"):
        connection.execute(statement)
    connection.close()


def shape(files: StoreFiles) -> dict[str, str]:
    connection, _ = open_cache(files)
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall())
    assert user_version(connection) == CACHE_VERSION
    connection.close()
    return found


def test_the_version_is_that_of_the_tables_of_today():
    assert version() == CACHE_VERSION, "tables of the copy changed: put this number into app/client/store/schema.py"


def test_an_index_that_was_made_otherwise_is_made_anew(files: StoreFiles):
    expected = shape(files)
    change(files, "DROP INDEX ix_conversation_due", OLDER_INDEX)
    assert shape(files) == expected


def test_an_index_of_a_table_that_was_there_before_is_added(files: StoreFiles):
    expected = shape(files)
    change(files, "DROP INDEX ix_conversation_ws_merged_into_id")
    assert shape(files) == expected


@pytest.mark.parametrize("table", ["notice", "draft", "later_message"])
def test_rows_of_a_kind_the_earlier_program_left_out_are_fetched(files: StoreFiles, table: str):
    change(files, f"DROP TABLE {table}", "INSERT INTO meta (name, value) VALUES ('cursor', 'far')",
           "INSERT INTO membership (feed, kind, id) VALUES ('w', 'user', x'00')")  # fmt: skip
    connection, _ = open_cache(files)
    assert connection.execute("SELECT value FROM meta WHERE name = 'cursor'").fetchone() is None
    assert connection.execute("SELECT stale FROM membership").fetchone() == (1,)
    connection.close()
