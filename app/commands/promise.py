"""Commands about a promise: it is made, it was kept, it is withdrawn, it has another time.

What was promised moves with a request that is merged: a command that names the request as it was follows it there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.commands.base import Refused, Tx, handles
from app.commands.merge import goes_on_in
from app.domain.entry import EntryKind
from app.model.conversation import Conversation, Promise

OPEN, KEPT, WITHDRAWN, MOVED = "open", "kept", "withdrawn", "moved"
MOST_PROMISE = MOST_REASON = 300
"""Of its column; a reason is no longer."""
MOST_OTHERS = 50


@dataclass(frozen=True, slots=True)
class MakePromise:
    """Promise a customer something by a deadline."""

    conversation_id: UUID
    entry_id: UUID
    promise_id: UUID
    text: str
    due_at: datetime


@handles("make_promise", 1)
def make_promise(cmd: MakePromise, tx: Tx) -> None:
    """Record the promise, its log entry and the conversation's next deadline.

    Raises:
        NotLocal: the desktop does not hold the conversation.
        Refused: ``rejected/empty``: a promise says what is promised.
    """
    conversation = goes_on_in(tx.get(Conversation, cmd.conversation_id), tx)[-1]
    if tx.find(Promise, cmd.promise_id) is not None:
        return
    text = cmd.text.strip()[:MOST_PROMISE]
    tx.require(bool(text), "rejected", "empty")
    promise = Promise(
        id=cmd.promise_id, customer_id=conversation.customer_id, conversation_id=conversation.id, text=text,
        made_at=tx.now, due_at=cmd.due_at, state=OPEN, owner_id=tx.actor.id,
    )  # fmt: skip
    tx.put(promise)
    if conversation.promise_due_at is None or cmd.due_at < conversation.promise_due_at:
        conversation.promise_due_at = cmd.due_at
    tx.append_log(conversation, cmd.entry_id, EntryKind.PROMISE, _told(promise, OPEN))


@dataclass(frozen=True, slots=True)
class SettlePromise:
    """A promise was kept, or is withdrawn for a reason. ``other_ids``: what else was promised in the conversation.

    The desktop finds the next deadline among those; the server looks itself. ``after``: the ``mid`` of the answer
    that keeps it, see ``Reply``.
    """

    conversation_id: UUID
    entry_id: UUID
    promise_id: UUID
    state: str
    reason: str = ""
    other_ids: list[UUID] = field(default_factory=list)
    after: int | None = None


@handles("settle_promise", 1)
def settle_promise(cmd: SettlePromise, tx: Tx) -> None:
    """Settle it, with its log entry; nothing is due for it any more. A second run changes nothing.

    Raises:
        NotLocal: the desktop does not hold the conversation or the promise.
        Refused: ``conflict/promise_settled``: somebody settled it otherwise; ``rejected/empty``: withdrawn without a
            reason; ``rejected/gone``: it is not of this conversation, nor of where that goes on; ``rejected/invalid``.
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
            ``rejected/gone``: it is not of this conversation, nor of where that goes on; ``rejected/invalid``.
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
    path = goes_on_in(tx.get(Conversation, conversation_id), tx)  # their locks first: two may settle in one moment
    promise = tx.get(Promise, promise_id)
    conversation = next((it for it in path if it.id == promise.conversation_id), None)
    if conversation is None:
        raise Refused("rejected", "gone", kind="promise")
    return conversation, promise


def _tell_next(conversation: Conversation, promise: Promise, other_ids: Iterable[UUID], tx: Tx) -> None:
    found = [tx.find(Promise, it) for it in other_ids]
    others = [it for it in found if it is not None and it.conversation_id == conversation.id]
    conversation.promise_due_at = first_due([promise, *others])


def _told(promise: Promise, state: str) -> dict[str, Any]:
    return {
        "promise_id": str(promise.id), "text": promise.text, "due_at": promise.due_at.isoformat(), "state": state
    }  # fmt: skip
