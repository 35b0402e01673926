"""What this person did and the server has not yet made durable: commands in order, and drafts. Never wiped."""

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.row import ChangeState, DraftKind, OutgoingFile
from app.client.store.change import (
    COLUMNS,
    DISMISSED,
    KEPT_FOR,
    OK,
    REFUSED,
    WITHDRAWN,
    Change,
    Forked,
    NewChange,
    Outcome,
    mark_dismissed,
    read_change,
    set_meta,
    stored_change,
)
from app.client.store.cipher import Connection, transaction
from app.client.store.codec import key, stored_data, stored_instant
from app.client.store.draft import Drafts, read_drafts, write_draft
from app.client.store.outgoing_file import (
    DraftFiles,
    add_uploads,
    drop_uploads,
    files_in,
    forget_uploads,
    is_needed,
    named_files,
    read_draft_files,
    waiting_uploads,
    write_draft_files,
)

__all__ = ["Change", "Forked", "NewChange", "Outbox", "Outcome"]

_UNSETTLED = (ChangeState.WAITING.value, WITHDRAWN)


class OutboxMirror:
    """The outbox file and what of it is mirrored in memory: what is not settled, and the drafts. Any thread.

    Lists read the mirror without touching the file.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = self._connection = connection
        self.lock = self._lock = threading.RLock()
        self._open: dict[UUID, Change] = {}
        self._drafts: Drafts = {}
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
            return sorted((it for it in self._open.values() if it.state != WITHDRAWN), key=lambda it: it.seq)

    def change(self, change_id: UUID) -> Change | None:
        """One of ``changes``."""
        with self._lock:
            return self._open.get(change_id)

    def draft(self, conversation_id: UUID, kind: DraftKind = DraftKind.REPLY) -> str:
        """The unsent text, empty when there is none."""
        with self._lock:
            return self._drafts[kind].get(conversation_id, "")

    def drafts(self, kind: DraftKind = DraftKind.REPLY) -> dict[UUID, str]:
        """All unsent texts of a kind by conversation."""
        with self._lock:
            return dict(self._drafts[kind])

    def draft_files(self, conversation_id: UUID) -> tuple[OutgoingFile, ...]:
        """The files of the unsent text to the customer."""
        with self._lock:
            return self._draft_files.get(conversation_id, ())

    def needs_file(self, sha256: str) -> bool:
        """Whether a draft or a message here names these bytes."""
        with self._lock:
            return is_needed(self._connection, sha256)

    def named_files(self) -> set[str]:
        """The hashes of all files that a draft or a message here needs."""
        with self._lock:
            return named_files(self._connection)

    def files_waiting(self) -> int:
        """How many messages the server has, but not all of their files."""
        own = {it.args.get("entry_id") for it in self.changes()}
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
            found = [it for it in self._open.values() if it.state in _UNSETTLED and it.mid is not None]
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

    # ------------------------------------------------------------------ inside

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
        self._open = {it.change_id: it for it in map(read_change, rows)}
        self._drafts = read_drafts(self._connection)
        self._draft_files = read_draft_files(self._connection)

    def _refresh(self, change_id: UUID) -> None:
        row = self._connection.execute(
            f"SELECT {COLUMNS} FROM command WHERE change_id = ? AND state NOT IN (?, ?)",
            (change_id.bytes, OK, DISMISSED),
        ).fetchone()
        if row is None:
            self._open.pop(change_id, None)
        else:
            self._open[change_id] = read_change(row)


class Outbox(OutboxMirror):
    """The whole outbox: each call is one short transaction that is on the disk at return. Any thread."""

    def add(self, new: NewChange, *, replaces: UUID | None = None, forgets: DraftKind | None = None) -> Change:
        """Store a change durably; without ``send_at`` it takes its ``mid`` now.

        ``replaces``: the refused change this one is given instead of; ``forgets``: its text is that draft.

        Raises:
            Trouble: ``DISK_FULL``; nothing was stored.
        """
        with self._lock:
            with transaction(self._connection, self._lock) as cursor:
                mid = None if new.send_at is not None else self._next_mid(cursor)
                state = ChangeState.WAITING if mid is not None else ChangeState.LEAVING
                cursor.execute(
                    "INSERT INTO command (change_id, mid, command_id, name, args, conversation_id, subject, at,"
                    " skew_ms, send_at, state) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                    stored_change(new, mid, state.value),
                )
                if replaces is not None:
                    mark_dismissed(cursor, replaces, new.at)
                add_uploads(cursor, new.args)
                if forgets is not None and new.conversation_id is not None:
                    write_draft(cursor, new.conversation_id, "", new.at, forgets)
                    if forgets is DraftKind.REPLY:
                        write_draft_files(cursor, new.conversation_id, ())
            self._refresh(new.change_id)
            if replaces is not None:
                self._refresh(replaces)
            if forgets is not None and new.conversation_id is not None:
                self._drafts[forgets].pop(new.conversation_id, None)
                if forgets is DraftKind.REPLY:
                    self._draft_files.pop(new.conversation_id, None)
            return self._open[new.change_id]

    def release(self, due: Callable[[Change], bool]) -> Sequence[Change]:
        """Give leaving changes their ``mid`` in the order they were given; returns those that left."""
        with self._lock:
            leaving = [it for it in self.changes() if it.state == ChangeState.LEAVING and due(it)]
            if not leaving:
                return ()
            with transaction(self._connection, self._lock) as cursor:
                for it in leaving:
                    values = (self._next_mid(cursor), ChangeState.WAITING.value, it.seq)
                    cursor.execute("UPDATE command SET mid = ?, state = ?, send_at = NULL WHERE seq = ?", values)
            for it in leaving:
                self._refresh(it.change_id)
            return [self._open[it.change_id] for it in leaving]

    def take_back(self, change_id: UUID, draft: str) -> bool:
        """Remove a change that is still leaving; ``draft`` and its files are the conversation's draft then.

        False: it has left.
        """
        with self._lock:
            change = self._open.get(change_id)
            if change is None or change.state != ChangeState.LEAVING:
                return False
            files = self._with_files_of(change)
            with transaction(self._connection, self._lock) as cursor:
                cursor.execute("DELETE FROM command WHERE seq = ?", (change.seq,))
                drop_uploads(cursor, change.args)
                if draft and change.conversation_id is not None:
                    write_draft(cursor, change.conversation_id, draft, change.at)
                if files and change.conversation_id is not None:
                    write_draft_files(cursor, change.conversation_id, files)
            del self._open[change_id]
            if files and change.conversation_id is not None:
                self._draft_files[change.conversation_id] = files
            if draft and change.conversation_id is not None:
                self._drafts[DraftKind.REPLY][change.conversation_id] = draft
            return True

    def settle(self, outcomes: Iterable[Outcome], at: datetime) -> Sequence[Change]:
        """Store outcomes; ``retry`` is none. Returns the changes whose state became another. Twice changes nothing."""
        settled: list[UUID] = []
        with self._lock:
            by_mid = {it.mid: it for it in self._open.values() if it.state in _UNSETTLED}
            with transaction(self._connection, self._lock) as cursor:
                for outcome in outcomes:
                    change = by_mid.get(outcome.mid)
                    if change is None or outcome.status == "retry":
                        continue
                    state = DISMISSED if change.state == WITHDRAWN else outcome.status
                    cursor.execute(
                        "UPDATE command SET state = ?, code = ?, detail = ?, settled_at = ? WHERE seq = ?",
                        (state, outcome.code, stored_data(outcome.detail), stored_instant(at), change.seq),
                    )
                    settled.append(change.change_id)
            before = [self._open[it] for it in settled]
            for it in settled:
                self._refresh(it)
            return before

    def dismiss(self, change_id: UUID, at: datetime) -> bool:
        """Give a refused change up; False when it is not refused."""
        with self._lock:
            change = self._open.get(change_id)
            if change is None or change.state not in REFUSED:
                return False
            with transaction(self._connection, self._lock) as cursor:
                mark_dismissed(cursor, change_id, at)
                drop_uploads(cursor, change.args)
            self._refresh(change_id)
            return True

    def save_draft(self, conversation_id: UUID, text: str, at: datetime, kind: DraftKind = DraftKind.REPLY) -> None:
        """Keep a text as typed; an empty one removes it.

        Raises:
            Trouble: ``DISK_FULL``; the text stays in memory.
        """
        with self._lock:
            drafts = self._drafts[kind]
            if drafts.get(conversation_id, "") == text:
                return
            if text:
                drafts[conversation_id] = text
            else:
                drafts.pop(conversation_id, None)
            with transaction(self._connection, self._lock) as cursor:
                write_draft(cursor, conversation_id, text, at, kind)

    def save_draft_files(self, conversation_id: UUID, files: Sequence[OutgoingFile]) -> None:
        """Keep the files of the unsent text. Raises ``Trouble``: ``DISK_FULL``."""
        with self._lock:
            with transaction(self._connection, self._lock) as cursor:
                write_draft_files(cursor, conversation_id, files)
            self._draft_files[conversation_id] = tuple(files)

    # ------------------------------------------------------------------ what the server knows

    def reopen(self, last_mid: int) -> int:
        """The server has commands up to ``last_mid`` only: all later ones are pending again, under the same mids.

        What was given up stays so: of it only the number goes out, since mids have no holes. Returns how many.

        Raises:
            Forked: the next one it needs is no longer here.
        """
        with self._lock:
            held = self._connection.execute(
                "SELECT min(mid), count(*) FROM command WHERE mid > ?", (last_mid,)
            ).fetchone()
            if self.next_mid() > last_mid + 1 and held[0] != last_mid + 1:
                raise Forked(f"mid {last_mid + 1} is no longer here")
            with transaction(self._connection, self._lock) as cursor:
                cursor.execute(
                    "UPDATE command SET state = CASE WHEN state IN (?, ?) THEN ? ELSE ? END, code = '', detail = NULL,"
                    " settled_at = NULL WHERE mid > ?",
                    (DISMISSED, WITHDRAWN, WITHDRAWN, ChangeState.WAITING.value, last_mid),
                )
                cursor.execute("UPDATE upload SET state = 'waiting'")  # what it had of them may be lost, too
            self._read_mirror()
            return int(held[1])

    def renumber(self, client: UUID) -> None:
        """This desk has a new client id: what has no outcome gets new mids from 1 and new command ids, in order."""
        from app.model.identifier import new_id

        with self._lock:
            unsettled = [it for it in self.changes() if it.state == ChangeState.WAITING]
            with transaction(self._connection, self._lock) as cursor:
                cursor.execute("UPDATE command SET mid = NULL")
                cursor.execute("UPDATE command SET state = ? WHERE state = ?", (DISMISSED, WITHDRAWN))
                for mid, it in enumerate(sorted(unsettled, key=lambda it: it.mid or 0), start=1):
                    values = (mid, new_id().bytes, it.seq)
                    cursor.execute("UPDATE command SET mid = ?, command_id = ? WHERE seq = ?", values)
                set_meta(cursor, "next_mid", str(len(unsettled) + 1))
                set_meta(cursor, "client", str(client))
            self._read_mirror()

    def purge(self, durable_mid: int, now: datetime) -> Sequence[str]:
        """Forget what the server calls durable and nobody has to look at any more; hashes of files to forget, too."""
        with transaction(self._connection, self._lock) as cursor:
            cursor.execute(
                "DELETE FROM command WHERE mid <= ? AND (state = ? OR (state = ? AND settled_at < ?))",
                (durable_mid, OK, DISMISSED, stored_instant(now - KEPT_FOR)),
            )
            return forget_uploads(cursor)

    def pending(self, last_mid: int) -> Sequence[Change]:
        """What is visible beyond the server's rows: commands with ``mid > last_mid`` in order, then leaving ones."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT change_id FROM command WHERE (mid > ? AND state <> ?) OR (mid IS NULL AND state = ?)"
                " ORDER BY mid IS NULL, mid, seq",
                (last_mid, WITHDRAWN, ChangeState.LEAVING.value),
            ).fetchall()
            return [self._open.get(key(it)) or self._read(it) for (it,) in rows]

    def _read(self, change_id: bytes) -> Change:
        """One that the mirror no longer holds: settled, but the rows that contain it have not been pulled."""
        query = f"SELECT {COLUMNS} FROM command WHERE change_id = ?"
        return read_change(self._connection.execute(query, (change_id,)).fetchone())
