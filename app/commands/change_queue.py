"""The command that moves a conversation into another queue."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.base import Tx, handles
from app.domain.entry import EntryKind
from app.model.conversation import Conversation
from app.model.workspace import Queue


@dataclass(frozen=True, slots=True)
class ChangeQueue:
    """Hand a conversation over to another queue; nobody has it there yet."""

    conversation_id: UUID
    entry_id: UUID
    queue_id: UUID
    expected_queue_id: UUID


@handles("change_queue", 1)
def change_queue(cmd: ChangeQueue, tx: Tx) -> None:
    """The first of two wins. What the customer was promised stays; the next answer has the new queue's target.

    Raises:
        NotLocal: the desktop does not hold the row, or does not know the queue.
        Refused: ``conflict/queue_changed``; ``rejected/gone``: there is no such queue.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    if conversation.queue_id == cmd.queue_id:
        return
    same = conversation.queue_id == cmd.expected_queue_id
    tx.require(same, "conflict", "queue_changed", queue_id=str(conversation.queue_id))
    queue = tx.get(Queue, cmd.queue_id)
    payload = {"from": str(conversation.queue_id), "to": str(queue.id)}
    conversation.queue_id, conversation.reply_target_s = queue.id, queue.reply_target_s
    conversation.assignee_id = None
    tx.append_log(conversation, cmd.entry_id, EntryKind.QUEUE, payload)
