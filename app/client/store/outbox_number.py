"""Numbers of an outbox and the server's knowledge of them: taken up again, counted anew, forgotten."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.client.row import ChangeState
from app.client.store.begun import needed_by
from app.client.store.change import (
    COLUMNS,
    DISMISSED,
    KEPT_FOR,
    OK,
    WITHDRAWN,
    Change,
    Forked,
    read_change,
    set_meta,
)
from app.client.store.cipher import transaction
from app.client.store.codec import data, key, stored_data, stored_instant
from app.client.store.dependency import renumbered, standing_on
from app.client.store.discarded import forget_discarded
from app.client.store.outbox_mirror import OutboxMirror
from app.client.store.outgoing_file import forget_uploads

_ANEW = "counts_anew"


class NumberedOutbox(OutboxMirror):
    """An outbox as the server counts it: what it has, what it lost, what it will never lose. Any thread."""

    _purged: tuple[int, date, int] | None = None
    """What was durable, which day it was and how much had been written when it was purged last."""

    def release(self, due: Callable[[Change], bool]) -> Sequence[Change]:
        """Give leaving changes their ``mid`` in the order they were given, after the begun requests they are about.

        Returns those that left.
        """
        with self._lock:
            leaving = [it for it in self.changes() if it.state == ChangeState.LEAVING and due(it)]
            if not leaving:
                return ()
            begun, left = self.begun(), dict[UUID, Change]()
            for it in leaving:
                left |= {each.change_id: each for each in (*needed_by(it.args, begun), it)}
            with transaction(self._connection, self._lock) as cursor:
                self._give_mids(cursor, left.values())
            for change_id in left:
                self._refresh(change_id)
            return [self._open[it] for it in left]

    def _give_mids(self, cursor: Any, changes: Iterable[Change]) -> None:
        """They leave, in that order."""
        before = list(self.waiting())
        for it in changes:
            left = replace(it, mid=self._next_mid(cursor), state=ChangeState.WAITING, args=standing_on(it, before))
            before.append(left)
            values = (left.mid, ChangeState.WAITING.value, stored_data(left.args), it.seq)
            cursor.execute("UPDATE command SET mid = ?, state = ?, args = ?, send_at = NULL WHERE seq = ?", values)

    def reopen(self, last_mid: int, *, restored: bool = False) -> int:
        """The server has commands up to ``last_mid`` only: all later ones are pending again, under the same mids.

        ``restored``: so are the earlier ones that are held here. What it says of them may be another outcome than the
        one it lost, or that another desk gave them: one that works with a copy of this disk (decisions/0067).
        What was given up stays so: of it only the number goes out, since mids have no holes. Returns how many.

        Raises:
            Forked: the next one it needs is no longer here.
        """
        with self._lock:
            first = self._connection.execute("SELECT min(mid) FROM command WHERE mid > ?", (last_mid,)).fetchone()[0]
            if self.next_mid() > last_mid + 1 and first != last_mid + 1:
                raise Forked(f"mid {last_mid + 1} is no longer here")
            given_up = (DISMISSED, WITHDRAWN)
            with transaction(self._connection, self._lock) as cursor:
                reopened = cursor.execute(
                    "UPDATE command SET state = CASE WHEN state IN (?, ?) THEN ? ELSE ? END, code = '', detail = NULL,"
                    " settled_at = NULL WHERE mid > ? OR (? AND mid IS NOT NULL AND state NOT IN (?, ?))",
                    (*given_up, WITHDRAWN, ChangeState.WAITING.value, last_mid, restored, *given_up),
                ).rowcount
                cursor.execute("UPDATE upload SET state = 'waiting'")  # what it had of them may be lost, too
            self._read_mirror()
            return int(reopened)

    def renumber(self, client: UUID) -> None:
        """This desk has a new client id: all it still holds is pending again, with new mids from 1 in the old order.

        A command keeps its own id, so a server that has it says its outcome once more, and one that was restored, or
        is restored later, gets what it lost. What was given up is not asked for again.
        """
        with self._lock:
            with transaction(self._connection, self._lock) as cursor:
                given_up = (DISMISSED, WITHDRAWN)
                cursor.execute("UPDATE command SET state = ?, mid = NULL WHERE state IN (?, ?)", (DISMISSED, *given_up))
                kept = cursor.execute(
                    "SELECT mid, args, seq FROM command WHERE mid IS NOT NULL ORDER BY mid"
                ).fetchall()
                mids: dict[int | None, int] = {old: mid for mid, (old, _args, _seq) in enumerate(kept, start=1)}
                cursor.execute("UPDATE command SET mid = NULL WHERE mid IS NOT NULL")
                for old, args, seq in kept:
                    again = stored_data(renumbered(data(args), mids))
                    cursor.execute(
                        "UPDATE command SET mid = ?, args = ?, state = ?, code = '', detail = NULL, settled_at = NULL"
                        " WHERE seq = ?",
                        (mids[old], again, ChangeState.WAITING.value, seq),
                    )
                cursor.execute("UPDATE upload SET state = 'waiting'")  # files of what the server may have lost
                set_meta(cursor, "next_mid", str(len(kept) + 1))
                set_meta(cursor, "client", str(client))
                set_meta(cursor, _ANEW, "1")
            self._read_mirror()

    @property
    def counts_anew(self) -> bool:
        """Whether the cache does not know of the new numbers yet; a crash in between does not change that."""
        return self.meta(_ANEW) == "1"

    def known_anew(self) -> None:
        """The cache knows of them now."""
        self.set_meta(_ANEW, "")

    def purge(self, durable_mid: int, now: datetime) -> Sequence[str]:
        """Forget what the server calls durable and nobody has to look at any more; hashes of files to forget, too.

        What was given up under an earlier client id has no number any more. Nothing is looked at while nothing here has
        been written, nothing else has become durable, and no day has passed since the last time.
        """
        with self._lock:
            if self._purged == (durable_mid, now.date(), self._connection.total_changes):
                return ()
            gone = self._purge(durable_mid, now)
            self._purged = (durable_mid, now.date(), self._connection.total_changes)
            return gone

    def _purge(self, durable_mid: int, now: datetime) -> Sequence[str]:
        with transaction(self._connection, self._lock) as cursor:
            cursor.execute(
                "DELETE FROM command WHERE (mid IS NULL OR mid <= ?) AND (state = ? OR (state = ? AND settled_at < ?))",
                (durable_mid, OK, DISMISSED, stored_instant(now - KEPT_FOR)),
            )
            forget_discarded(cursor)
            files = forget_uploads(cursor, durable_mid, self.next_mid(), now)
            given_up = self._discarded_files() if files else ()
            return [it for it in files if it not in given_up]

    def pending(self, last_mid: int) -> Sequence[Change]:
        """What is visible beyond the server's rows: commands with ``mid > last_mid`` in order, then those without."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT change_id FROM command WHERE (mid > ? AND state <> ?) OR (mid IS NULL AND state IN (?, ?))"
                " ORDER BY mid IS NULL, mid, seq",
                (last_mid, WITHDRAWN, ChangeState.LEAVING.value, ChangeState.BEGUN.value),
            ).fetchall()
            return [self._open.get(key(it)) or self._read(it) for (it,) in rows]

    def _read(self, change_id: bytes) -> Change:
        """One that the mirror no longer holds: settled, but the rows that contain it have not been pulled."""
        query = f"SELECT {COLUMNS} FROM command WHERE change_id = ?"
        return read_change(self._connection.execute(query, (change_id,)).fetchone())
