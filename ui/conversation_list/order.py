"""From one order of ids to the next by moves of single rows, so that a view keeps selection and scroll."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Removed:
    """The row at ``at`` leaves."""

    at: int


@dataclass(frozen=True, slots=True)
class Inserted:
    """``id`` comes in before the row at ``at``."""

    at: int
    id: UUID


@dataclass(frozen=True, slots=True)
class Moved:
    """The row at ``origin`` goes to where, once it was taken out, the row ``at`` is."""

    origin: int
    at: int


Change = Removed | Inserted | Moved


def changes(now: Sequence[UUID], wanted: Sequence[UUID], touched: Collection[UUID]) -> Iterator[Change]:
    """Each change is meant after those before it were made; the caller makes it before asking for the next.

    ``touched`` rows are moved first: the others usually stand right already and then stay where they are.
    ``now`` is read while its owner changes it.
    """
    stays = set(wanted)
    for at in range(len(now) - 1, -1, -1):
        if now[at] not in stays:
            yield Removed(at)
    yield from _settle(now, wanted, set(touched).__contains__)
    if list(now) != list(wanted):  # the clock can reorder rows that nobody touched
        yield from _settle(now, wanted, lambda _id: True)


def _settle(now: Sequence[UUID], wanted: Sequence[UUID], is_loose: Callable[[UUID], bool]) -> Iterator[Change]:
    """``place``: behind the row that was settled last; the next one usually stands there already."""
    there, place = set(now), 0
    for row_id in wanted:
        if row_id not in there:
            yield Inserted(place, row_id)
        else:
            origin = place if place < len(now) and now[place] == row_id else now.index(row_id)
            if not is_loose(row_id):
                place = origin
            else:
                place -= place > origin
                if place != origin:
                    yield Moved(origin, place)
        place += 1
