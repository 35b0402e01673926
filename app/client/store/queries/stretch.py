"""Where an entry stands in the timeline, so that some of what is around it can be read, however old it is."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.client.block import Place, Stretch
from app.client.store.codec import instant, key, marks, stored_instant
from app.client.store.queries.block import Block, blocks
from app.client.store.queries.source import Source

ENTRY = "SELECT conversation_id, at, seq FROM log_entry WHERE ws = ? AND entry_id = ?"
FURTHER = """
SELECT at FROM log_entry WHERE ws = ? AND conversation_id IN ({}) AND at >= ? AND seq IS NOT NULL
ORDER BY at LIMIT 1 OFFSET ?
"""
_LEFT = "SELECT count(*) FROM log_entry WHERE ws = ? AND conversation_id IN ({}) AND at >= ? AND seq IS NOT NULL"
_TICK = timedelta(microseconds=1)
_BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)


def stretch(source: Source, conversation_id: UUID, entry_id: UUID, further: int) -> Stretch | None:
    """Where the entry stands, and the place about ``further`` entries on; None when it is not in that timeline."""
    found = source.one(ENTRY, source.ws, entry_id.bytes)
    whole = blocks(source, conversation_id)
    home = None if found is None else key(found[0])
    number = next((at for at, block in enumerate(whole) if home in block.row.members), None)
    if number is None:
        return None
    here = Place(whole[number].row.id, instant(found[1]))
    if found[2] is None:  # what is not acknowledged stands at the end of its block
        return Stretch(here, _begin(whole[number + 1 :]))
    return Stretch(here, _further(source, whole[number:], here.at, further))


def _further(source: Source, whole: Sequence[Block], at: datetime, steps: int) -> Place | None:
    """The place right behind the entry so many steps on in these blocks; None: that is beyond the end."""
    for block in whole:
        members = [it.bytes for it in block.row.members]
        places, since = marks(len(members)), stored_instant(at)
        row = source.one(FURTHER.format(places), source.ws, *members, since, steps)
        if row is not None:
            return Place(block.row.id, instant(row[0]) + _TICK)
        steps -= source.one(_LEFT.format(places), source.ws, *members, since)[0]
        at = _BEFORE_ALL
    return None


def _begin(whole: Sequence[Block]) -> Place | None:
    return Place(whole[0].row.id, _BEFORE_ALL) if whole else None
