"""Commands that make one matter of two requests of a customer, and two of it again.

The handlers check and write the lines of the log; what follows for statuses, clocks and tags only the server works out
(``app.server.conversations.merging``): the desk shows it when it comes back.
"""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.commands.conversation import require_status_rev
from app.domain.entry import EntryKind
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from app.model.identifier import derived_id

MOST_MERGES = 50
"""Merges in a row that are followed; a longer chain is somebody's game."""


@dataclass(frozen=True, slots=True)
class MergeConversations:
    """Let a request end and go on in ``target_id``, another one of the same customer.

    ``after``: as in ``ResolveConversation``.
    """

    conversation_id: UUID
    entry_id: UUID
    target_id: UUID
    expected_status_rev: int
    after: int | None = None

    @property
    def other_ids(self) -> list[UUID]:
        """What else its author has to reach."""
        return [self.target_id]


@handles("merge", 1)
def merge(cmd: MergeConversations, tx: Tx) -> None:
    """Check that the two can be one, and say so in both logs.

    Raises:
        NotLocal: the desktop does not hold both.
        Refused: ``conflict/status_changed``, ``conflict/merged``: one of them is merged already;
            ``rejected/invalid``: they are the same, or one is junk; ``rejected/other_customer``; ``rejected/closed``:
            the target takes no more.
    """
    tx.require(cmd.conversation_id != cmd.target_id, "rejected", "invalid", field="target_id")
    source, target = (tx.get(Conversation, each) for each in (cmd.conversation_id, cmd.target_id))
    if tx.find(LogEntry, cmd.entry_id) is not None:
        return
    require_status_rev(source, cmd.expected_status_rev, tx)
    for each in (source, target):
        tx.require(each.merged_into_id is None, "conflict", "merged")
        tx.require(each.status is not Status.SPAM, "rejected", "invalid", field="status")
    tx.require(source.customer_id == target.customer_id, "rejected", "other_customer")
    tx.require(target.status is not Status.CLOSED, "rejected", "closed")
    tx.append_log(source, cmd.entry_id, EntryKind.MERGE, {"into": str(target.id), "number": target.number})
    told = {"from": str(source.id), "number": source.number, "of": str(cmd.entry_id)}
    tx.append_log(target, derived_id("merge", cmd.entry_id), EntryKind.MERGE, told)


@dataclass(frozen=True, slots=True)
class UnmergeConversation:
    """Take a merge back. ``merge_id``: the entry of ``conversation_id``'s own log that says where it went."""

    conversation_id: UUID
    entry_id: UUID
    merge_id: UUID


@handles("unmerge", 1)
def unmerge(cmd: UnmergeConversation, tx: Tx) -> None:
    """Check that it is merged still, and say so in both logs.

    Raises:
        NotLocal: the desktop does not hold both, or not the line of the merge.
        Refused: ``conflict/merged``: it is no longer what that line says; ``rejected/gone``.
    """
    source = tx.get(Conversation, cmd.conversation_id)
    if tx.find(LogEntry, cmd.entry_id) is not None:
        return
    line = tx.get(LogEntry, cmd.merge_id)
    here = line.conversation_id == source.id and line.kind is EntryKind.MERGE and "into" in line.payload
    tx.require(here, "rejected", "gone", kind="merge")
    target_id = UUID(str(line.payload["into"]))
    tx.require(source.merged_into_id == target_id, "conflict", "merged")
    target = tx.get(Conversation, target_id)
    said = {"number": target.number, "undone": True, "of": str(cmd.merge_id)}
    tx.append_log(source, cmd.entry_id, EntryKind.MERGE, {"into": str(target.id)} | said)
    told = {"from": str(source.id), "number": source.number, "undone": True, "of": str(cmd.merge_id)}
    tx.append_log(target, derived_id("merge", cmd.entry_id), EntryKind.MERGE, told)


def goes_on_in(conversation: Conversation, tx: Tx) -> list[Conversation]:
    """The conversation itself and those it was merged into, one after the other, each locked.

    Raises:
        NotLocal: the desktop does not hold one of them.
    """
    found = [conversation]
    while found[-1].merged_into_id is not None and len(found) <= MOST_MERGES:
        found.append(tx.get(Conversation, found[-1].merged_into_id))
    return found
