"""The outbox file as it is read: what is not settled, and the drafts, mirrored in memory."""

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.row import ChangeState, DraftKind, OutgoingFile
from app.client.store.change import COLUMNS, DISMISSED, OK, WITHDRAWN, Change, read_change, set_meta
from app.client.store.cipher import Connection, transaction
from app.client.store.discarded import read_discarded
from app.client.store.draft import Base, Bases, Drafts, Place, read_bases, read_drafts, read_past
from app.client.store.erased import Erased, forget_erased
from app.client.store.erased_subject import subjects_in
from app.client.store.outgoing_file import (
    DraftFiles,
    files_in,
    is_needed,
    named_files,
    owner_in,
    read_draft_files,
    waiting_uploads,
)

UNSETTLED = (ChangeState.WAITING.value, WITHDRAWN)
_HOPED_FOR = (ChangeState.WAITING, ChangeState.LEAVING, ChangeState.BEGUN, OK)


class OutboxMirror:
    """The outbox file and what of it is mirrored in memory: what is not settled, and the drafts. Any thread.

    Lists read the mirror without touching the file.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = self._connection = connection
        self.lock = self._lock = threading.RLock()
        self._open: dict[UUID, Change] = {}
        self._unshown: dict[UUID, Change] = {}
        self._drafts: Drafts = {}
        self._bases: Bases = {}
        self._unkept: set[Place] = set()  # drafts the disk has not taken yet
        self._draft_files: DraftFiles = {}
        self._read_mirror()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    # ------------------------------------------------------------------ reading, from memory

    def changes(self) -> Sequence[Change]:
        """Leaving, waiting and refused changes in the order they were given."""
        with self._lock:
            found = [it for it in self._open.values() if it.state not in (WITHDRAWN, ChangeState.BEGUN)]
        return sorted(found, key=lambda it: it.seq)

    def begun(self) -> Sequence[Change]:
        """Requests that are begun here and that nobody else knows of, with what was done in them, in that order."""
        with self._lock:
            found = [it for it in self._open.values() if it.state == ChangeState.BEGUN]
        return sorted(found, key=lambda it: it.seq)

    def change(self, change_id: UUID) -> Change | None:
        """One of ``changes``."""
        with self._lock:
            return self._open.get(change_id)

    def unshown(self) -> Sequence[Change]:
        """Those given since the start whose effect the copy does not have yet; the writer has perhaps begun.

        Also one that the server has acknowledged meanwhile: the writer may still be busy with an earlier page.
        """
        with self._lock:
            found = list(self._unshown.values())
        return sorted((it for it in found if it.state in _HOPED_FOR), key=lambda it: it.seq)

    def shown(self, change_ids: Iterable[UUID], contained: int) -> None:
        """The copy has their effect now, or they have none on it; and its rows contain commands up to that number."""
        with self._lock:
            gone = set(change_ids)
            gone.update(it for it, change in self._unshown.items() if 0 < (change.mid or 0) <= contained)
            for it in gone & self._unshown.keys():
                del self._unshown[it]

    def discarded(self) -> Sequence[tuple[Change, datetime]]:
        """What the person gave up and when, the last first; read from the file."""
        with self._lock:
            return read_discarded(self._connection)

    def draft(self, conversation_id: UUID, kind: DraftKind = DraftKind.REPLY) -> str:
        """The unsent text, empty when there is none."""
        with self._lock:
            return self._drafts[kind].get(conversation_id, "")

    def drafts(self, kind: DraftKind = DraftKind.REPLY) -> dict[UUID, str]:
        """All unsent texts of a kind by conversation."""
        with self._lock:
            return dict(self._drafts[kind])

    def base(self, place: Place) -> Base:
        """What the text of a draft stands on."""
        with self._lock:
            return self._bases.get(place, Base())

    def unshared(self) -> Sequence[Place]:
        """Drafts whose text the server does not have as far as is known here."""
        with self._lock:
            return [place for place, base in self._bases.items() if base.dirty]

    def past(self, place: Place) -> Sequence[tuple[str, datetime]]:
        """Earlier texts of a draft, the newest first; read from the file."""
        with self._lock:
            return read_past(self._connection, place)

    def draft_files(self, conversation_id: UUID) -> tuple[OutgoingFile, ...]:
        """The files of the unsent text to the customer."""
        with self._lock:
            return self._draft_files.get(conversation_id, ())

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
        own = {owner_in(it.args) for it in self.changes()}
        with self._lock:
            waiting = waiting_uploads(self._connection, ())
        return len({str(it.entry_id) for it in waiting} - own)

    def next_leaving(self) -> datetime | None:
        """When the next leaving change is to go, in the server's time."""
        with self._lock:
            times = [it.send_at for it in self._open.values() if it.state == ChangeState.LEAVING and it.send_at]
        return min(times, default=None)

    def waiting(self) -> Sequence[Change]:
        """Changes with a ``mid`` and no outcome, in order; those given up before a restore among them."""
        with self._lock:
            found = [it for it in self._open.values() if it.state in UNSETTLED and it.mid is not None]
        return sorted(found, key=lambda it: it.mid or 0)

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
        """What the file holds words about, by the names of erasures."""
        with self._lock:
            return subjects_in(self._connection)

    def erase(self, erased: Erased) -> Sequence[str]:
        """Keep nothing of what the server erased; returns hashes of files to forget. Twice is once."""
        with self._lock:
            with transaction(self._connection, self._lock) as cursor:
                files = forget_erased(cursor, erased)
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._read_mirror()
            return [it for it in files if not self.needs_file(it)]

    # ------------------------------------------------------------------ inside

    def _discarded_files(self) -> set[str]:
        return {file.blob for it, _ in read_discarded(self._connection) for file in files_in(it.args)}

    def _with_files_of(self, change: Change) -> tuple[OutgoingFile, ...]:
        """The files of a message that comes back, and those added since; empty when it has none."""
        files = files_in(change.args)
        if not files or change.conversation_id is None:
            return ()
        known = {it.id for it in files}
        return files + tuple(it for it in self.draft_files(change.conversation_id) if it.id not in known)

    def _mirror_draft(self, conversation_id: UUID, kind: DraftKind, text: str) -> None:
        """A draft is this now, and not shared yet."""
        if text:
            self._drafts[kind][conversation_id] = text
        else:
            self._drafts[kind].pop(conversation_id, None)
        place = (conversation_id, kind)
        self._bases[place] = Base(self._bases.get(place, Base()).rev, dirty=True)

    def _next_mid(self, cursor: Any) -> int:
        row = cursor.execute("SELECT value FROM meta WHERE name = 'next_mid'").fetchone()
        mid = 1 if row is None else int(row[0])
        set_meta(cursor, "next_mid", str(mid + 1))
        return mid

    def _read_mirror(self) -> None:
        rows = self._connection.execute(
            f"SELECT {COLUMNS} FROM command WHERE state NOT IN (?, ?)", (OK, DISMISSED)
        ).fetchall()
        self._open = {it.change_id: it for it in map(read_change, rows)}
        self._unshown = {it: self._open[it] for it in self._unshown if it in self._open}
        self._drafts = read_drafts(self._connection)
        self._bases = read_bases(self._connection, self._drafts)
        self._draft_files = read_draft_files(self._connection)

    def _refresh(self, change_id: UUID) -> None:
        query = f"SELECT {COLUMNS} FROM command WHERE change_id = ?"
        change = read_change(self._connection.execute(query, (change_id.bytes,)).fetchone())
        if change_id in self._unshown:
            self._unshown[change_id] = change
        if change.state in (OK, DISMISSED):
            self._open.pop(change_id, None)
        else:
            self._open[change_id] = change
