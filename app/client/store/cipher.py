"""Opening encrypted SQLite files: raw keys, journal modes, and what their errors mean to a person."""

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.client.port import Problem, Trouble


def _nothing(_: None) -> None:
    """What an empty parameter is bound as."""


# without these the library looks for one at each such parameter, in vain, and that takes longer than binding it
dbapi2.register_adapter(bytes, bytes)
dbapi2.register_adapter(type(None), _nothing)

Connection = Any
"""A DB-API connection of sqlcipher3, which has no types."""

Damaged = dbapi2.DatabaseError
"""The file is not what it should be: damaged, or of another key."""


def connect(path: Path, key: bytes, *, full: bool = False, cache_kib: int = 8_192) -> Connection:
    """Open (or create) an encrypted file in WAL mode; ``full``: every commit reaches the disk before it returns.

    Raises:
        Damaged: the file is damaged or was written with another key.
    """
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=10)
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA cache_size = -{cache_kib}")
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute(f"PRAGMA synchronous = {'FULL' if full else 'NORMAL'}")
        connection.execute("PRAGMA secure_delete = ON")  # what was erased is overwritten, not only let go
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA recursive_triggers = ON")  # so that a row that is replaced fires those of a deletion
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.Error:
        connection.close()
        raise
    return connection


def user_version(connection: Connection) -> int:
    """The version written into the file's head; 0 in a new file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def transaction(connection: Connection, lock: "threading.RLock | None" = None) -> Iterator[Any]:
    """A writing transaction; commits at the end, rolls back on any error. ``lock``: of a connection shared by threads.

    Raises:
        Trouble: ``DISK_FULL``; nothing of the transaction is kept.
    """
    with lock or nullcontext():
        cursor = connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE")
            yield cursor
            cursor.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                cursor.execute("ROLLBACK")
            if is_disk_full(error):
                raise Trouble(Problem.DISK_FULL, str(error)) from error
            raise


def is_disk_full(error: BaseException) -> bool:
    """Tell whether an error of SQLite or of the system means that the disk is full."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(error, dbapi2.OperationalError) and "full" in str(error)


def is_damaged(error: BaseException) -> bool:
    """Tell whether an error means that the file itself is broken."""
    text = str(error)
    return isinstance(error, dbapi2.DatabaseError) and ("malformed" in text or "not a database" in text)
