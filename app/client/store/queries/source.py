"""What every read needs: the main thread's connection, the workspace, the user, and what is unsent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.port import Person
from app.client.store.begun import is_opening, request_of
from app.client.store.change import QUIET
from app.client.store.cipher import Connection
from app.client.store.codec import data
from app.client.store.outbox import Outbox
from app.client.store.pause import Pause
from app.client.store.shelf import Shelf
from app.client.transfer import Transfers


@dataclass(frozen=True, slots=True)
class Source:
    """Where reads come from. Main thread only."""

    connection: Connection
    ws: bytes
    user_id: UUID
    outbox: Outbox
    blobs: Shelf
    transfers: Transfers = field(default_factory=Transfers)
    pause: Pause = field(default_factory=Pause)

    @contextmanager
    def still(self) -> Iterator[None]:
        """What is read inside is of one moment, whatever the writer commits meanwhile."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("COMMIT")

    def all(self, sql: str, *values: Any) -> Sequence[Any]:
        """Rows of a query."""
        self.pause.stir()
        rows: Sequence[Any] = self.connection.execute(sql, values).fetchall()
        return rows

    def one(self, sql: str, *values: Any) -> Any:
        """The first row, or None."""
        self.pause.stir()
        return self.connection.execute(sql, values).fetchone()

    def unsent(self) -> set[UUID]:
        """Conversations of changes that have not reached the server, and those that are only begun."""
        changes = (it for it in self.outbox.changes() if not it.name.startswith(QUIET))
        return {it.conversation_id for it in changes if it.conversation_id is not None} | self.begun().keys()

    def begun(self) -> dict[UUID, UUID]:
        """The changes that begin requests of which nothing has left this computer, by those requests."""
        return {request_of(it): it.change_id for it in self.outbox.begun() if is_opening(it.name)}

    def leaving(self) -> dict[UUID, datetime]:
        """When the entries in their undo time leave."""
        changes = [it for it in self.outbox.changes() if it.send_at is not None and "entry_id" in it.args]
        return {UUID(it.args["entry_id"]): it.send_at for it in changes if it.send_at is not None}


def workspace_settings(connection: Connection, ws: bytes) -> dict[str, Any]:
    """The workspace's settings as this copy knows them; empty while nothing has been pulled."""
    row = connection.execute("SELECT settings FROM workspace WHERE ws = ? AND id = ?", (ws, ws)).fetchone()
    return {} if row is None else data(row[0])


def known_person(source: Source, person: Person) -> Person:
    """The person with names, language and time zone as the rows of user and workspace say now."""
    user = source.one('SELECT name, locale FROM "user" WHERE ws = ? AND id = ?', source.ws, source.user_id.bytes)
    house = source.one("SELECT name, timezone, names FROM workspace WHERE ws = ? AND id = ?", source.ws, source.ws)
    if user is not None:
        person = replace(person, user_name=user[0], locale=user[1] or person.locale)
    if house is None:
        return person
    return replace(person, workspace=house[0], timezone=house[1] or person.timezone, names=data(house[2]) or {})
