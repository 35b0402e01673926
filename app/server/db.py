"""Connections to PostgreSQL (psycopg 3) and to encrypted SQLite (SQLCipher), with one set of rules for both."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from app.protocol.wire import read_stored

POOL = 16
"""Connections, and threads that answer requests: one each (sync.md 2.8)."""

BUSY_TIMEOUT_S = 5.0

DATABASE_AWAY: tuple[type[Exception], ...] = (DBAPIError, PoolTimeoutError)
"""What a thread of our own must outlive: the database is away, restarting, or all its connections are in use."""

AWAY_S = 2.0
"""How long such a thread waits before it tries again."""

IDLE_S = 1.0
"""A connection not used for that long is asked whether it is alive."""

_USED = "deskhand_used"
_READING = "deskhand_reading"
_LIMITS = "-c idle_in_transaction_session_timeout=5000 -c lock_timeout=2000"
_BY_KEY = "-c random_page_cost=1.1"
"""Snapshots read a few rows by key or along an index, mostly such as were just written and lie in memory (0075)."""


@dataclass(frozen=True, slots=True)
class Database:
    """``write`` opens sessions that may write, ``read`` sessions on one unchanging snapshot that may not.

    ``snapshots`` has the connections of ``app.server.snapshot``.
    """

    engine: Engine
    write: sessionmaker[Session]
    read: sessionmaker[Session]
    snapshots: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether there is one writer at a time."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Close all connections that are not in use."""
        self.engine.dispose()
        self.snapshots.dispose()


def open_postgres(url: str) -> Database:
    """A pool on PostgreSQL: READ COMMITTED to write, REPEATABLE READ READ ONLY to read; and one for snapshots.

    Sessions end with ROLLBACK, at which psycopg lets go of everything that is prepared on their connection.
    """
    engine = _postgres_engine(url, _LIMITS, isolation_level="READ COMMITTED")
    snapshots = _postgres_engine(
        url,
        f"{_LIMITS} {_BY_KEY}",
        isolation_level="AUTOCOMMIT",
        paramstyle="numeric_dollar",  # as libpq marks them
    )
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return _database(engine, reading, snapshots)


def _postgres_engine(url: str, options: str, **more: Any) -> Engine:
    engine = create_engine(
        url,
        pool_size=POOL,
        max_overflow=0,
        pool_use_lifo=True,  # the warm connection: its pages and its prepared statements
        connect_args={"options": f"{options} -c timezone=UTC", "application_name": "deskhand"},
        json_deserializer=read_stored,
        **more,
    )
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _ask_when_idle)
    return engine


def open_sqlite(path: Path, key: bytes) -> Database:
    """The SQLCipher file, made when missing: WAL, full synchronous, BEGIN IMMEDIATE to write, BEGIN to read."""
    from sqlcipher3 import dbapi2

    # without these the library looks for one at each such parameter, in vain, and that takes longer than binding it
    dbapi2.register_adapter(bytes, bytes)
    dbapi2.register_adapter(type(None), _nothing)
    path.parent.mkdir(parents=True, exist_ok=True)

    def connect() -> Any:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT_S)
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # what was erased is overwritten, not only let go
        connection.execute("PRAGMA cache_size = -1024")
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        module=dbapi2,
        poolclass=QueuePool,
        pool_size=POOL,
        max_overflow=0,
        pool_use_lifo=True,
    )
    event.listen(engine, "begin", _begin)
    return _database(engine, engine.execution_options(**{_READING: True}), engine)


def _nothing(_: None) -> None:
    """What an empty parameter is bound as."""


def _note_use(connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_USED] = time.monotonic()


def _ask_when_idle(connection: Any, record: ConnectionPoolEntry, fairy: Any) -> None:
    """A connection that lay still may be dead: the pool then takes another one. Asking each time costs a round trip."""
    if time.monotonic() - record.info.get(_USED, 0.0) < IDLE_S:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except connection.Error as error:
        raise DisconnectionError from error


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _database(engine: Engine, reading: Engine, snapshots: Engine) -> Database:
    write, read = (sessionmaker(it, expire_on_commit=False) for it in (engine, reading))
    return Database(engine, write, read, snapshots)


def insert_into(session: Session, model: Any) -> Any:
    """An INSERT into a table or model that knows ``on_conflict_do_update`` and ``on_conflict_do_nothing``."""
    return insert_as(session.get_bind().dialect.name, model)


def insert_as(dialect: str, model: Any) -> Any:
    """The same, as the dialect of that name spells it."""
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        return sqlite_insert(model)
    from sqlalchemy.dialects.postgresql import insert as postgres_insert

    return postgres_insert(model)
