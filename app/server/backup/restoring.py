"""Puts a backup in the place of a server's database: whole or not at all, in a new epoch, with what was erased gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import MetaData, func, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from app.commands.base import SYSTEM
from app.domain.erasure import Target
from app.model.all import Base
from app.model.identifier import new_id
from app.model.sync import Effect, Lease, ServerMeta, SyncClient
from app.model.workspace import Workspace
from app.server.backup.archive import read_archive
from app.server.backup.content import write_rows
from app.server.backup.files import copy_files
from app.server.backup.saving import ERASURES, FILES, last_piece, names_of
from app.server.blobs.store import BlobStore
from app.server.blobs.upload import UploadStore
from app.server.clock import Clock
from app.server.config import Config
from app.server.db import Database, open_postgres, open_sqlite
from app.server.erasure.book import Erased, ErasureBook, stored
from app.server.erasure.connect import book_of
from app.server.erasure.erasing import Eraser
from app.server.erasure.sweep import Sweeper
from app.server.errors import Trouble
from app.server.key import MasterKey
from app.server.schema import HEAD, is_known, make_tables, migrate, revision
from app.server.unit_of_work import ServerTx, UnitOfWork

_VERSION = "alembic_version"
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'deskhand'"
    " AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a restore."""

    rows: int
    erased: int
    missing_files: int


class Restorer:
    """One restore. Nothing is touched before the backup was read to its end."""

    def __init__(self, config: Config, key: MasterKey, clock: Clock) -> None:
        self._config = config
        self._key = key
        self._clock = clock

    def restore(self, path: Path, *, replace: bool) -> Restored:
        """Put the backup in place of the database.

        Raises:
            Trouble: a server runs on the database; the backup is damaged, of another key or of a newer program; there
                is a database already and ``replace`` is not set. Nothing was changed then.
        """
        key = self._key.derive("backup")
        last = last_piece(path, key)
        head = next(read_archive(path, key))
        _require_known(head["revision"])
        erased = [*ErasureBook(path.parent / ERASURES).subjects(), *book_of(self._config).subjects()]
        erased += self._of_today(replace=replace)
        book_of(self._config).add(erased)  # first of all: a restore that dies half way must not forget them
        _, missing = copy_files(names_of(last), path.parent / FILES, self._config.folder / FILES)
        with self._place() as database:
            self._fill(database, path, key, head["revision"])
            count = self._begin_anew(database, erased)
        return Restored(int(last["rows"]), count, missing)

    # ------------------------------------------------------------------ what is there

    def _of_today(self, *, replace: bool) -> list[Erased]:
        """What the present database knows to be erased. Raises ``Trouble``: it is in use, or not to be replaced."""
        if not self._config.database and not self._config.sqlite_file.exists():
            return []
        database = self._open()
        try:
            if not revision(database.engine):
                return []
            _require_idle(database, self._clock)
            if not replace and _holds_workspaces(database):
                raise Trouble(
                    "There is a database with work in it already. Nothing was changed. To give it up: --replace"
                )
            return stored(database) if inspect(database.engine).has_table("erasure") else []
        except DBAPIError:
            if not replace:
                raise Trouble(
                    "There is a database that cannot be read. Nothing was changed. To give it up: --replace"
                ) from None
            return []
        finally:
            database.close()

    def _open(self, path: Path | None = None) -> Database:
        if self._config.database:
            return open_postgres(self._config.database)
        return open_sqlite(path or self._config.sqlite_file, self._key.derive("database"))

    @contextmanager
    def _place(self) -> Iterator[Database]:
        """An empty database; an encrypted file takes the place of the old one when all went well."""
        if self._config.database:
            database = self._open()
            try:
                _drop_all(database)
                yield database
            finally:
                database.close()
            return
        final = self._config.sqlite_file
        aside = final.with_name(f"{final.name}.restoring")
        _unlink(aside)
        database = self._open(aside)
        try:
            yield database
        finally:
            database.close()
        _unlink(final)
        aside.replace(final)

    # ------------------------------------------------------------------ filling

    def _fill(self, database: Database, path: Path, key: bytes, made_at: str) -> None:
        """All rows in one transaction. Until ``_begin_anew`` is through, no server starts on the database."""
        make_tables(database.engine, made_at)
        _say_revision(database, "")
        with database.engine.begin() as connection:
            for piece in read_archive(path, key):
                if "table" in piece:
                    write_rows(connection, piece["table"], piece["columns"], piece["rows"])
        if made_at != HEAD:
            _say_revision(database, made_at)
            migrate(database.engine)
            _say_revision(database, "")

    def _begin_anew(self, database: Database, erased: list[Erased]) -> int:
        """Erase again, then start a new epoch: only now may a server run on it. Returns how many subjects are gone."""
        uow = UnitOfWork(database.write, self._clock, lambda _: None)
        blobs = BlobStore(self._config.folder / FILES, self._key.derive("blob"))
        uploads = UploadStore(self._config.folder / "uploads", self._key.derive("upload"))
        sweeper = Sweeper(database, uow, blobs, uploads, book_of(self._config))
        subjects = sorted({(it.ws, it.subject) for it in [*erased, *stored(database)]})
        for ws, subject in subjects:
            sweeper.sweep(ws, sorted(uow.run(ws, SYSTEM, partial(_erase_again, subject))))
        with database.write() as session:
            session.execute(update(SyncClient).values(backup_mid=SyncClient.last_mid))
            session.execute(update(Effect).where(Effect.state == "leased").values(state="waiting", lease_until=None))
            session.execute(update(ServerMeta).values(epoch=new_id()))
            session.commit()
        _say_revision(database, HEAD)
        return len(subjects)


def _erase_again(subject: str, tx: ServerTx) -> set[str]:
    """Returns the files nobody may need now. A hold does not help any more: it was gone from here before."""
    target, _, key = subject.partition(":")
    eraser = Eraser(tx)
    eraser.erase(Target(target), UUID(key))
    return eraser.blobs


def _say_revision(database: Database, said: str) -> None:
    """A database without a revision is one that no server starts on."""
    with database.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {_VERSION}"))
        if said:
            connection.execute(text(f"INSERT INTO {_VERSION} (version_num) VALUES (:said)"), {"said": said})


def _require_known(made_at: str) -> None:
    if not is_known(made_at):
        raise Trouble(
            f"The backup was made by a newer program (revision {made_at}, this one knows up to {HEAD}). "
            "Nothing was changed. Update this program, then restore."
        )


def _require_idle(database: Database, clock: Clock) -> None:
    """Raises ``Trouble``: some process works on the database."""
    if database.is_sqlite:
        busy = _in_use(database)
    else:
        with database.engine.connect() as connection:
            busy = bool(connection.scalar(_OTHERS))
    with database.read() as session:
        leased = session.scalar(select(func.count()).select_from(Lease).where(Lease.until > clock.now()))
    if busy or leased:
        raise Trouble(
            "A server is running on this database. Nothing was changed. Stop it (and wait 5 s), then restore."
        )


def _in_use(database: Database) -> bool:
    """Whether anybody else has the encrypted file open: only who is alone with it can leave its journal mode."""
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        mode = cursor.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        cursor.execute("PRAGMA journal_mode = WAL")
    except connection.dbapi_connection.OperationalError:  # type: ignore[union-attr]
        return True
    finally:
        connection.close()
    return bool(mode != "delete")


def _holds_workspaces(database: Database) -> bool:
    if not inspect(database.engine).has_table(Workspace.__tablename__):
        return False
    with database.read() as session:
        return session.scalar(select(Workspace.id).limit(1)) is not None


def _drop_all(database: Database) -> None:
    """Every table of ours, also those of another revision."""
    found = MetaData()
    with database.engine.begin() as connection:
        found.reflect(connection)
        ours = {*Base.metadata.tables, _VERSION}
        found.drop_all(connection, [it for it in found.sorted_tables if it.name in ours])


def _unlink(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
