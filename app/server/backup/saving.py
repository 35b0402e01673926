"""Makes a backup of a server that runs or does not: one snapshot of the database, then the files it names."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, or_, select, update

from app.model.sync import ServerMeta, SyncClient
from app.server.backup.archive import ArchiveWriter, read_archive
from app.server.backup.content import read_rows, stored_tables
from app.server.backup.files import Name, copy_files, files_in, path_of
from app.server.blobs.disk import sync_folder
from app.server.db import Database
from app.server.erasure.book import ErasureBook
from app.server.errors import Trouble
from app.server.schema import revision

ENDING = ".deskhand"
FILES = "blobs"
ERASURES = "erasures.jsonl"
PURPOSE = "backup"


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up. ``key``: of backups, derived from the master key."""

    database: Database
    folder: Path
    key: bytes
    erasures: ErasureBook


@dataclass(frozen=True, slots=True)
class Saved:
    """A finished backup."""

    path: Path
    rows: int
    files: int
    copied: int


def save(source: Source, folder: Path, now: datetime) -> Saved:
    """Write a backup into ``folder``; only when all of it is on the disk does the server call anything durable.

    The database is read in one snapshot that nobody waits for. Files are copied after it, so that none it names is
    missing; they are encrypted as they lie. What was erased is listed beside the backups, not in them alone.

    Raises:
        Trouble: the folder cannot be written, or a backup of that very second is there; nothing is half done.
    """
    path = folder / f"{now:%Y-%m-%dT%H%M%SZ}{ENDING}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            raise Trouble(f"{path} is there already. Nothing was changed.")
        return _save(source, path, now)
    except OSError as error:
        raise Trouble(f"The backup could not be written to {folder}: {error.strerror}. The server goes on.") from error


def _save(source: Source, path: Path, now: datetime) -> Saved:
    archive = ArchiveWriter(path, source.key)
    try:
        with source.database.read() as session:
            connection = session.connection()
            archive.add(_head(connection, source.database, now))
            rows = sum(_add_table(archive, connection, table) for table in stored_tables())
            known = select(SyncClient.ws, SyncClient.client_id, SyncClient.last_mid)
            marks = [(it.ws, it.client_id, it.last_mid) for it in session.execute(known)]
        names = files_in(source.folder / FILES)
        copied, _ = copy_files(names, source.folder / FILES, path.parent / FILES)
        source.erasures.sync(source.database)
        ErasureBook(path.parent / ERASURES).add(source.erasures.subjects())
        archive.finish({"rows": rows, "files": [list(it) for it in names]})
    finally:
        archive.give_up()
    sync_folder(path.parent)
    _remember(source.database, marks)
    return Saved(path, rows, len(names), copied)


def drop_older(folder: Path, key: bytes, keep: int) -> int:
    """Delete all but the newest ``keep`` backups and the files that none of them names; returns how many backups."""
    backups = sorted(folder.glob(f"*{ENDING}"))
    old, kept = backups[:-keep], backups[-keep:]
    if not old:
        return 0
    needed: set[Name] = set()
    for path in kept:
        needed |= set(names_of(last_piece(path, key)))
    for path in old:
        path.unlink()
    for name in set(files_in(folder / FILES)) - needed:
        path_of(folder / FILES, name).unlink(missing_ok=True)
    return len(old)


def last_piece(path: Path, key: bytes) -> dict[str, Any]:
    """What a backup says at its end; all before it has been verified. Raises ``Trouble``: it cannot be read whole."""
    found: dict[str, Any] = deque(read_archive(path, key), maxlen=1)[0]
    return found


def names_of(last: dict[str, Any]) -> list[Name]:
    """The files that belong to a backup."""
    return [(ws, sha256) for ws, sha256 in last["files"]]


def _head(connection: Connection, database: Database, now: datetime) -> dict[str, Any]:
    server_id = connection.scalar(select(ServerMeta.server_id))
    if server_id is None:
        raise Trouble("There is nothing to back up yet: no server has run on this database.")
    return {"revision": revision(database.engine), "at": now, "server_id": str(server_id)}


def _add_table(archive: ArchiveWriter, connection: Connection, table: Any) -> int:
    columns = [str(it.name) for it in table.columns]  # plain text, not names of the library
    count = 0
    for rows in read_rows(connection, table):
        archive.add({"table": str(table.name), "columns": columns, "rows": rows})
        count += len(rows)
    return count


def _remember(database: Database, marks: list[tuple[Any, ...]]) -> None:
    """From now on a desk need not keep what this backup has (sync.md 2.5)."""
    with database.write() as session:
        for ws, client_id, mid in marks:
            older = or_(SyncClient.backup_mid.is_(None), SyncClient.backup_mid < mid)
            mine = (SyncClient.ws == ws) & (SyncClient.client_id == client_id) & older
            session.execute(update(SyncClient).where(mine).values(backup_mid=mid))
        session.commit()
