"""The port between the engine and its screens: what a window may ask, do, and be told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from uuid import UUID

from app.client.block import BlockRow, Place
from app.client.caller import CallerRow
from app.client.customer_row import CustomerCard, PersonRow
from app.client.drafting import Drafting
from app.client.handling import HandlingBook
from app.client.inbox import InboxOffice, InboxRow
from app.client.notice.journal import Journal
from app.client.notice.row import ArrivalRow, NoticeRow
from app.client.own_words import OwnWords
from app.client.presence import Presence
from app.client.row import (
    ChangeRow,
    ConversationCard,
    ConversationRow,
    DraftKind,
    EntryRow,
    OutgoingFile,
    QueueRow,
    SenderCard,
    TagRow,
    TemplateRow,
    UserRow,
)
from app.client.search import Finder, Lookup
from app.client.view import Counts, RailCount, SavedViewRow, View
from app.language.named import in_language
from app.language.phone import Number


class Link(StrEnum):
    """State of the connection, concluded from requests, never from the operating system."""

    CONNECTING = "connecting"
    LIVE = "live"
    POLLING = "polling"
    OFFLINE = "offline"
    SIGNED_OUT = "signed_out"
    UPGRADE = "upgrade"


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """The connection as the status bar shows it. ``synced_at``: when the data on this computer was last current."""

    link: Link
    synced_at: datetime | None = None
    retry_at: datetime | None = None
    unsent: int = 0
    attention: int = 0  # held, conflict and rejected changes
    skew_ms: int = 0
    catching_up: bool = False  # the server is there again, what it has is being fetched
    portal: bool = False  # something else answers in the server's place: this network wants a sign-in of its own


@dataclass(frozen=True, slots=True)
class Touched:
    """What a write or a pulled page changed; views re-read exactly these.

    ``everything``: the cache was rebuilt, read anew.
    """

    conversations: frozenset[UUID] = frozenset()
    customers: frozenset[UUID] = frozenset()
    workspace: bool = False
    changes: bool = False  # outbox: unsent or refused changes
    everything: bool = False
    notices: bool = False  # what this person was told of, or that they have seen it


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, and where."""

    server_id: UUID
    ws: UUID
    workspace: str
    user_id: UUID
    user_name: str
    locale: str = "ru"
    timezone: str = "Europe/Moscow"
    chat_url: str = ""  # hosted chat page, for the status bar of a trial
    mail_address: str = ""  # "127.0.0.1:2525, help@…" for the status bar of a trial
    names: Mapping[str, str] = field(default_factory=dict)  # of the workspace, by language

    def company(self, language: str) -> str:
        """The workspace's name for a reader of that language."""
        return in_language(self.names, self.workspace, language)


class Queries(Protocol):
    """Reads of the main thread, each under 5 ms; values only. Single-row and list reads on their own connection."""

    def conversation_ids(self, view: View, limit: int | None = None, after: UUID | None = None) -> Sequence[UUID]:
        """Ids of a view in display order: at most ``limit``, and only those behind ``after`` while that one is here."""

    def count(self, view: View, since: datetime | None = None) -> int:
        """How many conversations a view and its tab have, with a message from that instant on."""

    def counts(self, view: View) -> Counts:
        """How many of a view are to be done and how many wait, whatever its tab."""

    def saved_views(self) -> Sequence[SavedViewRow]:
        """The searches this person keeps, in their order."""

    def tags(self) -> Sequence[TagRow]:
        """Labels of conversations, by name."""

    def conversation_rows(self, ids: Iterable[UUID]) -> Sequence[ConversationRow]:
        """Rows of those ids, in the order asked; ids that are gone are left out."""

    def rail(self) -> Sequence[RailCount]:
        """Counts of every place of the rail."""

    def queues(self) -> Sequence[QueueRow]:
        """Queues this operator may work, in their order."""

    def inboxes(self) -> Sequence[InboxRow]:
        """Every inbox of the workspace with its state, by name."""

    def may(self, action: str) -> bool:
        """Whether this operator's roles allow it, by its name in the permission matrix; the server decides."""

    def card(self, conversation_id: UUID) -> ConversationCard | None:
        """The conversation's header; None when it is not on this computer."""

    def timeline(self, conversation_id: UUID, limit: int = 50, before: Place | None = None) -> Sequence[EntryRow]:
        """The customer's entries over all conversations and channels, block by block, at most ``limit`` ending before.

        The open conversation's block comes last; in each the oldest entry first.
        """

    def blocks(self, conversation_id: UUID) -> Sequence[BlockRow]:
        """The customer's conversations on this computer as blocks of its timeline, the open one's last."""

    def customer(self, customer_id: UUID) -> CustomerCard | None:
        """The customer panel."""

    def people(self, text: str, but: UUID) -> Sequence[PersonRow]:
        """Customers other than ``but`` whose name or address holds the words, the busiest first; a few."""

    def organisations(self) -> Sequence[tuple[UUID, str]]:
        """Companies that are known here, by name."""

    def sender(self, conversation_id: UUID) -> SenderCard | None:
        """Whose mail it is, and what else of them is open; None when it is not on this computer."""

    def users(self) -> Sequence[UserRow]:
        """Colleagues by name."""

    def caller(self, number: Number) -> CallerRow:
        """Who is on the telephone, as far as this computer knows."""

    def notices(self) -> Sequence[NoticeRow]:
        """What this operator was told of in the last seven days, the newest first."""

    def arrivals(self, ids: Iterable[UUID], since: datetime) -> Sequence[ArrivalRow]:
        """Unread messages of customers after an instant, in those of these conversations that are ours or nobody's."""

    def templates(self) -> Sequence[TemplateRow]:
        """Texts to reuse, by title."""

    def teams(self) -> Sequence[tuple[UUID, str]]:
        """The teams this operator belongs to, by name."""

    def draft(self, conversation_id: UUID, kind: DraftKind = DraftKind.REPLY) -> str:
        """The unsent text of this operator to the customer or to colleagues, empty when there is none."""

    def drafts(self, kind: DraftKind = DraftKind.REPLY) -> Mapping[UUID, str]:
        """All unsent texts of this operator of that kind, by conversation."""

    def draft_files(self, conversation_id: UUID) -> Sequence[OutgoingFile]:
        """The files of the unsent text to the customer, in their order."""

    def changes(self) -> Sequence[ChangeRow]:
        """Unsent and refused changes, oldest first."""

    def discarded(self) -> Sequence[ChangeRow]:
        """What this operator gave up in the last 30 days, the last first."""

    def blob(self, sha256: str) -> bytes | None:
        """Bytes of a file when they are on this computer. Any thread: a large one takes a while to decrypt."""


class Problem(StrEnum):
    """What the world did to us; each has one sentence: what happened, what is kept, what to do."""

    PORT_TAKEN = "port_taken"
    SECOND_INSTANCE = "second_instance"
    KEYRING_LOCKED = "keyring_locked"
    KEYRING_ABSENT = "keyring_absent"
    WRONG_PASSPHRASE = "wrong_passphrase"
    CACHE_REBUILT = "cache_rebuilt"
    DISK_FULL = "disk_full"
    DISK_FULL_KEPT = "disk_full_kept"
    CLOCK_WRONG = "clock_wrong"
    SERVER_UNREACHABLE = "server_unreachable"
    SIGN_IN_FAILED = "sign_in_failed"
    SERVER_TOO_OLD = "server_too_old"
    REVOKED = "revoked"
    LEASE_OVER = "lease_over"
    KEYS_LOST = "keys_lost"
    NO_RECOVERY = "no_recovery"
    WRONG_RECOVERY_KEY = "wrong_recovery_key"
    UNSENT_RETURNED = "unsent_returned"
    UNSOLVED_RETURNED = "unsolved_returned"


class Desk(Protocol):
    """One signed-in profile. Every call returns at once; what it changed comes back through ``on_touched``.

    Callbacks are called on engine threads; the bridge turns them into queued signals.
    """

    person: Person
    queries: Queries
    inboxes: InboxOffice
    presence: Presence
    finder: Finder
    lookup: Lookup
    journal: Journal
    handling: HandlingBook

    own_words: OwnWords

    @property
    def drafts(self) -> Drafting: ...

    def begin(self) -> None:
        """Let a desk that was opened with its threads held back begin to work; twice is once."""

    def submit(self, command: object, *, undo_ms: int = 0) -> UUID:
        """Store a command durably, show its effect, send it when possible; with ``undo_ms`` it first waits ("leaving").

        Returns the change's id, which ``undo`` takes.
        """

    def undo(self, change_id: UUID) -> None:
        """Take a leaving change back; its text becomes the draft again. Nothing happens when it has already left."""

    def confirm(self, change_id: UUID) -> None:
        """Send a held reply all the same, now with ``confirmed_seq``, or give a refused change again."""

    def discard(self, change_id: UUID) -> None:
        """Give a refused or waiting change up; it is kept for 30 days."""

    def restore(self, change_id: UUID) -> None:
        """Copy what was given up: a text becomes the draft of its conversation, another change is given anew."""

    def save_draft(self, conversation_id: UUID, text: str, kind: DraftKind = DraftKind.REPLY) -> None:
        """Keep the text as typed; an empty text removes the draft."""

    def keep_file(self, name: str, content_type: str, content: bytes) -> OutgoingFile:
        """Keep the bytes of a file that is to be sent, encrypted, on the disk at return. Any thread: it may take long.

        Raises:
            Trouble: ``DISK_FULL``; nothing was kept.
        """

    def save_draft_files(self, conversation_id: UUID, files: Sequence[OutgoingFile]) -> None:
        """Keep which files belong to the unsent text; the bytes of those left out are deleted."""

    def want_blob(self, sha256: str) -> None:
        """Fetch a file in the background; its conversation is touched when it is here."""

    def sync_now(self) -> None:
        """Try the server at once instead of after the backoff."""

    def sign_out(self) -> None:
        """Forget the tokens; unsent work stays, by name."""

    def now(self) -> datetime:
        """The server's time as well as it is known: what deadlines are counted against."""

    def problems(self) -> Sequence[Problem]:
        """What happened while this profile was opened or worked in, oldest first; status listeners are told of news."""

    def close(self) -> None:
        """Release leaving changes, stop the threads, close the files. Waits at most two seconds."""

    def on_touched(self, listener: Callable[[Touched], None]) -> None:
        """Tell about every change of the cache."""

    def on_status(self, listener: Callable[[LinkStatus], None]) -> None:
        """Tell about every change of the connection or the unsent count; once at once."""


class Trouble(Exception):
    """A problem of the world, converted once at the edge where it appeared; the screen translates ``problem``."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile on this computer: server, workspace and user, and where its files are.

    ``unsent``: changes that have not gone out, ``signed_in``: its tokens are kept, ``problems``: why neither is known.
    """

    key: str  # folder name
    folder: Path
    server_url: str
    person: Person
    unsent: int = 0
    trial: bool = False
    email: str = ""
    signed_in: bool = False
    problems: tuple[Problem, ...] = field(default=())
