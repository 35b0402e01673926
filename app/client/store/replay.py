"""Pending changes on top of the server's rows: taken off newest first, put on again oldest first."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.client.store.client_tx import ClientTx, Given, RowKey, before_image
from app.client.store.outbox import Change
from app.client.store.replica import table
from app.client.store.touching import Touching
from app.commands.base import Actor, NotLocal, Refused
from app.protocol.command import UnknownCommand, from_wire
from app.protocol.wire import BadMessage


class Replay:
    """Runs handlers on the cache and takes their effects back, inside one transaction of the writer."""

    def __init__(self, connection: Connection, ws: UUID, actor: Actor, touching: Touching) -> None:
        self._connection = connection
        self._cursor: Any = connection.connection.cursor()
        self._ws = ws
        self._actor = actor
        self._touching = touching

    def keys(self) -> set[RowKey]:
        """Rows that pending changes have changed."""
        rows = self._cursor.execute("SELECT DISTINCT kind, id FROM undo").fetchall()
        return {(kind, UUID(bytes=row_id)) for kind, row_id in rows}

    def owners(self) -> set[UUID]:
        """Changes that have an effect on the cache now."""
        return {UUID(bytes=row[0]) for row in self._cursor.execute("SELECT DISTINCT change_id FROM undo").fetchall()}

    def entangled(self, keys: set[RowKey]) -> set[UUID]:
        """Changes with an effect on one of these rows, or on a row that such a change has changed, and so on."""
        rows: dict[UUID, set[RowKey]] = {}
        for owner, kind, row_id in self._cursor.execute("SELECT change_id, kind, id FROM undo").fetchall():
            rows.setdefault(UUID(bytes=owner), set()).add((kind, UUID(bytes=row_id)))
        found: set[UUID] = set()
        reached = set(keys)
        while more := {it for it, changed in rows.items() if it not in found and not changed.isdisjoint(reached)}:
            found |= more
            reached.update(*(rows[it] for it in more))
        return found

    def take_off(self, only: set[UUID] | None = None) -> None:
        """Restore every before-image, newest first: the cache is the server's view again.

        ``only``: of these changes; no other may have changed the same rows (see ``entangled``).
        """
        rows = self._cursor.execute("SELECT kind, id, before, change_id FROM undo ORDER BY n DESC").fetchall()
        for kind, row_id, stored, owner in rows:
            if only is not None and UUID(bytes=owner) not in only:
                continue
            before = before_image(stored)
            self._touching.row(kind, UUID(bytes=row_id))
            table(kind).delete(self._cursor, self._ws.bytes, row_id)
            if before is not None:
                table(kind).put(self._cursor, self._ws.bytes, before)
        if only is None:
            self._cursor.execute("DELETE FROM undo")
        else:
            self._cursor.executemany("DELETE FROM undo WHERE change_id = ?", [(it.bytes,) for it in only])

    def put_on(self, changes: Iterable[Change]) -> None:
        """Run the handlers in order. One that is refused, or needs a row that is not here, leaves no trace.

        One session for all of them: a conversation with many pending changes is read once.
        """
        options = {"join_transaction_mode": "create_savepoint", "expire_on_commit": False, "autoflush": False}
        with Session(self._connection, **options) as session:  # type: ignore[arg-type]
            for change in changes:
                self._run(change, session)
            session.commit()

    def run(self, change: Change) -> None:
        """Run one handler."""
        self.put_on([change])

    def _run(self, change: Change, session: Session) -> None:
        try:
            entry, command = from_wire(change.name, change.args)
        except (UnknownCommand, BadMessage):
            return  # a newer version's change: the server decides
        given = Given(self._ws, self._actor, change.server_at, change.command_id, change.change_id)
        savepoint = session.begin_nested()
        try:
            tx = ClientTx(session, given)
            entry.handler(command, tx)
            touched = tx.finish()
        except (NotLocal, Refused):
            savepoint.rollback()
            return
        savepoint.commit()
        for kind, row_id in touched:
            self._touching.row(kind, row_id)
