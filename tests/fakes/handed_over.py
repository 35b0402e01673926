"""What the fake desk knows of requests that were handed over with words."""

from app.client.handover import HandoverRow
from app.client.row import EntryRow
from app.commands.handover import handover_id
from app.domain.entry import EntryKind
from tests.fakes.people import ME, Talk

_ANSWERS = (EntryKind.MESSAGE_OUT, EntryKind.CALL)


def handover_of(talk: Talk) -> HandoverRow | None:
    """The newest move of a colleague that a note goes with, unless it was answered, or is somebody else's."""
    if talk.assignee not in (None, ME):
        return None
    notes = {it.entry_id: it for it in talk.entries if it.kind is EntryKind.NOTE}
    for place, entry in reversed(list(enumerate(talk.entries))):
        if entry.kind is not EntryKind.ASSIGNED or entry.author_name == ME.name or not entry.author_name:
            continue
        note = notes.get(handover_id(entry.entry_id))
        if note is not None:
            later = talk.entries[place + 1 :]
            answered = any(it.kind in _ANSWERS and it.author_name == ME.name for it in later)
            return None if answered else _row(note, entry)
    return None


def _row(note: EntryRow, entry: EntryRow) -> HandoverRow:
    to_me = entry.payload.get("to") == str(ME.id)
    return HandoverRow(note.entry_id, note.author_name, note.at, str(note.payload["text"]), to_me)
