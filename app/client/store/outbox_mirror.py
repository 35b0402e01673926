"""The outbox file as it is read: what is not settled, and the drafts, mirrored in memory."""

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.row import OutgoingFile
from app.client.store.change import COLUMNS, DISMISSED, OK, Change, read_change, set_meta
from app.client.store.cipher import Connection, transaction
from app.client.store.discarded import read_discarded
from app.client.store.draft import Place, read_bases, read_drafts, read_past
from app.client.store.erased import Erased, forget_erased
from app.client.store.erased_subject import Row, other_subjects, read_commands, subjects_of
from app.client.store.outbox_memory import OutboxMemory
from app.client.store.outgoing_file import (
    files_in,
    is_needed,
    named_files,
    owner_in,
    read_draft_files,
    waiting_uploads,
)


class OutboxMirror(OutboxMemory):
    """The outbox file and what of it is mirrored in memory: what is not settled, and the drafts. Any thread.

    Lists read the mirror without touching the file, and wait for no disk: whoever writes holds ``lock`` until the file
    and the mirror agree again, but ``_glance`` only while the mirror changes.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = self._connection = connection
        self.lock = self._lock = threading.RLock()
        self._read_mirror()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    # ------------------------------------------------------------------ reading

    def shown(self, change_ids: Iterable[UUID], contained: int) -> None:
        """The copy has their effect now, or they have none on it; and its rows contain commands up to that number."""
        with self._lock, self._glance:
            gone = set(change_ids)
            gone.update(it for it, change in self._unshown.items() if 0 < (change.mid or 0) <= contained)
            for it in gone & self._unshown.keys():
                del self._unshown[it]

    def discarded(self) -> Sequence[tuple[Change, datetime]]:
        """What the person gave up and when, the last first; read from the file."""
        with self._lock:
            return read_discarded(self._connection)

    def past(self, place: Place) -> Sequence[tuple[str, datetime]]:
        """Earlier texts of a draft, the newest first; read from the file."""
        with self._lock:
            return read_past(self._connection, place)

    def needs_file(self, sha256: str) -> bool:
        """Whether a draft or a message here names these bytes, also one that was given up."""
        with self._lock:
            return is_needed(self._connection, sha256) or sha256 in self._discarded_files()

    def named_files(self) -> set[str]:
        """The hashes of all files that a draft or a message here needs, also one that was given up."""
        with self._lock:
            return named_files(self._connection) | self._discarded_files()

    def files_waiting(self) -> int:
        """How many messages and texts the server has, but not all of their files."""
        with self._lock:
            own = {owner_in(it.args) for it in self.changes()}
            waiting = waiting_uploads(self._connection, ())
        return len({str(it.entry_id) for it in waiting} - own)

    def next_mid(self) -> int:
        """The number the next command will get."""
        return int(self.meta("next_mid") or 1)

    def meta(self, name: str) -> str | None:
        """A remembered value: ``client``, ``next_mid``."""
        with self._lock:
            row = self._connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Remember a value."""
        with transaction(self._connection, self._lock) as cursor:
            set_meta(cursor, name, value)

    # ------------------------------------------------------------------ what the server erased

    def subjects(self) -> set[str]:
        """What the file holds words about, by the names of erasures; whoever writes waits for a part of it only."""
        found, after = set[str](), 0
        while rows := self._commands_after(after):
            found.update(subjects_of(rows))
            after = rows[-1][0]
        with self._lock:
            return found | other_subjects(self._connection)

    def erase(self, erased: Erased) -> Sequence[str]:
        """Keep nothing of what the server erased; returns hashes of files to forget. Twice is once."""
        with self._lock:
            with transaction(self._connection, self._lock) as cursor:
                files = forget_erased(cursor, erased)
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._read_mirror()
            return [it for it in files if not self.needs_file(it)]

    # ------------------------------------------------------------------ inside

    def _commands_after(self, seq: int) -> Sequence[Row]:
        with self._lock:
            return read_commands(self._connection, seq)

    def _discarded_files(self) -> set[str]:
        return {file.blob for it, _ in read_discarded(self._connection) for file in files_in(it.args)}

    def _with_files_of(self, change: Change) -> tuple[OutgoingFile, ...]:
        """The files of a message that comes back, and those added since; empty when it has none."""
        files = files_in(change.args)
        if not files or change.conversation_id is None:
            return ()
        known = {it.id for it in files}
        return files + tuple(it for it in self.draft_files(change.conversation_id) if it.id not in known)

    def _next_mid(self, cursor: Any) -> int:
        row = cursor.execute("SELECT value FROM meta WHERE name = 'next_mid'").fetchone()
        mid = 1 if row is None else int(row[0])
        set_meta(cursor, "next_mid", str(mid + 1))
        return mid

    def _read_mirror(self) -> None:
        rows = self._connection.execute(
            f"SELECT {COLUMNS} FROM command WHERE state NOT IN (?, ?)", (OK, DISMISSED)
        ).fetchall()
        found = {it.change_id: it for it in map(read_change, rows)}
        drafts, files = read_drafts(self._connection), read_draft_files(self._connection)
        bases = read_bases(self._connection, drafts)
        with self._glance:
            self._open, self._drafts, self._bases, self._draft_files = found, drafts, bases, files
            self._unshown = {it: found[it] for it in self._unshown if it in found}

    def _refresh(self, change_id: UUID) -> None:
        query = f"SELECT {COLUMNS} FROM command WHERE change_id = ?"
        change = read_change(self._connection.execute(query, (change_id.bytes,)).fetchone())
        with self._glance:
            if change_id in self._unshown:
                self._unshown[change_id] = change
            if change.state in (OK, DISMISSED):
                self._open.pop(change_id, None)
            else:
                self._open[change_id] = change
