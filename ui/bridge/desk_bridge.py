"""One desk as a QObject: its news arrive as signals on the main thread, its commands leave from here."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic
from uuid import UUID

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from app.client.errors import explain
from app.client.port import Desk, Link, LinkStatus, Problem, Touched, Trouble
from app.client.query import Queries
from ui.bridge.line import Line
from ui.bridge.standing import Standing
from ui.translation import catalogue
from ui.zone import zone_of

AFTER_FRAME_MS = 20
"""A frame of 60 Hz and the turn it is painted in."""

SETTLED_AFTER_MS = 200
"""News without a pause, as while everything is fetched for the first time, are settled this often all the same."""

_RESTS = 5
"""So many times as long as settling took it is not done again: news that keep coming leave the window to the person."""

_LONGEST_REST_S = 2.0
"""No news wait for longer: while it took so long the computer may have slept, or somebody been asked something."""

_ALONG_MS = 8_000
"""As in every other act that can be undone."""

_LOCKING = frozenset({Problem.REVOKED, Problem.LEASE_OVER})
"""The copy of the data is deleted: nothing of it may stay on the screen."""


class DeskBridge(QObject):
    """Wraps a ``Desk`` for the screens. Lives on the main thread and is to be used there only."""

    touched = Signal(object)
    """Rows changed. Carries ``Touched``; what the person looks at re-reads exactly those, at once."""

    settled = Signal(object)
    """The same a frame later, many news as one: for counts and panels, which must not delay what was asked for."""

    status_changed = Signal(object)
    """The connection or the unsent count changed. Carries ``LinkStatus``."""

    submitted = Signal(object, object, int)
    """A command was stored. Carries the change's id, the command and its undo time in ms."""

    given_along = Signal(object, object, int)
    """Further commands were stored as part of one that ``submitted`` has just told of. Carries that change's id, theirs
    with the commands as a dict, and their undo time in ms."""

    undone = Signal(object)
    """A change that was leaving was taken back. Carries its id."""

    troubled = Signal(object, str)
    """This computer could not store a change; nothing was changed. Carries the command, None for one that was given
    before, and the sentence to show where it was given."""

    drafts_wanted = Signal()
    """A message is about to become a draft again: what is being typed is to be kept first, so that both are."""

    noticed = Signal(str)
    """Something happened to this computer or its server while one works. Carries the sentence to show."""

    customer_types = Signal(object, int)
    """A customer is writing in the chat. Carries the conversation's ``UUID`` and for how many seconds that holds."""

    people_changed = Signal(object)
    """Other colleagues are at some conversations than before. Carries a frozenset of ``UUID``."""

    locked = Signal(object)
    """What is on the screen may not be kept: the desk is to be closed. Carries the ``Trouble``; connect it queued."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.queries: Queries = desk.queries
        self.zone = zone_of(desk.person.timezone)
        self.status = LinkStatus(Link.CONNECTING)
        self._told = len(desk.problems())
        self.letter_undo_ms: int | None = None
        """The person's own undo time of letters; None: as the channel wants it."""
        self._unsettled: Touched | None = None
        self._new_status: LinkStatus | None = None
        self._after_frame = QTimer(self, interval=AFTER_FRAME_MS, singleShot=True)
        self._waiting = QElapsedTimer()
        self._rests_until = monotonic()
        self._after_frame.timeout.connect(self._settle)
        self._main = threading.get_ident()
        self._news, self._status_news = Line(self._on_news), Line(self._on_status_news)
        desk.on_touched(self._hear)
        desk.presence.listen(Line(self._on_presence_news))
        desk.presence.on_around(Line(self._on_people_news))
        self.standing = Standing(desk.presence, self)
        desk.on_status(self._hear_status)

    def now(self) -> datetime:
        """The server's time on the operator's wall: deadlines are counted against it, times shown in its zone."""
        return self.desk.now().astimezone(self.zone)

    def submit(self, command: object, *, undo_ms: int = 0, along: Iterable[object] = ()) -> UUID | None:
        """Store a command and show its effect; the id is what ``undo`` takes.

        ``along``: commands that are part of the same act, each stored for itself after it; with seconds to undo them
        also when it has none. None: it could not be stored, ``troubled`` has told why; then nothing goes along.
        """
        if undo_ms and self.letter_undo_ms is not None and _is_letter(command):
            undo_ms = self.letter_undo_ms
        change_id: UUID | None = None
        with self._telling(command):
            change_id = self.desk.submit(command, undo_ms=undo_ms)
        if change_id is not None:
            self.submitted.emit(change_id, command, undo_ms)
            self._give_along(change_id, list(along), undo_ms or _ALONG_MS)
        return change_id

    def _give_along(self, change_id: UUID, commands: list[object], undo_ms: int) -> None:
        given = self.submit_many(commands, undo_ms=undo_ms)
        if given:
            self.given_along.emit(change_id, dict(zip(given, commands, strict=False)), undo_ms)

    def submit_many(self, commands: Iterable[object], *, undo_ms: int = 0) -> list[UUID]:
        """Store several commands, each for itself, as one act of the person; ends at the first that cannot be stored.

        ``submitted`` is not emitted: whoever gives them together offers to undo them together.
        """
        given: list[UUID] = []
        for command in commands:
            before = len(given)
            with self._telling(command):
                given.append(self.desk.submit(command, undo_ms=undo_ms))
            if len(given) == before:
                break
        return given

    def undo(self, change_id: UUID) -> None:
        """Take a leaving change back; nothing happens when it has already left."""
        self.drafts_wanted.emit()
        with self._telling():
            if self.desk.undo(change_id):
                self.undone.emit(change_id)

    def confirm(self, change_id: UUID) -> None:
        """Send a refused change all the same."""
        with self._telling():
            self.desk.confirm(change_id)

    def discard(self, change_id: UUID) -> None:
        """Give a refused or waiting change up."""
        with self._telling():
            self.desk.discard(change_id)

    def restore(self, change_id: UUID) -> None:
        """Have a copy of what was given up."""
        self.drafts_wanted.emit()
        with self._telling():
            self.desk.restore(change_id)

    @contextmanager
    def _telling(self, command: object = None) -> Iterator[None]:
        """The one place where a full disk meets the screens."""
        try:
            yield
        except Trouble as trouble:
            self.troubled.emit(command, str(explain(trouble.problem, catalogue())))

    def new_id(self) -> UUID:
        """An id for a row this operator makes."""
        from app.client.identifier import new_id

        return new_id()

    def _hear(self, touched: Touched) -> None:
        """Any thread; what this thread did itself is shown everywhere at once."""
        self._news(touched)
        if threading.get_ident() == self._main:
            self._settle()

    def _hear_status(self, status: LinkStatus) -> None:
        self._status_news(status)
        if threading.get_ident() == self._main:
            self._settle()

    @Slot(object, int)
    def _on_presence_news(self, conversation_id: UUID, seconds: int) -> None:
        self.customer_types.emit(conversation_id, seconds)

    @Slot(object)
    def _on_people_news(self, conversations: frozenset[UUID]) -> None:
        self.people_changed.emit(conversations)

    @Slot(object)
    def _on_news(self, touched: Touched) -> None:
        self._unsettled = touched if self._unsettled is None else _joined(self._unsettled, touched)
        self.touched.emit(touched)
        self._settle_soon()

    @Slot(object)
    def _on_status_news(self, status: LinkStatus) -> None:
        self._new_status = status
        self._settle_soon()

    def _settle_soon(self) -> None:
        """A frame after the last news, so that what was read for them is painted first; not much later or too often."""
        if not self._after_frame.isActive():
            self._waiting.start()
        if not self._after_frame.isActive() or not self._waiting.hasExpired(SETTLED_AFTER_MS):
            self._after_frame.start(max(AFTER_FRAME_MS, round(1_000 * (self._rests_until - monotonic()))))

    @Slot()
    def _settle(self) -> None:
        """The frame with what was asked for has been painted: the rest."""
        self._after_frame.stop()
        touched, self._unsettled = self._unsettled, None
        status, self._new_status = self._new_status, None
        if status is not None:
            self._show_status(status)
        if touched is not None:
            began = monotonic()
            self.settled.emit(touched)
            ended = monotonic()
            self._rests_until = ended + min(_RESTS * (ended - began), _LONGEST_REST_S)

    def _show_status(self, status: LinkStatus) -> None:
        self.status = status
        self.status_changed.emit(status)
        problems = self.desk.problems()
        new, self._told = problems[self._told :], len(problems)
        for problem in new:
            self.noticed.emit(str(explain(problem, catalogue())))
            if problem in _LOCKING:
                self.locked.emit(Trouble(problem))


def _is_letter(command: object) -> bool:
    from app.commands.message import Reply

    return isinstance(command, Reply)


def _joined(one: Touched, other: Touched) -> Touched:
    return Touched(
        one.conversations | other.conversations,
        one.customers | other.customers,
        one.workspace or other.workspace,
        one.changes or other.changes,
        one.everything or other.everything,
        one.notices or other.notices,
        one.drafts | other.drafts,
        one.anew | other.anew,
    )
