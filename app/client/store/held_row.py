"""Rows in the hands of one replay: read once, changed by one pending change after the other, written once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from app.client.store.ground import Cover, Ground, RowKey
from app.client.store.replica import Stored, Table, Values, table
from app.model.base import Base
from app.model.replicated import row_id

R = TypeVar("R", bound=Base)


@dataclass(slots=True)
class _Held:
    """``kept``: as the changes up to now left it; None: there is no such row. ``first``: who changed it first.

    ``values``: what stood in the row when it was kept; None: it did not come out of ``kept``.
    """

    table: Table
    row: Base | None
    ground: Stored | None
    kept: Stored | None
    first: UUID | None = None
    values: Values | None = None


class HeldRows:
    """Every row that changes have asked for or made. One change at a time: ``begin``, then ``keep`` or ``revert``."""

    def __init__(self, ground: Ground, ws: UUID, likely: Iterable[RowKey] = ()) -> None:
        """``likely``: rows that will be asked for, so that they are read together."""
        self._ground = ground
        self._likely = ground.find_all(likely)
        self._ws = ws
        self._held: dict[RowKey, _Held] = {}
        self._met: set[RowKey] = set()
        self._change_id = UUID(int=0)

    def begin(self, change_id: UUID) -> None:
        """The next change begins."""
        self._change_id = change_id
        self._met = set()

    def meet(self, kind: str, key: UUID) -> None:
        """The present change depends on more than single rows."""
        self._met.add((kind, key.bytes))

    @property
    def met(self) -> frozenset[RowKey]:
        """All that the present change depends on, misses or has changed."""
        return frozenset(self._met)

    def find(self, model: type[R], key: UUID) -> R | None:
        """The row as it stands now, to be changed in place."""
        row = self._hold(model.__tablename__, key).row
        return row if isinstance(row, model) else None

    def put(self, row: Base) -> None:
        """A new row of this workspace."""
        held = self._hold(row.__tablename__, row_id(row))
        row.ws = self._ws  # type: ignore[attr-defined]
        held.table.complete(row)
        held.row, held.values = row, None

    def remove(self, row: Base) -> None:
        """There is no such row any more."""
        self._hold(row.__tablename__, row_id(row)).row = None

    def keep(self) -> None:
        """What the present change changed stays."""
        for held in self._now():
            left = None if held.row is None else _left(held, held.row)
            if left != held.kept:
                held.kept = left
                held.first = held.first or self._change_id

    def revert(self) -> None:
        """The present change leaves no trace."""
        for held in self._now():
            held.row, held.values = _read(held.table, held.kept, self._ws)

    def covers(self) -> dict[RowKey, Cover]:
        """The rows that have been changed, in the order they were first asked for."""
        return {
            key: Cover(held.kept, held.ground, held.first)
            for key, held in self._held.items()
            if held.first is not None and not (held.kept is None and held.ground is None)
        }

    def _now(self) -> list[_Held]:
        return [self._held[it] for it in self._met if it in self._held]

    def _hold(self, kind: str, row: UUID) -> _Held:
        key = (kind, row.bytes)
        self._met.add(key)
        held = self._held.get(key)
        if held is None:
            of, ground = table(kind), self._likely[key] if key in self._likely else self._ground.find(key)
            row_now, values = _read(of, ground, self._ws)
            held = self._held[key] = _Held(of, row_now, ground, ground, values=values)
        return held


def _read(of: Table, kept: Stored | None, ws: UUID) -> tuple[Base | None, Values | None]:
    if kept is None:
        return None, None
    row = of.read(kept, ws)
    return row, of.values(row)


def _left(held: _Held, row: Base) -> Stored:
    """The row as it is to be kept; from now on it is compared with what stands in it."""
    values, before = held.table.values(row), held.values
    held.values = values
    if held.kept is None or before is None:
        return held.table.stored(values)
    return held.table.restored(values, held.kept, before)
