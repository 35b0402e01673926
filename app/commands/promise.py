"""Commands about a promise that was made: it was kept, it is withdrawn, it has another time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.entry import EntryKind
from app.model.conversation import Conversation, Promise

OPEN, KEPT, WITHDRAWN, MOVED = "open", "kept", "withdrawn", "moved"
MOST_REASON = 300
"""As long as a promise itself."""
MOST_OTHERS = 50


@dataclass(frozen=True, slots=True)
class SettlePromise:
    """A promise was kept, or is withdrawn for a reason. ``other_ids``: what else was promised in the conversation.

    The desktop finds the next deadline among those; the server looks itself.
    """

    conversation_id: UUID
    entry_id: UUID
    promise_id: UUID
    state: str
    reason: str = ""
    other_ids: list[UUID] = field(default_factory=list)


@handles("settle_promise", 1)
def settle_promise(cmd: SettlePromise, tx: Tx) -> None:
    """Settle it, with its log entry; nothing is due for it any more. A second run changes nothing.

    Raises:
        NotLocal: the desktop does not hold the conversation or the promise.
        Refused: ``conflict/promise_settled``: somebody settled it otherwise; ``rejected/empty``: withdrawn without a
            reason; ``rejected/gone``: it is not of this conversation; ``rejected/invalid``.
    """
    conversation, promise = _promise(cmd.conversation_id, cmd.promise_id, tx)
    tx.require(cmd.state in (KEPT, WITHDRAWN), "rejected", "invalid", field="state")
    tx.require(len(cmd.other_ids) <= MOST_OTHERS, "rejected", "invalid", field="other_ids")
    reason = " ".join(cmd.reason.split())[:MOST_REASON]
    tx.require(bool(reason) or cmd.state == KEPT, "rejected", "empty")
    if promise.state == cmd.state:
        return
    tx.require(promise.state == OPEN, "conflict", "promise_settled", state=promise.state)
    promise.state, promise.settled_at = cmd.state, tx.now
    _tell_next(conversation, promise, cmd.other_ids, tx)
    tx.append_log(conversation, cmd.entry_id, EntryKind.PROMISE, _told(promise, cmd.state) | {"reason": reason})


@dataclass(frozen=True, slots=True)
class MovePromise:
    """Keep a promise by another time. ``expected_due_at``: the one it had on the screen; ``other_ids`` as above."""

    conversation_id: UUID
    entry_id: UUID
    promise_id: UUID
    due_at: datetime
    expected_due_at: datetime
    other_ids: list[UUID] = field(default_factory=list)


@handles("move_promise", 1)
def move_promise(cmd: MovePromise, tx: Tx) -> None:
    """Give it that time; the log keeps the one it had.

    Raises:
        NotLocal: the desktop does not hold the conversation or the promise.
        Refused: ``conflict/promise_settled``; ``conflict/promise_moved``: somebody gave it another time meanwhile;
            ``rejected/gone``: it is not of this conversation; ``rejected/invalid``.
    """
    conversation, promise = _promise(cmd.conversation_id, cmd.promise_id, tx)
    tx.require(len(cmd.other_ids) <= MOST_OTHERS, "rejected", "invalid", field="other_ids")
    tx.require(promise.state == OPEN, "conflict", "promise_settled", state=promise.state)
    if promise.due_at == cmd.due_at:
        return
    before = promise.due_at
    tx.require(before == cmd.expected_due_at, "conflict", "promise_moved", due_at=before.isoformat())
    promise.due_at = cmd.due_at
    _tell_next(conversation, promise, cmd.other_ids, tx)
    payload = _told(promise, MOVED) | {"before": before.isoformat()}
    tx.append_log(conversation, cmd.entry_id, EntryKind.PROMISE, payload)


def first_due(promises: Iterable[Promise]) -> datetime | None:
    """When the next of these is due; None: nothing is owed."""
    return min((it.due_at for it in promises if it.state == OPEN), default=None)


def _promise(conversation_id: UUID, promise_id: UUID, tx: Tx) -> tuple[Conversation, Promise]:
    conversation = tx.get(Conversation, conversation_id)  # its lock: two may settle in the same moment
    promise = tx.get(Promise, promise_id)
    tx.require(promise.conversation_id == conversation.id, "rejected", "gone", kind="promise")
    return conversation, promise


def _tell_next(conversation: Conversation, promise: Promise, other_ids: Iterable[UUID], tx: Tx) -> None:
    found = [tx.find(Promise, it) for it in other_ids]
    others = [it for it in found if it is not None and it.conversation_id == conversation.id]
    conversation.promise_due_at = first_due([promise, *others])


def _told(promise: Promise, state: str) -> dict[str, Any]:
    return {
        "promise_id": str(promise.id), "text": promise.text, "due_at": promise.due_at.isoformat(), "state": state
    }  # fmt: skip
