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

    def take_off(self) -> None:
        """Restore every before-image, newest first: the cache is the server's view again."""
        rows = self._cursor.execute("SELECT kind, id, before FROM undo ORDER BY n DESC").fetchall()
        for kind, row_id, stored in rows:
            before = before_image(stored)
            self._touching.row(kind, UUID(bytes=row_id))
            table(kind).delete(self._cursor, self._ws.bytes, row_id)
            if before is not None:
                table(kind).put(self._cursor, self._ws.bytes, before)
        self._cursor.execute("DELETE FROM undo")

    def put_on(self, changes: Iterable[Change]) -> None:
        """Run the handlers in order. One that is refused, or needs a row that is not here, leaves no trace."""
        for change in changes:
            self.run(change)

    def run(self, change: Change) -> None:
        """Run one handler in a savepoint of its own."""
        try:
            entry, command = from_wire(change.name, change.args)
        except (UnknownCommand, BadMessage):
            return  # a newer version's change: the server decides
        given = Given(self._ws, self._actor, change.server_at, change.command_id, change.change_id)
        options = {"join_transaction_mode": "create_savepoint", "expire_on_commit": False, "autoflush": False}
        with Session(self._connection, **options) as session:  # type: ignore[arg-type]
            try:
                tx = ClientTx(session, given)
                entry.handler(command, tx)
                touched = tx.finish()
            except (NotLocal, Refused):
                session.rollback()
                return
            session.commit()
        for kind, row_id in touched:
            self._touching.row(kind, row_id)
