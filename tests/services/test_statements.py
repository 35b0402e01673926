"""Databases of tests share what was compiled for one of their kind, and nothing else."""

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine, select

from app.model.workspace import User
from app.server.db import open_sqlite
from tests.services.migrated import KEY, empty_file
from tests.services.statements import is_alike


def kept(folder: Path) -> tuple[int, object]:
    """How many statements are kept after one was asked of a new database; and its dialect."""
    folder.mkdir()
    (folder / "deskhand.db").write_bytes(empty_file())
    database = open_sqlite(folder / "deskhand.db", KEY.derive("database"))
    with database.read() as session:
        assert session.scalars(select(User).where(User.name == folder.name)).all() == []
    found = len(database.engine._compiled_cache or ()), database.engine.dialect
    database.close()
    return found


def test_a_statement_is_compiled_for_the_first_database_only(tmp_path):
    count, dialect = kept(tmp_path / "first")
    again, other = kept(tmp_path / "second")
    assert dialect is not other
    assert (again, dialect) == (count, other)


def test_databases_that_are_written_to_in_other_ways_are_not_alike():
    plain, spelled = (create_engine("sqlite://", module=sqlite3, paramstyle=it).dialect for it in ("qmark", "named"))
    assert is_alike(plain, plain)
    assert not is_alike(plain, spelled)
    assert plain != spelled
