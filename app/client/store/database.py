"""The two files of a profile: created from the models, brought up to date, rebuilt when damaged."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.client.store.cipher import Connection, Damaged, connect, is_disk_full, user_version
from app.client.store.schema import CACHE_TABLES, CACHE_VERSION, OUTBOX_TABLES, OUTBOX_VERSION

if TYPE_CHECKING:
    from sqlalchemy import Engine, MetaData, Table

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
        for statement in OUTBOX_TABLES:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {OUTBOX_VERSION}")
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
    from sqlalchemy.schema import CreateIndex

    from app.client.store.renewal import renewals

    held = _held_columns(files)
    if any(columns - set(table.columns.keys()) for table, columns in held):
        set_aside(files.cache, "old")
        held = [(table, set()) for table, _ in held]
    missing = [it for table, columns in held if columns for it in _additions(table, columns)]
    left_out = any(not columns for _, columns in held)  # rows of that kind were passed over while pulling
    engine = cache_engine(files)
    try:
        with engine.begin() as connection:
            copies().create_all(connection)
            for statement in (*missing, *CACHE_TABLES):
                connection.exec_driver_sql(statement)
            for table in copies().tables.values():
                for index in table.indexes:  # create_all leaves those of a table that was there
                    connection.execute(CreateIndex(index, if_not_exists=True))
            for statement in list(renewals(connection.connection.cursor())):
                connection.exec_driver_sql(statement)
            if missing or left_out:
                connection.exec_driver_sql("UPDATE membership SET stale = 1")
                connection.exec_driver_sql("DELETE FROM meta WHERE name = 'cursor'")
            connection.exec_driver_sql(f"PRAGMA user_version = {CACHE_VERSION}")
    finally:
        engine.dispose()


def _held_columns(files: StoreFiles) -> list[tuple["Table", set[str]]]:
    """Each shared table with the columns the file has of it; none when the table is not there."""
    connection = connect(files.cache, files.cache_key)
    try:
        return [
            (table, {row[1] for row in connection.execute(f'PRAGMA table_info("{table.name}")')})
            for table in shared_models()
        ]
    finally:
        connection.close()


def _additions(table: "Table", held: Iterable[str]) -> list[str]:
    from sqlalchemy.dialects import sqlite

    statements = []
    for column in table.columns:
        if column.name in held:
            continue
        kind = column.type.compile(sqlite.dialect())
        empty = "" if column.nullable else f" NOT NULL DEFAULT {_literal(column)}"
        statements.append(f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {kind}{empty}')
    return statements


def _literal(column: Any) -> str:
    """The model's own default as SQL, so that rows can be read before they have been pulled anew."""
    from app.client.store.column import default, form

    value = default(column)()
    stored = "" if value is None else form(column.type).store(value)
    return str(int(stored)) if isinstance(stored, int) else "'" + str(stored).replace("'", "''") + "'"


def copies() -> "MetaData":
    """The shared tables as a cache has them: rows are unique by their key alone.

    Between two pages a row may stand beside the one it takes the place of: the same address under a new id.
    """
    from sqlalchemy import Index, MetaData, UniqueConstraint

    from app.model.base import Base
    from app.model.replicated import KINDS

    found = MetaData(naming_convention=Base.metadata.naming_convention)
    for model in shared_models():
        table = model.to_metadata(found)
        if table.name not in KINDS:
            continue  # the log's places are filled whole
        if table.name == "customer":  # a short row, read by its key for each row of a list: one page instead of two
            table.dialect_options["sqlite"]["with_rowid"] = False
        for index in table.indexes:
            index.unique = False
        for rule in [it for it in table.constraints if isinstance(it, UniqueConstraint)]:
            table.constraints.discard(rule)
            Index(None, *rule.columns)
    return found


def shared_models() -> list["Table"]:
    """The tables that exist on both sides."""
    from app.model.base import Base
    from app.model.replicated import shared_tables

    return [Base.metadata.tables[name] for name in shared_tables()]


def cache_engine(files: StoreFiles) -> "Engine":
    """The writer's SQLAlchemy engine: one connection, transactions begun by ``BEGIN IMMEDIATE``."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool
    from sqlcipher3 import dbapi2

    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(files.cache, files.cache_key),
        module=dbapi2,
        poolclass=StaticPool,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
