"""Commands that put messages where they belong: into another request or one of their own, and back again.

An entry keeps its place in the log it came into, which stays gapless; there it is no longer shown, and where it
belongs stands a copy with a place of its own. The handlers check and write the lines of the log; copies, statuses and
clocks are the server's (``app.server.conversations.moving``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.entry import EntryKind
from app.domain.erasure import REDACTED
from app.domain.request_field import FieldName, accepted
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from app.model.identifier import derived_id

MAX_ENTRIES = 200
MOVABLE = frozenset({EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT, EntryKind.NOTE, EntryKind.CALL})


@dataclass(frozen=True, slots=True)
class MoveEntries:
    """Move messages, notes and calls out of a request. ``subject``: of the new one that ``target_id`` is to be;
    empty: ``target_id`` is there already."""

    conversation_id: UUID
    entry_id: UUID
    target_id: UUID
    entry_ids: list[UUID]
    subject: str = ""

    @property
    def other_ids(self) -> list[UUID]:
        """What else its author has to reach."""
        return [self.target_id]


@handles("move_entries", 1)
def move_entries(cmd: MoveEntries, tx: Tx) -> None:
    """Check that they can go there, and say so in the log they leave.

    Raises:
        NotLocal: the desktop does not hold all of it.
        Refused: ``rejected/invalid``, ``rejected/gone``, ``rejected/closed``: the target takes no more;
            ``conflict/moved``: one of them has been moved already.
    """
    source = tx.get(Conversation, cmd.conversation_id)
    if tx.find(LogEntry, cmd.entry_id) is not None:
        return
    tx.require(0 < len(set(cmd.entry_ids)) == len(cmd.entry_ids) <= MAX_ENTRIES, "rejected", "invalid")
    tx.require(cmd.target_id != source.id, "rejected", "invalid", field="target_id")
    for each in cmd.entry_ids:
        _require_here(tx.get(LogEntry, each), source, tx)
    number = _target_number(cmd, tx)
    payload: dict[str, Any] = {"to": str(cmd.target_id), "number": number, "entries": [str(it) for it in cmd.entry_ids]}
    tx.append_log(source, cmd.entry_id, EntryKind.MOVE, payload | ({"new": True} if cmd.subject else {}))


def _require_here(entry: LogEntry, source: Conversation, tx: Tx) -> None:
    here = entry.conversation_id == source.id and entry.kind in MOVABLE and not entry.payload.get(REDACTED)
    tx.require(here, "rejected", "gone", kind="entry")
    tx.require(str(entry.entry_id) not in source.moved_ids, "conflict", "moved")


def _target_number(cmd: MoveEntries, tx: Tx) -> int | None:
    if cmd.subject:
        tx.require(accepted(FieldName.SUBJECT, cmd.subject) is not None, "rejected", "invalid", field="subject")
        tx.require(tx.find(Conversation, cmd.target_id) is None, "rejected", "invalid", field="target_id")
        return None
    target = tx.get(Conversation, cmd.target_id)
    tx.require(target.merged_into_id is None, "conflict", "merged")
    tx.require(target.status is not Status.CLOSED, "rejected", "closed")
    return target.number


@dataclass(frozen=True, slots=True)
class UnmoveEntries:
    """Take a move back. ``move_id``: the entry of ``conversation_id``'s log that tells it."""

    conversation_id: UUID
    entry_id: UUID
    move_id: UUID


@handles("unmove_entries", 1)
def unmove_entries(cmd: UnmoveEntries, tx: Tx) -> None:
    """Check that they are still where that line says, and say so in the log they come back to.

    Raises:
        NotLocal: the desktop does not hold the line.
        Refused: ``rejected/gone``, ``conflict/moved``: not all of them are away any more.
    """
    source = tx.get(Conversation, cmd.conversation_id)
    if tx.find(LogEntry, cmd.entry_id) is not None:
        return
    line = tx.get(LogEntry, cmd.move_id)
    here = line.conversation_id == source.id and line.kind is EntryKind.MOVE and "undone" not in line.payload
    tx.require(here, "rejected", "gone", kind="move")
    tx.require(set(line.payload["entries"]) <= set(source.moved_ids), "conflict", "moved")
    back = {name: line.payload.get(name) for name in ("to", "number", "entries")}
    tx.append_log(source, cmd.entry_id, EntryKind.MOVE, back | {"undone": True, "of": str(cmd.move_id)})


def copy_id(move_id: UUID, entry_id: UUID) -> UUID:
    """The id of the copy that a move makes of an entry."""
    return derived_id("moved", move_id, entry_id)


def entries_of(payload: dict[str, Any]) -> Sequence[UUID]:
    """Which entries a line of kind ``move`` is about."""
    return [UUID(str(it)) for it in payload.get("entries", ())]
