"""Frozen values the screens show: one class a kind of row, read from the cache, never written back."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.client.block import NO_FIELDS, FieldsRow
from app.client.handover import HandoverRow
from app.domain.attachment import MAIL_BYTES
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Kind, Status


class DraftKind(StrEnum):
    """Whom an unsent text is for: the customer, or colleagues."""

    REPLY = "reply"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue this operator may work; ``names`` by language."""

    id: UUID
    name: str
    names: dict[str, str]
    icon: str


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One row of the conversation list."""

    id: UUID
    number: int | None
    customer_id: UUID
    customer_name: str
    vip: bool
    subject: str
    preview: str
    preview_author: AuthorKind
    channel: Channel
    status: Status
    queue_id: UUID
    assignee_id: UUID | None
    last_message_at: datetime
    unread: bool
    draft: str  # start of the unsent draft, empty when there is none
    unsent: bool  # something of this conversation still waits to be sent
    waiting_since: datetime | None
    reply_due_at: datetime | None
    reply_target_s: int
    promise_text: str
    promise_due_at: datetime | None
    machine: str
    follow_up_at: datetime | None = None  # aside until then; past: it is time
    leaves_at: datetime | None = None  # an answer was put off until then
    answering: str = ""  # who else answers it, in words; the list says so, no file does


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file that an operator has added to what they write; its bytes are kept here under that SHA-256."""

    id: UUID
    name: str
    content_type: str
    size: int
    blob: str

    @property
    def content(self) -> tuple[str, str]:
        """What a copy of it shares with it: name and bytes."""
        return self.name, self.blob


@dataclass(frozen=True, slots=True)
class Transfer:
    """How far a file got on its way. ``up``: to the server; ``failed``: code of why it goes no further."""

    done: int
    size: int
    up: bool = False
    failed: str = ""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a message. ``local``: its bytes are on this computer; ``transfer``: while they are on their way.

    ``scan``: what the virus scanner said: clean, infected, unknown (not checked yet); empty: nobody looks.
    """

    id: UUID
    name: str
    content_type: str
    size: int
    blob: str
    content_id: str
    inline: bool
    local: bool
    scan: str = ""
    transfer: Transfer | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of the timeline; ``payload`` as in ``app.model.conversation.LogEntry``.

    ``seq`` is None while the server has not acknowledged it. ``leaving_until``: still in its undo time.
    """

    entry_id: UUID
    conversation_id: UUID
    number: int | None  # of its conversation: earlier conversations of the customer are in the same timeline
    seq: int | None
    kind: EntryKind
    author_kind: AuthorKind
    author_name: str
    at: datetime
    payload: dict[str, Any]
    files: tuple[FileRow, ...] = ()
    delivery: DeliveryState | None = None
    delivery_reason: str = ""
    pending: bool = False
    leaving_until: datetime | None = None
    read: bool = False  # the customer had it before their eyes, as far as the channel tells


@dataclass(frozen=True, slots=True)
class ConversationCard:
    """What the header, the strip and the composer of an open conversation need."""

    row: ConversationRow
    kind: Kind
    status_rev: int
    seen_seq: int  # highest contiguous seq on this computer
    log_head: int  # highest seq the server told of; larger than seen_seq: part of the log is still to come
    queue_name: str
    assignee_name: str
    tags: tuple[str, ...]
    inbox_name: str
    inbox_address: str
    files_limit: int = MAIL_BYTES  # bytes of all files of one message together
    receipt_for: UUID | None = None  # the newest letter that asks for a read receipt nobody has answered yet
    passed_on: "PassedOn | None" = None  # the newest letter that somebody passed on
    fields: FieldsRow = NO_FIELDS
    handover: HandoverRow | None = None  # it was given with words, and has not been answered since
    is_joined: bool = False  # another program takes our answers to the customer's messenger
    begun: UUID | None = None  # the change that opens it, as long as nothing of it has left this computer


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A letter that was passed on, and who wrote it; ``author_id`` is None when no customer here has the address."""

    message_id: UUID
    name: str
    address: str
    sender: str  # who passed it on
    sender_id: UUID | None
    author_id: UUID | None
    identity_id: UUID | None


@dataclass(frozen=True, slots=True)
class UserRow:
    """A colleague."""

    id: UUID
    name: str
    lead: bool = False
    serves: bool = True  # may work with customers


@dataclass(frozen=True, slots=True)
class SenderCard:
    """Who writes: ``address`` and, unless strangers share it, ``domain``; with the other requests of the same queue.

    Those are open ones; of a request among the junk, those that are there too.
    """

    address: str
    domain: str
    same_address: tuple[UUID, ...] = ()
    same_domain: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class TagRow:
    """A label of conversations; ``names`` by language."""

    id: UUID
    name: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that goes with a text to reuse.

    ``coming``: its bytes are not at the server yet; ``lost``: code of why they never will be; ``local``: of one that
    is coming, whether its bytes are on this computer.
    """

    file: OutgoingFile
    coming: bool = False
    lost: str = ""
    local: bool = False

    @property
    def is_usable(self) -> bool:
        """Whether it can go with a message now."""
        return not self.lost and (self.local or not self.coming)


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A text to reuse: one's own (``owner_id``), a team's, or the workspace's."""

    id: UUID
    title: str
    body: str
    locale: str
    channel: str
    team_id: UUID | None = None
    owner_id: UUID | None = None
    files: tuple[TextFile, ...] = ()


class ChangeState(StrEnum):
    """Where an unsent or refused change of this operator stands."""

    BEGUN = "begun"
    LEAVING = "leaving"
    WAITING = "waiting"
    HELD = "held"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change that has not reached the server, or that it refused: nothing of it is ever dropped silently.

    ``discarded_at``: when this operator gave it up.
    """

    change_id: UUID
    name: str  # wire name without version: reply, note …
    args: dict[str, Any]
    conversation_id: UUID | None
    subject: str
    at: datetime
    state: ChangeState
    code: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    discarded_at: datetime | None = None
    customer_name: str = ""
