"""Lines of a log that tell of a merge or a move: what follows from them is done for such lines alone."""

from typing import Any
from uuid import UUID

from app.domain.entry import EntryKind
from app.model.conversation import LogEntry


def tells(line: LogEntry, kind: EntryKind, conversation_id: UUID, **said: Any) -> bool:
    """Tell whether a line of that conversation says so; the id of an entry that was there before may be anybody's."""
    here = line.kind is kind and line.conversation_id == conversation_id
    return here and all(line.payload.get(name) == value for name, value in said.items())
