"""One signed-in profile at work: the port ``Desk`` over outbox, cache and the threads that serve them."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from app.client.basket import Basket
from app.client.clock import Clock, ServerTime
from app.client.draft_file import DraftFiles
from app.client.handover import HandoversRead
from app.client.leaving import Leaving
from app.client.making import anew, draft_in, new_change, renewed, seen
from app.client.own_words import OwnWords
from app.client.port import Link, LinkStatus, Person, Problem, Touched, Trouble
from app.client.presence import Presence
from app.client.profile_drafts import ProfileDrafts
from app.client.row import DraftKind, OutgoingFile
from app.client.store.change import REFUSED
from app.client.store.handling_book import OutboxHandling
from app.client.store.notice_book import NoticeBook
from app.client.store.outbox import Change, Outbox
from app.client.store.queries.source import Source
from app.client.store.queries.template import is_held_by_text
from app.client.store.shelf import Shelf
from app.client.unsent import counted

if TYPE_CHECKING:
    from app.client.computer import Computers
    from app.client.handling import HandlingBook
    from app.client.inbox import InboxOffice
    from app.client.notice.journal import Journal
    from app.client.query import Queries
    from app.client.search import Finder, Lookup

_WORDS, _READ = "own_words", "handovers_read"
SKEW_SHOWN = timedelta(minutes=5)


class Machine(Protocol):
    """What runs behind a desk: cache writes and the exchange with the server; started on a thread of its own.

    ``office``: administration of inboxes at the server; ``lookup``, ``computers``: what only it knows.
    """

    office: "InboxOffice"
    lookup: "Lookup"
    computers: "Computers"

    def start(self) -> None:
        """Start the threads. Twice is once."""

    def show(self, change: Change) -> None:
        """Write the effect of a change, then send it when it may go."""

    def rebase(self, *conversations: UUID) -> None:
        """The outbox holds other pending changes than are shown."""

    def post(self, job: Callable[[], Any]) -> None:
        """Do something on the writer thread."""

    def kick(self) -> None:
        """Try the server now."""

    def want_blob(self, sha256: str) -> None:
        """Fetch a file."""

    def sign_out(self) -> None:
        """Forget the tokens."""

    def move_to(self, url: str) -> None:
        """The server listens at another address."""

    def settle_before_end(self, seconds: float) -> None:
        """Give what is unsent a last chance while the server answers."""

    def stop(self, seconds: float, then: Callable[[], None]) -> None:
        """End all threads, close the cache, do ``then``."""


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What a desk is made of. ``release``: what ends with it; ``shut``: when no thread writes, outbox and lock."""

    person: Person
    queries: "Queries"
    source: Source
    outbox: Outbox
    files: Shelf
    clock: Clock
    time: ServerTime
    finder: "Finder"
    release: Callable[[], None]
    shut: Callable[[], None]


class ProfileDesk:
    """See ``app.client.port.Desk``. Main thread, but for the listeners, which are called on engine threads."""

    def __init__(self, parts: DeskParts, noticed: Sequence[Problem] = ()) -> None:
        self.person = parts.person
        self.queries, self.finder = parts.queries, parts.finder
        self._parts = parts
        self._leaving = Leaving(parts.outbox, parts.time)
        self._files = DraftFiles(parts.outbox, parts.files)
        self._basket = Basket(parts.outbox, parts.files, parts.clock.wall, partial(is_held_by_text, parts.source))
        self.drafts = ProfileDrafts(parts.source, parts.outbox, parts.clock.wall, self.submit)
        self.own_words = OwnWords(partial(parts.outbox.meta, _WORDS), partial(parts.outbox.set_meta, _WORDS))
        self.handovers = HandoversRead(partial(parts.outbox.meta, _READ), partial(parts.outbox.set_meta, _READ))
        self._machine: Machine | None = None
        self._status, self._noticed = LinkStatus(Link.CONNECTING), list(noticed)
        self._on_touched: list[Callable[[Touched], None]] = []
        self.presence = Presence(parts.person.user_id)
        self.journal: Journal = NoticeBook(parts.outbox)
        self.handling: HandlingBook = OutboxHandling(parts.outbox)
        self._on_status: list[Callable[[LinkStatus], None]] = []
        self._lock, self._closed = threading.Lock(), False

    def run_with(self, machine: Machine) -> None:
        """Give the desk the threads that work for it; before any other call."""
        self._machine, self.inboxes = machine, machine.office
        self.lookup, self.computers = machine.lookup, machine.computers

    # ------------------------------------------------------------------ the port

    def submit(self, command: object, *, undo_ms: int = 0) -> UUID:
        """Store a command durably (it is on the disk at return), then show and send it.

        Raises:
            Trouble: ``DISK_FULL``; nothing was stored, the text belongs to the editor still.
        """
        from app.protocol.command import to_wire

        name, args = to_wire(command)
        send_at = self._leaving.send_at(name, getattr(command, "conversation_id", None), undo_ms)
        return self._store(name, args, send_at)

    def begin(self) -> None:
        """Start the threads, when ``open_desk`` was to hold them back."""
        self._engine.start()

    def undo(self, change_id: UUID) -> bool:
        """Take a leaving change back; its text becomes the draft again. False: it has already left."""
        change = self._leaving.take_back(change_id)
        if change is not None:
            self._engine.rebase(*seen(change))
            self.touched(Touched(conversations=seen(change), changes=True))  # at once: nobody types over its text
        return change is not None

    def confirm(self, change_id: UUID) -> None:
        """Give a refused change again, on what is known now: a new command, the same entry."""
        change = self._parts.outbox.change(change_id)
        if change is None or change.state not in REFUSED:
            return
        self._store(change.name, renewed(self._parts.source, change), None, replaces=change_id)

    def discard(self, change_id: UUID) -> None:
        """Give a refused, waiting or begun change up; it is kept for 30 days."""
        change = self._parts.outbox.discard(change_id, self._parts.clock.wall())
        if change is None:
            return
        if change.state not in REFUSED:
            self._engine.rebase(*seen(change))
            self._engine.kick()
        self.touched(Touched(conversations=seen(change), changes=True))

    def restore(self, change_id: UUID) -> None:
        """Copy what was given up. Raises ``Trouble``: ``DISK_FULL``; it is kept where it was."""
        change = self._basket.find(change_id)
        if change is None:
            return
        if self._basket.as_draft(change):
            self.touched(Touched(conversations=seen(change), changes=True))
        else:
            self._store(change.name, anew(renewed(self._parts.source, change)), None)
            self._basket.bring_texts(change)

    def save_draft(self, conversation_id: UUID, text: str, kind: DraftKind = DraftKind.REPLY) -> bool:
        """Keep the text as typed; an empty text removes the draft. A full disk is told as a problem, and by False."""
        return self._draft_kept(conversation_id, partial(self.drafts.save, conversation_id, text, kind))

    def keep_file(self, name: str, content_type: str, content: bytes) -> OutgoingFile:
        """Keep the bytes of a file that is to be sent. Any thread."""
        return self._files.keep(name, content_type, content)

    def save_draft_files(self, conversation_id: UUID, files: Sequence[OutgoingFile]) -> None:
        """Keep which files belong to the unsent text. A full disk is told as a problem."""
        self._draft_kept(conversation_id, partial(self._files.save, conversation_id, files))

    def want_blob(self, sha256: str) -> None:
        """Fetch a file in the background."""
        self._engine.want_blob(sha256)

    def sync_now(self) -> None:
        """Try the server at once."""
        self._engine.kick()

    def sign_out(self) -> None:
        """Forget the tokens; unsent work stays, by name."""
        self._engine.sign_out()

    def now(self) -> datetime:
        """The server's time as well as it is known."""
        return self._parts.time.now()

    def problems(self) -> Sequence[Problem]:
        """What happened since the profile was opened, oldest first."""
        with self._lock:
            return tuple(self._noticed)

    def close(self) -> None:
        """Release leaving changes, stop the threads, close the files. Twice is once."""
        if self._closed:
            return
        self._closed = True
        with suppress(Trouble):  # a full disk: what was leaving comes back as a draft
            self._leaving.release_all()
            self.drafts.share()
            self._parts.outbox.set_meta("skew_ms", str(self._parts.time.skew_ms))
        self._engine.settle_before_end(1.0)
        self._engine.stop(0.9, self._parts.shut)
        self._parts.source.connection.close()
        self._parts.release()

    def on_touched(self, listener: Callable[[Touched], None]) -> None:
        """Tell about every change of the cache."""
        self._on_touched.append(listener)

    def on_status(self, listener: Callable[[LinkStatus], None]) -> None:
        """Tell about every change of the connection or the unsent count; once at once."""
        self._on_status.append(listener)
        listener(counted(self._parts.outbox, self._status))

    def move_to(self, url: str) -> None:
        """The server listens at another address now. Any thread."""
        self._engine.move_to(url)

    # ------------------------------------------------------------------ what the machine tells; engine threads

    def touched(self, touched: Touched) -> None:
        """The cache or the outbox changed."""
        for listener in list(self._on_touched):
            listener(touched)
        if touched.changes:
            self._tell_status()

    def status_changed(self, status: LinkStatus) -> None:
        """The connection changed."""
        self._status = status
        if abs(status.skew_ms) > SKEW_SHOWN / timedelta(milliseconds=1):
            self.notice(Problem.CLOCK_WRONG)
        self._tell_status()

    def notice(self, problem: Problem) -> None:
        """Remember a problem and tell about it; the same twice is once."""
        with self._lock:
            if problem in self._noticed:
                return
            self._noticed.append(problem)
        self._tell_status()

    def left(self) -> None:
        """Leaving changes whose time has come take their numbers. Writer thread."""
        gone = self._leaving.release_due()
        if gone:
            self.touched(Touched(conversations=frozenset().union(*(seen(it) for it in gone)), changes=True))
            self._engine.kick()

    @property
    def _engine(self) -> Machine:
        if self._machine is None:
            raise RuntimeError("run_with comes first")
        return self._machine

    def _store(self, name: str, args: dict[str, Any], send_at: datetime | None, replaces: UUID | None = None) -> UUID:
        parts = self._parts
        new = new_change(parts.source, parts.clock, parts.time, name=name, args=args, send_at=send_at)
        forgets = draft_in(parts.source, new) if replaces is None else None
        self._engine.show(change := parts.outbox.add(new, replaces=replaces, forgets=forgets))
        return change.change_id

    def _draft_kept(self, conversation_id: UUID, keep: Callable[[], object]) -> bool:
        try:
            keep()
            return True
        except Trouble as trouble:
            self.notice(trouble.problem)
            return False
        finally:
            self.touched(Touched(drafts=frozenset({conversation_id})))

    def _tell_status(self) -> None:
        status = counted(self._parts.outbox, self._status)
        for listener in list(self._on_status):
            listener(status)
