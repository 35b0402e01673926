"""Pending changes on top of the server's rows: taken off before these change, put on again in their order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.client.store.client_tx import OF_LOG, ClientTx, Given
from app.client.store.ground import Ground, Notes, RowKey
from app.client.store.held_row import HeldRows
from app.client.store.outbox import Change
from app.client.store.replica import Stored
from app.client.store.touching import Touching
from app.commands.base import Actor, NotLocal, Refused
from app.protocol.command import UnknownCommand, from_wire
from app.protocol.wire import BadMessage


@dataclass(frozen=True, slots=True)
class PutOn:
    """What is put on between two transactions.

    ``prints``: of each change, those without an effect among them, the rows it has asked for, missed or changed: what
    its effect depends on. ``notes``: what is under the rows they have changed.
    """

    prints: Mapping[UUID, frozenset[RowKey]]
    notes: Notes


class Replay:
    """Runs handlers on the cache and takes their effects back, inside one transaction of the writer.

    Changes that share no row can be taken off and put on without each other; ``prints`` says which do.
    After ``bare`` or ``take_off`` the file waits for ``put_on``.
    """

    def __init__(self, cursor: Any, ws: UUID, actor: Actor, touching: Touching, was: PutOn | None) -> None:
        """``was``: what the transaction before this one left put on; None: that is not known, take it off first."""
        self._cursor = cursor
        self._ws = ws
        self._actor = actor
        self.ground = Ground(cursor, ws, touching, None if was is None else was.notes)
        self._prints = {} if was is None else dict(was.prints)
        self._met: set[RowKey] = set()

    @property
    def is_put_on(self) -> PutOn:
        """What is put on now."""
        return PutOn(self._prints, self.ground.notes)

    def bare(self, keys: Iterable[RowKey], pending: Sequence[Change]) -> bool:
        """Take off what is pending no more, and all that it and these rows have to do with; tells whether any was."""
        if not self._prints:
            return False
        wanted = {it.change_id for it in pending}
        gone = {it for it in self._prints if it not in wanted}
        return self._take_off(gone | self._entangled(set(keys).union(*(self._prints[it] for it in gone))))

    def take_off(self) -> bool:
        """Take everything off; tells whether there was anything."""
        self._met |= self.ground.uncover()
        was = bool(self._prints)
        self._prints.clear()
        return was

    def restore(self) -> None:
        """Rows will be changed that nobody can name: what is taken off has to be so in the file too."""
        self.ground.restore()

    def written(self, rows: Mapping[RowKey, Stored]) -> None:
        """The server has written these rows whole."""
        self.ground.written(rows)

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
        found: set[UUID] = set()
        reached, rest = set(keys), list(self._prints.items())
        while True:
            apart = []
            for change_id, met in rest:
                if met.isdisjoint(reached):
                    apart.append((change_id, met))
                else:
                    found.add(change_id)
                    reached |= met
            if len(apart) == len(rest):
                return found
            rest = apart

    def _take_off(self, changes: set[UUID]) -> bool:
        if changes:
            met = set().union(*(self._prints.pop(it) for it in changes))
            self.ground.uncover(met)
            self._met |= met
        return bool(changes)

    def _run(self, changes: Iterable[Change]) -> None:
        rows = HeldRows(self.ground, self._ws, (it for it in self._met if it[0] != OF_LOG))
        for change in changes:
            rows.begin(change.change_id)
            if self._went(change, rows):
                rows.keep()
            else:
                rows.revert()
            self._prints[change.change_id] = rows.met
        self.ground.cover(rows.covers())

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
