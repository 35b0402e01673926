"""Where each file lies in the packs. It can be lost: the packs say themselves what is in them."""

import errno
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from app.server.blobs.pack import HEAD, Entry

NAME = "packs.db"
PATIENCE_S = 30.0
PAGE = 500

_TABLES = """
CREATE TABLE IF NOT EXISTS pack (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    upto INTEGER NOT NULL, kept_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS place (name TEXT NOT NULL, pack INTEGER NOT NULL, at INTEGER NOT NULL,
    length INTEGER NOT NULL, kept_at REAL NOT NULL, PRIMARY KEY (name, pack, at)) WITHOUT ROWID;
"""
_PLACES = "SELECT pack.name, place.name, at, length FROM place JOIN pack ON pack.id = place.pack"


class Place(NamedTuple):
    """A file in a pack of that name."""

    pack: str
    entry: Entry


class Damaged(OSError):
    """The index cannot be read; the packs can."""


class PackIndex:
    """A SQLite file beside the packs. Safe from any thread and process.

    What is in it is on the disk in its pack. It is not synced with each write: what a power cut takes from its end is
    read from the packs again, each from where the index ends (``upto``).

    Raises:
        Damaged: from every method; the file is damaged. From now on it counts as lost: the next start makes it anew.
        OSError: from every method; the disk is full or away.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._mark = folder / f"{NAME}.damaged"
        self._lock = threading.Lock()
        self._connection: Any = None

    @property
    def is_there(self) -> bool:
        """Whether anything was ever kept."""
        return self._connection is not None or self._path.exists()

    def begin_anew(self) -> None:
        """Where it is damaged, leave it; nothing of it is needed."""
        if self._mark.exists():
            for ending in ("", "-wal", "-shm"):
                self._path.with_name(NAME + ending).unlink(missing_ok=True)
            self._mark.unlink(missing_ok=True)

    def begin(self, pack: str, now: float) -> None:
        """Know a pack, of which nothing is indexed yet; again changes nothing, nor one that was taken away."""
        with self._writing() as connection:
            if self._path.with_name(pack).exists():
                connection.execute("INSERT OR IGNORE INTO pack (name, upto, kept_at) VALUES (?, 0, ?)", (pack, now))

    def add(self, pack: str, entries: Iterable[Entry], upto: int, now: float) -> None:
        """Know files of a pack that are on the disk, and that all before ``upto`` is known.

        Raises:
            OSError: the pack was taken away.
        """
        with self._writing() as connection:
            known = connection.execute("SELECT id FROM pack WHERE name = ?", (pack,)).fetchone()
            if known is None or not self._path.with_name(pack).exists():
                raise OSError(errno.ENOENT, "the pack was taken away", pack)
            rows = [(it.name, known[0], it.at, it.length, now) for it in entries]
            connection.executemany("INSERT OR IGNORE INTO place VALUES (?, ?, ?, ?, ?)", rows)
            connection.execute("UPDATE pack SET upto = MAX(upto, ?), kept_at = ? WHERE id = ?", (upto, now, known[0]))

    def find(self, *names: str) -> list[Place]:
        """All places of these files, in no order."""
        if not self.is_there:
            return []
        with self._reading() as connection:
            return [
                place
                for some in (names[start : start + PAGE] for start in range(0, len(names), PAGE))
                for place in _places(connection.execute(f"{_PLACES} WHERE place.name IN ({_marks(some)})", some))
            ]

    def touch(self, names: Iterable[str], now: float) -> set[str]:
        """These were kept again just now; returns those that are not known any more."""
        again = "UPDATE place SET kept_at = ? WHERE name = ?"
        with self._writing() as connection:
            return {it for it in names if not connection.execute(again, (now, it)).rowcount}

    def drop(self, places: Iterable[Place]) -> int:
        """Know them no more, and leave no trace of their names; returns how many were known."""
        with self._writing() as connection:
            known: int = sum(
                connection.execute(
                    "DELETE FROM place WHERE name = ? AND at = ? AND pack = (SELECT id FROM pack WHERE name = ?)",
                    (it.entry.name, it.entry.at, it.pack),
                ).rowcount
                for it in places
            )
        with self._reading() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return known

    def names(self, before: float | None = None) -> Iterator[str]:
        """All files, or those that were kept last before then; each is looked at again when its turn comes."""
        last = ""
        while some := self._page(last):
            yield from (it for it in some if before is None or self._is_older(it, before))
            last = some[-1]

    def upto(self) -> dict[str, int]:
        """Every pack known, and up to where."""
        with self._reading() as connection:
            return dict(connection.execute("SELECT name, upto FROM pack"))

    def sparse(self, before: float) -> list[str]:
        """Packs nobody has written to since then of which less than half is named still."""
        sums = (
            "SELECT pack.name FROM pack LEFT JOIN place ON place.pack = pack.id WHERE pack.kept_at < ?"
            " GROUP BY pack.id HAVING COALESCE(SUM(place.length + LENGTH(place.name) + ?), 0) * 2 <= pack.upto"
        )
        with self._reading() as connection:
            return [it for (it,) in connection.execute(sums, (before, HEAD))]

    def places_in(self, pack: str) -> list[Place]:
        """All that lies in a pack."""
        with self._reading() as connection:
            return _places(connection.execute(f"{_PLACES} WHERE pack.name = ?", (pack,)))

    def end(self, pack: Path) -> None:
        """Delete a pack, unless something lies in it; whoever would add to it is told."""
        with self._writing() as connection:
            ours = "(SELECT id FROM pack WHERE name = ?)"
            if connection.execute(f"SELECT 1 FROM place WHERE pack = {ours}", (pack.name,)).fetchone() is None:
                pack.unlink(missing_ok=True)
                connection.execute("DELETE FROM pack WHERE name = ?", (pack.name,))

    def _page(self, after: str) -> Sequence[str]:
        if not self.is_there:
            return []
        asked = "SELECT DISTINCT name FROM place WHERE name > ? ORDER BY name LIMIT ?"
        with self._reading() as connection:
            return [it for (it,) in connection.execute(asked, (after, PAGE))]

    def _is_older(self, name: str, before: float) -> bool:
        with self._reading() as connection:
            found = connection.execute("SELECT MAX(kept_at) FROM place WHERE name = ?", (name,)).fetchone()[0]
        return found is not None and found < before

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        from sqlcipher3 import dbapi2

        with self._lock:
            try:
                if self._connection is None:
                    self._connection = _open(self._path)
                yield self._connection
            except dbapi2.Error as error:
                told = errno.EIO, f"the index of the packs: {error}", str(self._path)
                if type(error) is not dbapi2.DatabaseError:  # that very kind: malformed, or no database
                    raise OSError(*told) from error
                self._connection = None
                self._mark.touch()
                raise Damaged(*told) from error


def _open(path: Path) -> Any:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=PATIENCE_S)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.executescript(_TABLES)
    return connection


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _places(rows: Iterable[tuple[str, str, int, int]]) -> list[Place]:
    return [Place(pack, Entry(name, at, length)) for pack, name, at, length in rows]
