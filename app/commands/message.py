"""Commands that write to the customer or to colleagues, and the intake of what the customer writes."""

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.commands.base import Actor, Refused, Tx, handles
from app.commands.conversation import change_status, stop_clock
from app.commands.draft import sent
from app.commands.message_rule import require_addresses, require_body, require_status
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.notice import MOST_MENTIONED
from app.domain.status import Status, after_customer_message
from app.domain.why import Why, with_reasons
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry

PREVIEW_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class FileOfMessage:
    """A file that goes with a message; its bytes are a blob of that SHA-256."""

    id: UUID
    name: str
    content_type: str
    size: int
    blob: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Write to the customer in a channel, and set what happens next, in one.

    ``seen_seq``: the newest entry its author had on the screen. ``confirmed_seq``: set when the author was shown what
    held it and sends all the same; it counts instead: a restored log may be shorter than what was seen.
    ``then_status``: applied together with the message or not at all; over a newer message of the customer that does not
    hold it the answer goes and the request stays open (decisions 0012, 0085). ``cc``: who else gets the letter. ``to``:
    where their letter asks to be answered, chosen over the address it is from, with commas between; empty: that one.
    ``marked``: the text with the marks of ``app.language.marked``, of which ``body`` is the plain form; empty without
    any. ``switched``: why it goes by another channel than the customer's, for the log.
    """

    conversation_id: UUID
    entry_id: UUID
    body: str
    channel: Channel
    seen_seq: int
    then_status: Status | None = None
    expected_status_rev: int = 0
    confirmed_seq: int | None = None
    files: list[FileOfMessage] = field(default_factory=list)
    after: int | None = None
    cc: list[str] = field(default_factory=list)
    marked: str = ""
    switched: str = ""
    to: str = ""


@handles("reply", 2)
def reply(cmd: Reply, tx: Tx) -> None:
    """Append the message and queue its delivery; held on the server when the talk has moved on.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``held/newer_messages``, ``conflict/status_changed``, ``rejected/empty``, ``rejected/too_long``,
            ``rejected/machine_mail``: no letter may answer a robot, ``rejected/closed``: it needs a new request,
            ``rejected/status_not_allowed``, ``rejected/invalid``: too many copies, or no addresses,
            ``rejected/file_id_taken``: a file of it belongs to another message.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    if tx.find(LogEntry, cmd.entry_id) is not None:
        return
    require_body(cmd.body, bool(cmd.files), tx)
    require_body(cmd.marked, True, tx)
    require_addresses(cmd, tx)
    tx.require(not has_taken_file(cmd.files, tx), "rejected", "file_id_taken")
    tx.require(not conversation.machine, "rejected", "machine_mail")
    tx.require(conversation.status is not Status.CLOSED, "rejected", "closed")
    seen_seq = cmd.seen_seq if cmd.confirmed_seq is None else cmd.confirmed_seq
    newer = tx.stale_against(conversation, seen_seq, cmd.channel)
    if newer is not None:
        raise Refused("held", "newer_messages", **newer)
    if cmd.then_status is not None:
        require_status(conversation, cmd.then_status, cmd.expected_status_rev, seen_seq, tx)
    unseen = tx.unseen_since(conversation, seen_seq) if conversation.log_head > seen_seq else None
    append_reply(conversation, cmd, tx, unseen)


def append_reply(conversation: Conversation, cmd: Reply, tx: Tx, unseen: datetime | None = None) -> None:
    """Write the message into the log, with its files, its delivery and what follows; everything was checked before."""
    payload: dict[str, Any] = {"channel": cmd.channel.value, "text": cmd.body}
    more = {"to": cmd.to, "cc": ", ".join(cmd.cc), "marked": cmd.marked, "switched": cmd.switched[:200]}
    payload |= {name: value for name, value in more.items() if value}
    if conversation.assignee_id is None:
        payload = with_reasons(payload, Why("nobody's: the first to answer", "assigned.reply"))
    tx.append_log(conversation, cmd.entry_id, EntryKind.MESSAGE_OUT, payload)
    _attach(conversation, cmd, tx)
    tx.put(
        Delivery(
            entry_id=cmd.entry_id,
            conversation_id=conversation.id,
            state=DeliveryState.QUEUED,
            at=tx.now,
        )
    )
    answered(conversation, cmd.body, cmd.then_status, tx, unseen)
    sent(conversation.id, "reply", cmd.marked or cmd.body, tx)


@dataclass(frozen=True, slots=True)
class PlainReply:
    """A reply as desks wrote it before they could mark text or send copies; outboxes may still hold one."""

    conversation_id: UUID
    entry_id: UUID
    body: str
    channel: Channel
    seen_seq: int
    then_status: Status | None = None
    expected_status_rev: int = 0
    confirmed_seq: int | None = None
    files: list[FileOfMessage] = field(default_factory=list)
    after: int | None = None

    def whole(self) -> Reply:
        """The same as it is written today."""
        return Reply(**{it.name: getattr(self, it.name) for it in fields(self)})


@handles("reply", 1)
def plain_reply(cmd: PlainReply, tx: Tx) -> None:
    """Append the message. Raises like ``reply``."""
    reply(cmd.whole(), tx)


def answered(
    conversation: Conversation, text: str, then_status: Status | None, tx: Tx, unseen: datetime | None = None
) -> None:
    """What an answer changes on the conversation; what the customer wrote ``unseen`` stands as if it came after it."""
    conversation.preview = preview(text)
    conversation.preview_author = AuthorKind.USER
    conversation.last_message_at = tx.now
    stop_clock(conversation, unseen)
    if conversation.follow_up_at is not None and conversation.follow_up_at <= tx.now:
        conversation.follow_up_at = None
    wanted = then_status
    if wanted is None and conversation.status is Status.NEW:
        wanted = Status.OPEN
    if conversation.assignee_id is None:
        conversation.assignee_id = tx.actor.id
    if wanted is not None and unseen is not None:
        wanted = after_customer_message(wanted)
    if wanted is not None and wanted is not conversation.status:
        change_status(conversation, wanted, tx)
    elif unseen is not None:
        conversation.status_rev += 1  # a status given on top of what its author foresaw must notice


def has_taken_file(files: list[FileOfMessage], tx: Tx) -> bool:
    """Whether an id of its files is another file's: each file of each message has its own, whatever bytes it is of."""
    ids = [it.id for it in files]
    return len(set(ids)) < len(ids) or any(tx.find(Attachment, it) is not None for it in ids)


def _attach(conversation: Conversation, cmd: Reply, tx: Tx) -> None:
    for file in cmd.files:
        tx.put(
            Attachment(
                id=file.id,
                conversation_id=conversation.id,
                entry_id=cmd.entry_id,
                name=file.name[:255],
                content_type=file.content_type[:127],
                size=file.size,
                blob=file.blob,
            )
        )


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Write to colleagues. A type of its own: no field of it can ever reach the customer.

    ``mentioned_ids``: who is named in it; from then on they watch the conversation, whatever its queue.
    """

    conversation_id: UUID
    entry_id: UUID
    body: str
    mentioned_ids: list[UUID] = field(default_factory=list)


@handles("note", 2)
def note(cmd: WriteNote, tx: Tx) -> None:
    """Append the note and let those who are mentioned watch; the writer watches by no word of their own.

    Raises:
        NotLocal: the desktop does not hold the row.
        Refused: ``rejected/empty``, ``rejected/too_long``, ``rejected/invalid``: too many are mentioned.
    """
    conversation = tx.get(Conversation, cmd.conversation_id)
    if tx.find(LogEntry, cmd.entry_id) is not None:
        return
    require_body(cmd.body, False, tx)
    tx.require(len(cmd.mentioned_ids) <= MOST_MENTIONED, "rejected", "invalid", field="mentioned_ids")
    entry = tx.append_log(conversation, cmd.entry_id, EntryKind.NOTE, note_payload(cmd.body, cmd.mentioned_ids))
    new = [it for it in entry.payload.get("mentions", ()) if it not in (*conversation.watcher_ids, str(tx.actor.id))]
    if new:
        conversation.watcher_ids = [*conversation.watcher_ids, *new]
    sent(conversation.id, "note", cmd.body, tx)


def note_payload(body: str, mentioned_ids: list[Any]) -> dict[str, Any]:
    """What the entry of a note holds; the ids as text or not."""
    mentioned = {"mentions": [str(it) for it in dict.fromkeys(mentioned_ids)]}
    return {"text": body} | (mentioned if mentioned_ids else {})


@dataclass(frozen=True, slots=True)
class PlainNote:
    """A note as desks wrote it before they could mention anybody; outboxes may still hold one."""

    conversation_id: UUID
    entry_id: UUID
    body: str


@handles("note", 1)
def plain_note(cmd: PlainNote, tx: Tx) -> None:
    """Append the note. Raises like ``note``."""
    note(WriteNote(cmd.conversation_id, cmd.entry_id, cmd.body), tx)


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """What a channel took in from a customer; never accepted from a desk.

    ``due_at``: by when to answer, in the hours of its queue; None: the reply target counts day and night.
    """

    entry_id: UUID
    payload: dict[str, Any]
    channel: Channel
    at: datetime
    machine: str = ""
    due_at: datetime | None = None


def receive(message: IncomingMessage, conversation: Conversation, tx: Tx) -> None:
    """Append a customer's message to a conversation that may take it (see ``after_customer_message``).

    Mail of a machine is logged but reopens nothing and starts no clock. Of a stranger (``payload["stranger"]``: the
    sender is no identity of the customer) the author stays unknown. Server only.
    """
    author = Actor(AuthorKind.CUSTOMER, None if message.payload.get("stranger") else conversation.customer_id)
    entry = tx.append_log(conversation, message.entry_id, EntryKind.MESSAGE_IN, message.payload, author)
    conversation.last_message_at = tx.now
    conversation.preview = preview(str(message.payload.get("text", "")))
    conversation.preview_author = AuthorKind.CUSTOMER
    if message.machine:
        return
    conversation.channel = message.channel
    conversation.follow_up_at = None
    status = after_customer_message(conversation.status)
    if status is not None and status is not conversation.status:
        why = Why("reopened by it", "status.reopened", status=conversation.status.value)
        entry.payload = with_reasons(entry.payload, why)
        change_status(conversation, status, tx)
    else:
        conversation.status_rev += 1  # a reply written without having seen this must notice
    if conversation.waiting_since is None and conversation.status is not Status.SPAM:
        conversation.waiting_since = tx.now
        target = timedelta(seconds=conversation.reply_target_s)
        conversation.reply_due_at = message.due_at or tx.now + target


def remember(message: IncomingMessage, conversation: Conversation, tx: Tx) -> None:
    """Append a message of the past, dated when it was written: it reopens nothing and starts no clock. Server only."""
    author = Actor(AuthorKind.CUSTOMER, None if message.payload.get("stranger") else conversation.customer_id)
    entry = tx.append_log(conversation, message.entry_id, EntryKind.MESSAGE_IN, message.payload, author)
    entry.at = message.at
    conversation.created_at = min(conversation.created_at, message.at)
    if message.at < conversation.last_message_at:
        return
    conversation.last_message_at = message.at
    conversation.preview = preview(str(message.payload.get("text", "")))
    conversation.preview_author = AuthorKind.CUSTOMER
    if conversation.closed_at is not None:
        conversation.closed_at = max(conversation.closed_at, message.at)


def preview(text: str) -> str:
    """The start of a text as one line for lists."""
    return " ".join(text[: PREVIEW_CHARACTERS * 4].split())[:PREVIEW_CHARACTERS]
