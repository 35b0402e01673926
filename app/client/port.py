"""The port between the engine and its screens: what a window may ask, do, and be told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from app.language.named import in_language

if TYPE_CHECKING:  # the rows of all screens: the window knows this port before any of them is shown
    from app.client.computer import Computers
    from app.client.drafting import Drafting
    from app.client.handling import HandlingBook
    from app.client.handover import HandoversRead
    from app.client.inbox import InboxOffice
    from app.client.notice.journal import Journal
    from app.client.own_words import OwnWords
    from app.client.presence import Presence
    from app.client.query import Queries
    from app.client.row import DraftKind, OutgoingFile
    from app.client.search import Finder, Lookup


class Link(StrEnum):
    """State of the connection, concluded from requests, never from the operating system."""

    CONNECTING = "connecting"
    LIVE = "live"
    POLLING = "polling"
    OFFLINE = "offline"
    SIGNED_OUT = "signed_out"
    UPGRADE = "upgrade"


AWAY = (Link.OFFLINE, Link.SIGNED_OUT, Link.UPGRADE)
"""What is asked of the server now is not answered."""


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

    ``everything``: the cache was rebuilt, or the server begins another history; read anew. ``anew``: conversations
    whose log is of that other history from now on: a number names another entry.
    """

    conversations: frozenset[UUID] = frozenset()
    customers: frozenset[UUID] = frozenset()
    workspace: bool = False
    changes: bool = False  # outbox: unsent or refused changes
    everything: bool = False
    notices: bool = False  # what this person was told of, or that they have seen it
    drafts: frozenset[UUID] = frozenset()  # conversations of which only the text that is being written changed
    anew: frozenset[UUID] = frozenset()


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
    queries: "Queries"
    inboxes: "InboxOffice"
    presence: "Presence"
    finder: "Finder"
    lookup: "Lookup"
    computers: "Computers"
    journal: "Journal"
    handling: "HandlingBook"
    handovers: "HandoversRead"
    own_words: "OwnWords"

    @property
    def drafts(self) -> "Drafting": ...

    def begin(self) -> None:
        """Let a desk that was opened with its threads held back begin to work; twice is once."""

    def submit(self, command: object, *, undo_ms: int = 0) -> UUID:
        """Store a command durably, show its effect, send it when possible; with ``undo_ms`` it first waits ("leaving").

        Returns the change's id, which ``undo`` takes.
        """

    def undo(self, change_id: UUID) -> bool:
        """Take a leaving change back; its text becomes the draft again. False: it has already left, nothing happens."""

    def confirm(self, change_id: UUID) -> None:
        """Send a held reply all the same, now with ``confirmed_seq``, or give a refused change again."""

    def discard(self, change_id: UUID) -> None:
        """Give a refused, a waiting or a begun change up; it is kept for 30 days. With a begun one goes its draft."""

    def restore(self, change_id: UUID) -> None:
        """Copy what was given up: a text becomes the draft of its conversation, another change is given anew."""

    def save_draft(self, conversation_id: UUID, text: str, kind: "DraftKind" = ...) -> bool:
        """Keep the text as typed; an empty text removes the draft. False: there is no room, it is in memory alone."""

    def keep_file(self, name: str, content_type: str, content: bytes) -> "OutgoingFile":
        """Keep the bytes of a file that is to be sent, encrypted, on the disk at return. Any thread: it may take long.

        Raises:
            Trouble: ``DISK_FULL``; nothing was kept.
        """

    def save_draft_files(self, conversation_id: UUID, files: "Sequence[OutgoingFile]") -> None:
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

    ``unsent``: changes that have not gone out, ``attention``: those that were held or refused, ``signed_in``: its
    tokens are kept, ``problems``: why none of this is known.
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
    attention: int = 0
