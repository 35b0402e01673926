"""The two files of a profile: created from the models, brought up to date, rebuilt when damaged."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.client.store.cipher import Connection, Damaged, connect, is_disk_full, transaction, user_version
from app.client.store.renewal import name_notes, renewals
from app.client.store.schema import CACHE_TABLES, CACHE_VERSION, OUTBOX_COLUMNS, OUTBOX_TABLES, OUTBOX_VERSION

if TYPE_CHECKING:
    from app.model.base import Base

OUTBOX = "outbox.db"
"""The name of the file of what a person wrote."""

READER_CACHE_KIB = 4_096


@dataclass(frozen=True, slots=True)
class StoreFiles:
    """Where a profile's files lie and the two raw keys that open them."""

    folder: Path
    outbox_key: bytes
    cache_key: bytes

    @property
    def cache(self) -> Path:
        """Copy of what the server has; can be rebuilt."""
        return self.folder / "cache.db"

    @property
    def outbox(self) -> Path:
        """What this person did and wrote; never wiped."""
        return self.folder / OUTBOX

    @property
    def blobs(self) -> Path:
        """Files of messages, each encrypted."""
        return self.folder / "blobs"

    @property
    def unsent(self) -> Path:
        """Files this person has added to what they write, each encrypted; never wiped, like the outbox."""
        return self.folder / "unsent"


def open_outbox(files: StoreFiles) -> Connection:
    """The outbox's one connection: every commit is on the disk when it returns.

    Raises:
        Damaged: the file cannot be read; it is left as it is.
    """
    connection = connect(files.outbox, files.outbox_key, full=True, cache_kib=1_024)
    if user_version(connection) < OUTBOX_VERSION:
        with transaction(connection) as cursor:
            for statement in OUTBOX_TABLES:
                cursor.execute(statement)
            for table, name, kind in OUTBOX_COLUMNS:
                if name not in {row[1] for row in cursor.execute(f"PRAGMA table_info({table})")}:
                    cursor.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
            cursor.execute(f"PRAGMA user_version = {OUTBOX_VERSION}")
    return connection


def open_cache(files: StoreFiles) -> tuple[Connection, bool]:
    """The main thread's connection of the cache, and whether the cache had to be rebuilt because it was damaged."""
    rebuilt = False
    try:
        connection = _checked(files)
    except Damaged as error:
        if is_disk_full(error) or _is_busy(error):
            raise
        set_aside(files.cache, "damaged")
        rebuilt = True
        connection = _checked(files)
    return connection, rebuilt


def set_aside(path: Path, why: str) -> None:
    """Rename a database file; an older one set aside for the same reason is replaced."""
    if path.exists():
        path.replace(path.with_name(f"{path.stem}-{why}.db"))
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _is_busy(error: Exception) -> bool:
    return "locked" in str(error)


def _checked(files: StoreFiles) -> Connection:
    mark = damage_mark(files)
    if mark.exists():
        mark.unlink()
        raise Damaged("damage was seen while working")
    connection = connect(files.cache, files.cache_key)
    if user_version(connection) == CACHE_VERSION:
        return connection
    connection.close()
    _bring_up_to_date(files)
    return connect(files.cache, files.cache_key)


def damage_mark(files: StoreFiles) -> Path:
    """A file that says: the cache was found damaged, rebuild it at the next start."""
    return files.folder / "cache.damaged"


def _bring_up_to_date(files: StoreFiles) -> None:
    """Create the tables; add columns when only columns are missing, else start anew."""
    from app.client.store.table_sql import adding, making, shared_models
    from app.model.plain import table_of

    held = _held_columns(files)
    if any(held[it] - table_of(it).columns.keys() for it in shared_models()):
        set_aside(files.cache, "old")
        held = {it: set() for it in held}
    missing = [it for model, columns in held.items() if columns for it in adding(model, columns)]
    made = [it for model in held for it in making(model)]
    left_out = not all(held.values())  # rows of that kind were passed over while pulling
    connection = open_writer(files)
    try:
        with transaction(connection) as cursor:
            for statement in (*missing, *made, *CACHE_TABLES):
                cursor.execute(statement)
            for statement in list(renewals(cursor)):
                cursor.execute(statement)
            if missing:
                name_notes(cursor)
            if missing or left_out:
                cursor.execute("UPDATE membership SET stale = 1")
                cursor.execute("DELETE FROM meta WHERE name = 'cursor'")
            cursor.execute(f"PRAGMA user_version = {CACHE_VERSION}")
    finally:
        connection.close()


def _held_columns(files: StoreFiles) -> dict[type["Base"], set[str]]:
    """Each shared table with the columns the file has of it; none when the table is not there."""
    from app.client.store.table_sql import shared_models

    connection = connect(files.cache, files.cache_key)
    try:
        return {
            model: {row[1] for row in connection.execute(f'PRAGMA table_info("{model.__tablename__}")')}
            for model in shared_models()
        }
    finally:
        connection.close()


def open_writer(files: StoreFiles) -> Connection:
    """The writer's connection of the cache."""
    return connect(files.cache, files.cache_key)
