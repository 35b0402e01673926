"""Pending changes on top of the server's rows: taken off before these change, put on again in their order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.client.store.client_tx import OF_LOG, ClientTx, Given
from app.client.store.ground import Ground, RowKey
from app.client.store.held_row import HeldRows
from app.client.store.outbox import Change
from app.client.store.replica import Stored
from app.client.store.touching import Touching
from app.commands.base import Actor, NotLocal, Refused
from app.protocol.command import UnknownCommand, from_wire
from app.protocol.wire import BadMessage

Prints = Mapping[UUID, frozenset[RowKey]]
"""The rows that each change, when it was put on, has asked for, missed or changed: what its effect depends on."""


class Replay:
    """Runs handlers on the cache and takes their effects back, inside one transaction of the writer.

    Changes that share no row can be taken off and put on without each other; ``prints`` says which do.
    After ``bare`` or ``take_off`` the file waits for ``put_on``.
    """

    def __init__(self, cursor: Any, ws: UUID, actor: Actor, touching: Touching, prints: Prints) -> None:
        self._cursor = cursor
        self._ws = ws
        self._actor = actor
        self._ground = Ground(cursor, ws, touching)
        self._prints = dict(prints)
        self._met: set[RowKey] = set()

    @property
    def prints(self) -> Prints:
        """Of all changes that are put on now, those without an effect among them."""
        return self._prints

    def bare(self, keys: set[RowKey], pending: Sequence[Change]) -> bool:
        """Take off what is pending no more, and all that it and these rows have to do with; tells whether any was."""
        wanted = {it.change_id for it in pending}
        gone = {it for it in self._prints if it not in wanted}
        return self._take_off(gone | self._entangled(keys.union(*(self._prints[it] for it in gone))))

    def take_off(self) -> bool:
        """Take everything off; tells whether there was anything."""
        self._met |= self._ground.uncover()
        was = bool(self._prints)
        self._prints.clear()
        return was

    def restore(self) -> None:
        """Rows will be changed that nobody can name: what is taken off has to be so in the file too."""
        self._ground.restore()

    def written(self, rows: Mapping[RowKey, Stored]) -> None:
        """The server has written these rows whole."""
        self._ground.written(rows)

    def put_on(self, pending: Sequence[Change]) -> bool:
        """Put on what is not, so that all stand in the order of ``pending``; tells whether there was any.

        One that is refused, or needs a row that is not here, leaves no trace.
        """
        missing = [it for it in pending if it.change_id not in self._prints]
        self._run(missing)
        while later := self._overtaken(missing, pending):
            self._take_off(later)
            missing = [it for it in pending if it.change_id not in self._prints]
            self._run(missing)
        return bool(missing)

    # ------------------------------------------------------------------ inside

    def _overtaken(self, run: Sequence[Change], pending: Sequence[Change]) -> set[UUID]:
        """What was put on before those just run but comes after them, with all that has to be run again for it."""
        just = {it.change_id for it in run}
        at = next((at for at, it in enumerate(pending) if it.change_id in just), len(pending))
        later = {it.change_id for it in pending[at:]} - just
        reached = self._entangled(set().union(*(self._prints[it] for it in just))) if later else set()
        return reached if not reached.isdisjoint(later) else set()

    def _entangled(self, keys: set[RowKey]) -> set[UUID]:
        """Changes that met one of these rows, or a row that such a change has met, and so on."""
        owners = list(self._prints.items())
        by_row: dict[RowKey, list[int]] = {}
        for at, (_, met) in enumerate(owners):
            for it in met:
                by_row.setdefault(it, []).append(at)
        found: set[int] = set()
        reached = [it for it in keys if it in by_row]
        while reached:
            for at in by_row.pop(reached.pop(), ()):
                if at not in found:
                    found.add(at)
                    reached += owners[at][1]
        return {owners[at][0] for at in found}

    def _take_off(self, changes: set[UUID]) -> bool:
        if changes:
            met = set().union(*(self._prints.pop(it) for it in changes))
            self._ground.uncover(met)
            self._met |= met
        return bool(changes)

    def _run(self, changes: Iterable[Change]) -> None:
        rows = HeldRows(self._ground, self._ws, (it for it in self._met if it[0] != OF_LOG))
        for change in changes:
            rows.begin(change.change_id)
            if self._went(change, rows):
                rows.keep()
            else:
                rows.revert()
            self._prints[change.change_id] = rows.met
        self._ground.cover(rows.covers())

    def _went(self, change: Change, rows: HeldRows) -> bool:
        try:
            entry, command = from_wire(change.name, change.args)
        except (UnknownCommand, BadMessage):
            return False  # a newer version's change: the server decides
        given = Given(self._ws, self._actor, change.server_at, change.command_id)
        try:
            entry.handler(command, ClientTx(rows, self._cursor, given))
        except (NotLocal, Refused):
            return False
        return True
