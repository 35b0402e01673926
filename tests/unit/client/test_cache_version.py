"""A copy that an earlier program made, of whatever day, is brought up to what this one expects."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from app.client.store.cipher import connect, user_version
from app.client.store.database import StoreFiles, open_cache
from app.client.store.schema import CACHE_VERSION
from app.client.store.shape import version
from app.client.store.table_sql import shared_models

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


def test_the_copy_has_the_columns_of_the_servers_tables(files: StoreFiles):
    copy, server = connect(files.cache, files.cache_key), sqlite3.connect(":memory:")
    for model in shared_models():
        made: Any = model.__table__
        server.execute(str(CreateTable(made).compile(dialect=sqlite.dialect())))
        query = f'PRAGMA table_info("{made.name}")'
        assert copy.execute(query).fetchall() == server.execute(query).fetchall()
    copy.close()
    server.close()


def test_an_index_that_was_made_otherwise_is_made_anew(files: StoreFiles):
    expected = shape(files)
    change(files, "DROP INDEX ix_conversation_due", OLDER_INDEX)
    assert shape(files) == expected


def test_an_index_of_a_table_that_was_there_before_is_added(files: StoreFiles):
    expected = shape(files)
    change(files, "DROP INDEX ix_conversation_ws_merged_into_id")
    assert shape(files) == expected


def test_what_is_as_it_should_be_is_left_alone_and_needs_no_new_search(files: StoreFiles):
    noted = "INSERT INTO search_name (sound, token, customer) VALUES ('мрн', 'марина', x'00')"
    change(files, noted, "DROP INDEX ix_conversation_due", OLDER_INDEX)
    before = pages_of_indexes(files, opened=False)
    assert pages_of_indexes(files) == before
    assert search_names(files) == 1


@pytest.mark.parametrize(
    "older",
    [
        ("INSERT OR REPLACE INTO meta (name, value) VALUES ('words', '0')",),
        ("CREATE TRIGGER search_of_old AFTER DELETE ON customer BEGIN DELETE FROM search_todo; END",),
        ("DROP TRIGGER search_entry_gone",),
        ("DROP INDEX ix_search_doc_talk", "CREATE INDEX ix_search_doc_talk ON search_doc (talk, kind)"),
    ],
    ids=["words", "a trigger too many", "a trigger too few", "an index"],
)
def test_a_search_that_was_made_otherwise_is_made_anew(files: StoreFiles, older: tuple[str, ...]):
    expected = shape(files)
    change(files, "INSERT INTO search_name (sound, token, customer) VALUES ('мрн', 'марина', x'00')", *older)
    assert shape(files) == expected
    assert search_names(files) == 0


def test_a_trigger_that_is_needed_no_more_goes_and_what_is_indexed_stays(files: StoreFiles):
    expected = shape(files)
    trigger = "CREATE TRIGGER search_talk_new AFTER INSERT ON conversation BEGIN DELETE FROM search_todo; END"
    change(files, "INSERT INTO search_name (sound, token, customer) VALUES ('мрн', 'марина', x'00')", trigger)
    assert shape(files) == expected
    assert search_names(files) == 1


def pages_of_indexes(files: StoreFiles, *, opened: bool = True) -> dict[str, int]:
    """Where each index of the models and of the copy begins, but for the one that was made otherwise."""
    connection = open_cache(files)[0] if opened else connect(files.cache, files.cache_key)
    sql = "SELECT name, rootpage FROM sqlite_master WHERE type = 'index' AND name <> 'ix_conversation_due'"
    found = dict(connection.execute(sql).fetchall())
    connection.close()
    return found


def search_names(files: StoreFiles) -> int:
    connection, _ = open_cache(files)
    found = connection.execute("SELECT count(*) FROM search_name").fetchone()
    connection.close()
    return int(found[0])


@pytest.mark.parametrize("table", ["notice", "draft", "later_message"])
def test_rows_of_a_kind_the_earlier_program_left_out_are_fetched(files: StoreFiles, table: str):
    change(files, f"DROP TABLE {table}", "INSERT INTO meta (name, value) VALUES ('cursor', 'far')",
           "INSERT INTO membership (feed, kind, id) VALUES ('w', 'user', x'00')")  # fmt: skip
    connection, _ = open_cache(files)
    assert connection.execute("SELECT value FROM meta WHERE name = 'cursor'").fetchone() is None
    assert connection.execute("SELECT stale FROM membership").fetchone() == (1,)
    connection.close()
