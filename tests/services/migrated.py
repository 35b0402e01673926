"""Databases of the newest revision with nothing in them: made once, copied for every test."""

from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.server.db import open_postgres, open_sqlite
from app.server.key import MasterKey
from app.server.schema import migrate
from tests.services.postgres import PostgresCluster

KEY = MasterKey(b"k" * 32)


@cache
def empty_file() -> bytes:
    """The SQLite file of a server whose key is ``KEY``."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "deskhand.db"
        database = open_sqlite(path, KEY.derive("database"))
        migrate(database.engine)
        database.close()
        return path.read_bytes()


def empty_database(cluster: PostgresCluster) -> AbstractContextManager[str]:
    """The URL of a database on PostgreSQL, dropped at the end."""
    return cluster.fresh_database(cluster.template("deskhand", _fill))


def _fill(url: str) -> None:
    database = open_postgres(url)
    migrate(database.engine)
    database.close()
