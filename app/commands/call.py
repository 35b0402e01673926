"""Commands about calls on a telephone of one's own: whose request it is, and what was said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.commands.base import Tx, handles
from app.commands.conversation import change_status
from app.commands.message import preview
from app.commands.message_rule import MAX_BODY_BYTES
from app.commands.whose import whose
from app.domain.call import LONGEST_S, NUMBER_CHARACTERS, CallResult, Direction
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from app.model.workspace import Queue


@dataclass(frozen=True, slots=True)
class OpenByPhone:
    """Open a request of whoever is on the telephone; it is the actor's.

    ``person_id`` and ``identity_id``: the customer with that number as the desk knows them, else fresh ids for somebody
    new called ``name``; the server goes by the number. ``number``: E.164, empty when it was not shown.
    """

    request_id: UUID
    queue_id: UUID
    person_id: UUID
    identity_id: UUID
    number: str
    name: str
    subject: str


@handles("open_by_phone", 1)
def open_by_phone(cmd: OpenByPhone, tx: Tx) -> None:
    """Make the request, and the customer when nobody has the number. Twice is once.

    Raises:
        NotLocal: the desktop does not know the queue.
        Refused: ``rejected/gone``: there is no such queue; ``rejected/empty``: neither number nor name;
            ``rejected/invalid``: the ids are those of somebody else, or the number is none.
    """
    if tx.find(Conversation, cmd.request_id) is not None:
        return
    tx.require(bool(cmd.name.strip() or cmd.number), "rejected", "empty")
    tx.require(cmd.number == "" or _is_number(cmd.number), "rejected", "invalid", field="number")
    queue = tx.get(Queue, cmd.queue_id)
    customer_id = whose(cmd, Channel.PHONE, cmd.number, tx)
    tx.put(
        Conversation(
            id=cmd.request_id, number=None, subject=" ".join(cmd.subject.split())[:300], status=Status.OPEN,
            channel=Channel.PHONE, inbox_id=None, queue_id=queue.id, customer_id=customer_id,
            assignee_id=tx.actor.id, reply_target_s=queue.reply_target_s, preview_author=AuthorKind.USER,
            watcher_ids=[], tag_ids=[], created_at=tx.now, updated_at=tx.now, last_message_at=tx.now,
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogCall:
    """Put a call into the log. ``started_at`` is the desk's time; ``result`` empty: nobody said."""

    conversation_id: UUID
    entry_id: UUID
    direction: Direction
    number: str
    started_at: datetime
    seconds: int
    wrapup_s: int
    notes: str
    result: CallResult | None = None


@handles("log_call", 1)
def log_call(cmd: LogCall, tx: Tx) -> None:
    """Append the call; one that was talked in is an answer, a missed one waits for one.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``rejected/closed``, ``rejected/too_long``, ``rejected/invalid``: a duration or number that is none.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    if tx.find(LogEntry, cmd.entry_id) is not None:
        return
    tx.require(conversation.status is not Status.CLOSED, "rejected", "closed")
    tx.require(len(cmd.notes.encode()) <= MAX_BODY_BYTES, "rejected", "too_long", limit=MAX_BODY_BYTES)
    for name, value in (("seconds", cmd.seconds), ("wrapup_s", cmd.wrapup_s)):
        tx.require(0 <= value <= LONGEST_S, "rejected", "invalid", field=name)
    tx.require(len(cmd.number) <= NUMBER_CHARACTERS, "rejected", "invalid", field="number")
    tx.append_log(conversation, cmd.entry_id, EntryKind.CALL, _payload(cmd))
    conversation.last_message_at = tx.now
    if cmd.notes.strip():
        conversation.preview, conversation.preview_author = preview(cmd.notes), AuthorKind.USER
    if cmd.direction is Direction.MISSED:
        _await(conversation, tx)
        return
    conversation.waiting_since = conversation.reply_due_at = None
    if conversation.assignee_id is None:
        conversation.assignee_id = tx.actor.id
    if conversation.status is Status.NEW:
        change_status(conversation, Status.OPEN, tx)


def _payload(cmd: LogCall) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "direction": cmd.direction.value, "number": cmd.number, "started_at": cmd.started_at.isoformat(),
        "seconds": cmd.seconds, "wrapup_s": cmd.wrapup_s, "text": cmd.notes,
    }  # fmt: skip
    if cmd.result is not None:
        payload["disposition"] = cmd.result.value
    return payload


def _await(conversation: Conversation, tx: Tx) -> None:
    """Somebody is to call back."""
    if conversation.waiting_since is None:
        conversation.waiting_since = tx.now
        conversation.reply_due_at = tx.now + timedelta(seconds=conversation.reply_target_s)


def _is_number(text: str) -> bool:
    """E.164: a plus and 8 to 15 digits."""
    return text.startswith("+") and text[1:].isascii() and text[1:].isdigit() and 8 <= len(text) - 1 <= 15
