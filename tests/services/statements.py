"""One compilation of each statement serves the databases of all tests, as in a server it serves all requests.

SQLAlchemy keeps what it has compiled by dialect object, and every test has an engine, thus a dialect, of its own: a
quarter of what tests on a database did was putting the same SQL together again.
"""

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

ENOUGH = 2_000
"""Statements: all of a server's."""


def setting(dialect: DefaultDialect) -> Hashable:
    """What the text of a statement, and how its values are bound, depends on: ways to write it are one where it is."""
    known = (dialect.paramstyle, dialect._json_serializer, dialect._json_deserializer)  # type: ignore[attr-defined]
    return (type(dialect), dialect.dbapi, *known, getattr(dialect, "server_version_info", None))


def is_alike(one: DefaultDialect, other: object) -> bool:
    """Whether what was compiled for one may be used for the other."""
    return one is other or (isinstance(other, DefaultDialect) and setting(one) == setting(other))


@cache
def compiled(_: Hashable) -> LRUCache[Any, Any]:
    """Where the compilations of alike engines are kept."""
    return LRUCache(ENOUGH)


def share_compilations(patch: pytest.MonkeyPatch) -> None:
    """From now on, for every engine that is made."""
    begin: Callable[..., None] = Engine.__init__

    def begin_shared(engine: Engine, *args: Any, **more: Any) -> None:
        begin(engine, *args, **more)
        if isinstance(engine.dialect, PGDialect_psycopg | SQLiteDialect_pysqlite):
            engine._compiled_cache = compiled(type(engine.dialect))

    patch.setattr(Engine, "__init__", begin_shared)
    for kind in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        patch.setattr(kind, "__eq__", is_alike)
        patch.setattr(kind, "__hash__", lambda dialect: hash((type(dialect), dialect.paramstyle)))
