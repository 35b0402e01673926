"""Numbers of an outbox and the server's knowledge of them: taken up again, counted anew, forgotten."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.client.row import ChangeState
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

    def release(self, due: Callable[[Change], bool]) -> Sequence[Change]:
        """Give leaving changes their ``mid`` in the order they were given; returns those that left."""
        with self._lock:
            leaving = [it for it in self.changes() if it.state == ChangeState.LEAVING and due(it)]
            if not leaving:
                return ()
            with transaction(self._connection, self._lock) as cursor:
                before = list(self.waiting())
                for it in leaving:
                    args, mid = standing_on(it, before), self._next_mid(cursor)
                    left = replace(it, mid=mid, state=ChangeState.WAITING.value, args=args)
                    before.append(left)
                    values = (left.mid, ChangeState.WAITING.value, stored_data(left.args), it.seq)
                    cursor.execute(
                        "UPDATE command SET mid = ?, state = ?, args = ?, send_at = NULL WHERE seq = ?", values
                    )
            for it in leaving:
                self._refresh(it.change_id)
            return [self._open[it.change_id] for it in leaving]

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

        What was given up under an earlier client id has no number any more.
        """
        with transaction(self._connection, self._lock) as cursor:
            cursor.execute(
                "DELETE FROM command WHERE (mid IS NULL OR mid <= ?) AND (state = ? OR (state = ? AND settled_at < ?))",
                (durable_mid, OK, DISMISSED, stored_instant(now - KEPT_FOR)),
            )
            forget_discarded(cursor)
            given_up = self._discarded_files()
            return [it for it in forget_uploads(cursor) if it not in given_up]

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
