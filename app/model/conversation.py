"""A conversation, its log, deliveries and attachments."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Kind, Priority, Status
from app.model.base import Base, Row
from app.model.declaration import Index, Mapped, String, UniqueConstraint, mapped_column


class Conversation(Row):
    """One matter of one customer, replicated to everyone its queue is granted to.

    Only handlers in ``app.commands`` write here, through ``Tx``.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index(None, "ws", "assignee_id", "updated_at"),  # the list of one operator
        Index(None, "ws", "queue_id", "status", "updated_at"),  # the list of a queue
        Index(None, "ws", "customer_id"),
        Index(None, "reply_due_at"),  # whom to remind, of all workspaces
        Index(None, "ws", "merged_into_id"),
        UniqueConstraint("ws", "number"),
    )

    number: Mapped[int | None]  # given by the server
    rev: Mapped[int] = mapped_column(default=0)  # +1 in every commit that touches the row
    subject: Mapped[str] = mapped_column(String(300))
    kind: Mapped[Kind] = mapped_column(default=Kind.QUESTION)
    status: Mapped[Status] = mapped_column(default=Status.NEW)
    status_rev: Mapped[int] = mapped_column(default=0)  # compare-and-set guard of ``status``
    priority: Mapped[Priority] = mapped_column(default=Priority.NORMAL)
    disposition: Mapped[str] = mapped_column(String(32), default="")  # how it ended; empty: nobody said
    order_number: Mapped[str] = mapped_column(String(64), default="")  # the order it is about, as the shop writes it
    channel: Mapped[Channel]  # of the customer's last message
    inbox_id: Mapped[UUID | None]
    queue_id: Mapped[UUID]
    customer_id: Mapped[UUID]
    assignee_id: Mapped[UUID | None]
    watcher_ids: Mapped[list[str]] = mapped_column(default=list)
    tag_ids: Mapped[list[str]] = mapped_column(default=list)
    log_head: Mapped[int] = mapped_column(default=0)  # highest ``seq`` of the log
    redact_rev: Mapped[int] = mapped_column(default=0)
    erased: Mapped[bool] = mapped_column(default=False)  # nothing of it is left but dates; nobody writes here again
    legal_hold: Mapped[bool] = mapped_column(default=False)  # nothing of it may be erased
    machine: Mapped[str] = mapped_column(
        String(32), default=""
    )  # why no mail may answer it: bounce, auto_reply, list …
    linked_id: Mapped[UUID | None]  # the closed conversation this one goes on from
    link_ids: Mapped[list[str]] = mapped_column(default=list)  # requests that belong together, each names the other
    merged_into_id: Mapped[UUID | None]  # where it goes on; None: it is a matter of its own
    moved_ids: Mapped[list[str]] = mapped_column(default=list)  # entries that stand elsewhere and are not shown here
    preview: Mapped[str] = mapped_column(String(200), default="")  # start of the last message, one line
    preview_author: Mapped[AuthorKind] = mapped_column(default=AuthorKind.CUSTOMER)
    waiting_since: Mapped[datetime | None]  # the customer's first unanswered message
    reply_due_at: Mapped[datetime | None]  # written by the server
    reply_target_s: Mapped[int] = mapped_column(default=3_600)
    promise_due_at: Mapped[datetime | None]  # the earliest open promise
    follow_up_at: Mapped[datetime | None]  # when somebody wants to look again; aside until then, past: it is time
    follow_up_by_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]  # server time; provisional until acknowledged
    last_message_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class LogEntry(Base):
    """One entry of a conversation's log; ``seq`` is gapless, given by the server, None on a desk until acknowledged.

    Payload by kind:
    message_in / message_out: ``{"channel", "text", "subject"?, "from"?, "to"?, "cc"?, "reply_to"?, "html"?: blob
    sha256, "body"?: blob sha256 of the whole text when ``text`` is ``"truncated"?``, "raw"?: blob sha256 of the
    original, "machine"?: str, "stranger"?: bool, "sender_id"?: which customer they are, "elsewhere"?: bool, sent from
    another program, "why"?: str}`` ·
    note: ``{"text", "mentions"?: user ids}`` · status: ``{"from", "to"}`` · assigned: ``{"to": user id or null}`` ·
    call: ``{"direction": in, out or missed, "number": as dialled or shown, "started_at", "seconds", "disposition",
    "text": what was noted}`` · survey: ``{"score", "of", "text"}`` ·
    promise: ``{"promise_id", "text", "due_at", "state", "reason"?: why it was withdrawn, "before"?: instant, until
    it was moved}`` · block: ``{"until": instant or null}`` ·
    receipt: ``{"of": entry of the letter that asked, "sent": bool, "to"?}`` ·
    customer: ``{"of": entry of the letter, "author": bool, "name", "address"}``, whose request it is from now on; or
    ``{"begun": true, "name", "address"}``, whom a letter of ours began it for ·
    follow_up: ``{"until": instant or null, "woke"?: bool}``, when it comes back; null and not woken: taken off ·
    queue: ``{"from", "to"}``, ids of queues ·
    field: ``{"field", "from", "to", "unseen"?: it overwrote what its author had not seen}`` ·
    link: ``{"with": conversation, "number", "on": bool}`` ·
    merge: ``{"into" or "from": conversation, "number", "of"?: the merge's entry in the other log or the one taken back,
    "undone"?: true, "undo"?: what the server needs for that}`` ·
    move: ``{"to": conversation, "number", "entries", "new"?: true, "undone"?: true, "of"?: the move taken back}``; a
    copy of a moved entry holds ``"moved": {"from": conversation, "of": entry}``.
    Of what a machine decided, ``"reasons"``: see ``app.domain.why``.
    message_in of a mail may also hold ``"receipt_to"``: who asks to be told that it was read, ``"via"``: the robot
    whose form it is, ``"suspected"``: the kind of machine it only sounds like, ``"received_at"``: when it came into its
    mailbox, of one without id and date, ``"forwarded"``: ``{"name", "address"}`` of who wrote what was passed on,
    ``"files_left"``: how many of its files stand in the original alone, ``"cloud"``: links.
    message_out of the system holds ``"automatic": true``; of an operator also ``"marked"``: the text with its marks,
    ``"switched"``: why it went by another channel.
    Of what was erased only ``"redacted": true`` and what tells nothing about a person.
    """

    __tablename__ = "log_entry"
    __table_args__ = (UniqueConstraint("ws", "conversation_id", "seq"),)

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID]
    seq: Mapped[int | None]
    kind: Mapped[EntryKind]
    author_kind: Mapped[AuthorKind]
    author_id: Mapped[UUID | None]  # user or customer; None: the system, or a stranger
    at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]


class Delivery(Base):
    """How far an outgoing message got. Mutable; takes no ``seq`` and is never "newer than seen"."""

    __tablename__ = "delivery"

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID]
    state: Mapped[DeliveryState]
    reason: Mapped[str] = mapped_column(String(400), default="")  # a code; in old rows a sentence
    reason_data: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the code's sentence needs
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]  # the customer had it before their eyes; only channels that tell


class Attachment(Row):
    """A file of a message; its bytes are a blob named by their SHA-256."""

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "ws", "entry_id"), Index(None, "ws", "blob"), Index(None, "scan"))

    conversation_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(127))
    size: Mapped[int]  # bytes
    blob: Mapped[str] = mapped_column(String(64))  # hex
    content_id: Mapped[str] = mapped_column(String(255), default="")
    inline: Mapped[bool] = mapped_column(default=False)
    scan: Mapped[str] = mapped_column(String(16), default="")  # clean, infected, unknown; empty: nobody looks


class ReadMark(Row):
    """How far a user has read a conversation; only ever grows. ``id`` is derived from user and conversation."""

    __tablename__ = "read_mark"

    user_id: Mapped[UUID]
    conversation_id: Mapped[UUID]
    seq: Mapped[int] = mapped_column(default=0)


class Promise(Row):
    """What we owe a customer and by when: kept, beaten or broken."""

    __tablename__ = "promise"
    __table_args__ = (
        Index(None, "ws", "customer_id"),
        Index(None, "ws", "conversation_id"),
        Index(None, "state", "due_at"),  # what is due soon, of all workspaces
    )

    customer_id: Mapped[UUID]
    conversation_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(16), default="open")  # open, kept, broken, withdrawn
    owner_id: Mapped[UUID | None]


class Tag(Row):
    """A label of conversations."""

    __tablename__ = "tag"

    name: Mapped[str] = mapped_column(String(80))
    names: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Template(Row):
    """A text to reuse; Liquid, filled with limits, never from customer text. Exactly one of team and owner, or none.

    ``files`` go with the message it is put into: ``{"id", "name", "content_type", "size": bytes, "blob": sha256,
    "waits_for"?: user who has yet to send the bytes, "lost"?: why they never come}``. Without either the text holds
    them: whoever may read it may read them.
    """

    __tablename__ = "template"

    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]
    locale: Mapped[str] = mapped_column(String(16), default="")
    channel: Mapped[str] = mapped_column(String(32), default="")  # empty: any
    team_id: Mapped[UUID | None]
    owner_id: Mapped[UUID | None]
    files: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
