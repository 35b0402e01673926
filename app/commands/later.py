"""Commands about answers that leave at a later time; the server sends them, whether this desk is on or not."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.commands.base import Tx, handles
from app.commands.draft import sent
from app.commands.follow_up import own
from app.commands.message import FileOfMessage, Reply, has_taken_file
from app.commands.message_rule import require_addresses, require_body
from app.domain.channel import Channel
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from app.model.later_message import LaterMessage

WAITING, HELD, SENT, CANCELLED = "waiting", "held", "sent", "cancelled"
OPEN = frozenset({WAITING, HELD})
"""States in which it can still be changed and taken back."""

AUTHOR_GONE = "author_gone"
"""Why it is held: whoever wrote it works here no more, or answers customers no more."""

TOO_LATE = "too_late"
"""Why it is held: its time passed half a day ago or more, with its desk or the server away."""


@dataclass(frozen=True, slots=True)
class SendLater:
    """Write to the customer at ``send_at``; fields as in ``Reply``.

    A time that has passed means at once; by half a day, that a person looks at it first.
    """

    conversation_id: UUID
    entry_id: UUID
    body: str
    channel: Channel
    seen_seq: int
    send_at: datetime
    then_status: Status | None = None
    files: list[FileOfMessage] = field(default_factory=list)
    cc: list[str] = field(default_factory=list)
    marked: str = ""
    switched: str = ""
    to: str = ""


@handles("send_later", 1)
def send_later(cmd: SendLater, tx: Tx) -> None:
    """Keep it until then; what nobody had is its author's, as with an answer at once.

    Raises like ``reply``, but for what is found out when it is sent.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    if tx.find(LaterMessage, cmd.entry_id) is not None:
        return
    require_body(cmd.body, bool(cmd.files), tx)
    require_body(cmd.marked, True, tx)
    require_addresses(cmd, tx)
    tx.require(tx.find(LogEntry, cmd.entry_id) is None, "rejected", "invalid", field="entry_id")
    tx.require(not has_taken_file(cmd.files, tx), "rejected", "file_id_taken")
    tx.require(not conversation.machine, "rejected", "machine_mail")
    tx.require(conversation.status is not Status.CLOSED, "rejected", "closed")
    tx.put(
        LaterMessage(
            id=cmd.entry_id,
            conversation_id=conversation.id,
            author_id=tx.actor.id,
            content=_content(cmd),
            send_at=cmd.send_at,
            seen_seq=_seen(cmd.seen_seq, conversation),
            state=WAITING,
            at=tx.now,
        )
    )
    own(conversation, tx)
    sent(conversation.id, "reply", cmd.marked or cmd.body, tx)


@dataclass(frozen=True, slots=True)
class ChangeLater:
    """Give it another time, having seen the talk up to ``seen_seq``; now is a time, too."""

    conversation_id: UUID
    later_id: UUID
    send_at: datetime
    seen_seq: int


@handles("change_later", 1)
def change_later(cmd: ChangeLater, tx: Tx) -> None:
    """Set the time; what was held waits again. Raises ``Refused``: ``conflict/already_sent``, ``rejected/gone``."""
    conversation = tx.get(Conversation, cmd.conversation_id)
    later = _open(cmd.conversation_id, cmd.later_id, tx)
    later.send_at, later.state, later.reason = cmd.send_at, WAITING, ""
    later.seen_seq = max(later.seen_seq, _seen(cmd.seen_seq, conversation))
    later.rev += 1


@dataclass(frozen=True, slots=True)
class CancelLater:
    """Do not send it."""

    conversation_id: UUID
    later_id: UUID


@handles("cancel_later", 1)
def cancel_later(cmd: CancelLater, tx: Tx) -> None:
    """Take it back. Raises ``Refused``: ``conflict/already_sent``, ``rejected/gone``. A second run changes nothing."""
    known = tx.find(LaterMessage, cmd.later_id)
    if known is not None and known.state == CANCELLED and known.conversation_id == cmd.conversation_id:
        return
    later = _open(cmd.conversation_id, cmd.later_id, tx)
    later.state = CANCELLED
    later.rev += 1


def reply_of(later: LaterMessage) -> Reply:
    """What it is to be sent as."""
    content = later.content
    then = content.get("then_status")
    return Reply(
        conversation_id=later.conversation_id,
        entry_id=later.id,
        body=str(content["body"]),
        channel=Channel(content["channel"]),
        seen_seq=later.seen_seq,
        then_status=None if then is None else Status(then),
        files=[
            FileOfMessage(UUID(it["id"]), it["name"], it["content_type"], it["size"], it["blob"])
            for it in content["files"]
        ],
        cc=[str(it) for it in content["cc"]],
        marked=str(content["marked"]),
        switched=str(content["switched"]),
        to=str(content.get("to", "")),
    )


def _open(conversation_id: UUID, later_id: UUID, tx: Tx) -> LaterMessage:
    tx.get(Conversation, conversation_id)  # its lock: the time may come in the same moment
    later = tx.get(LaterMessage, later_id)
    tx.require(later.conversation_id == conversation_id, "rejected", "gone", kind="later_message")
    tx.require(later.state in OPEN, "conflict", "already_sent")
    return later


def _seen(seen_seq: int, conversation: Conversation) -> int:
    """Nobody has seen more than there is: what comes after that holds the answer back, whatever its desk said."""
    return min(max(seen_seq, 0), conversation.log_head)


def _content(cmd: SendLater) -> dict[str, Any]:
    return {
        "body": cmd.body,
        "channel": cmd.channel.value,
        "then_status": None if cmd.then_status is None else cmd.then_status.value,
        "files": [
            {"id": str(it.id), "name": it.name, "content_type": it.content_type, "size": it.size, "blob": it.blob}
            for it in cmd.files
        ],
        "cc": cmd.cc,
        "marked": cmd.marked,
        "switched": cmd.switched[:200],
    } | ({"to": cmd.to} if cmd.to else {})
