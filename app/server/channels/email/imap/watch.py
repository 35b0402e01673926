"""Watches every mailbox this process may: one thread waits for all of them, a few threads read."""

import logging
import queue
import selectors
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from app.server.channels.email.imap.assignment import Assignment
from app.server.channels.email.imap.session import MailboxSession, Wait
from app.server.clock import Clock
from app.server.db import DATABASE_AWAY
from app.server.jobs.leases import Leases
from app.server.log import event, warning

THREADS = 4
LOOK_S = 2.0
"""How often inboxes are looked up, and leases renewed (sync.md 2.1)."""

_log = logging.getLogger("deskhand.mailbox")


@dataclass(slots=True)
class _Watched:
    """A mailbox we own. ``wait`` is None while it is being stepped; ``ending``: its next pause is its last."""

    session: MailboxSession
    assignment: Assignment
    wait: Wait | None
    ending: bool = False
    registered: socket.socket | None = field(default=None)


class MailboxWatch:
    """Lives with all mailboxes as long as the worker does; any number of them, ``THREADS`` read at a time."""

    def __init__(
        self,
        assignments: Callable[[], Mapping[UUID, Assignment]],
        sessions: Callable[[Assignment], MailboxSession],
        leases: Leases,
        clock: Clock,
    ) -> None:
        """``assignments``: the mailboxes there are now, by inbox; ``sessions``: how to live with one."""
        self._assignments = assignments
        self._sessions = sessions
        self._leases = leases
        self._clock = clock
        self._watched: dict[UUID, _Watched] = {}
        self._stepped: queue.SimpleQueue[tuple[UUID, Wait]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._selector = selectors.DefaultSelector()
        self._bell, self._ringer = socket.socketpair()
        self._bell.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ, None)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="mailbox")
        self._thread = threading.Thread(target=self._loop, name="mailbox watch", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being read, hang up everywhere, give the leases back."""
        self._stopping.set()
        self._ring()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(wait=True)
        for watched in self._watched.values():
            watched.session.close()
        self._watched.clear()
        self._selector.close()
        self._bell.close()
        self._ringer.close()
        try:
            self._leases.give_back()
        except DATABASE_AWAY as error:  # they end by themselves
            warning(_log, "mailbox_leases_not_given_back", error)

    def is_alive(self) -> bool:
        """Whether mailboxes are being watched here."""
        return self._thread.is_alive()

    def _loop(self) -> None:
        look_at = self._clock.monotonic()
        while not self._stopping.is_set():
            if self._clock.monotonic() >= look_at:
                self._look()
                look_at = self._clock.monotonic() + LOOK_S
            self._take_back()
            self._step_due()
            for key, _ in self._selector.select(self._pause(look_at)):
                if key.data is None:
                    self._drain()
                else:
                    self._step(key.data)

    def _pause(self, look_at: float) -> float:
        """Until something is due; a clock that is driven is looked at again soon."""
        due = [watched.wait.until for watched in self._watched.values() if watched.wait is not None]
        return max(0.0, min(min([look_at, *due]) - self._clock.monotonic(), LOOK_S))

    def _look(self) -> None:
        """Take mailboxes that are new or free, leave those that are gone, begin anew with those that changed."""
        try:
            wanted = self._assignments()
            ours = self._leases.keep([_lease(inbox_id) for inbox_id in wanted])
        except DATABASE_AWAY as error:
            warning(_log, "mailboxes_not_looked_up", error)
            return
        mine = {inbox_id: it for inbox_id, it in wanted.items() if _lease(inbox_id) in ours}
        for inbox_id, watched in list(self._watched.items()):
            there = mine.get(inbox_id)
            if there is None or there.job != watched.assignment.job:
                self._end(inbox_id, watched)
            else:
                self._tell(inbox_id, watched, there)
        for inbox_id, assignment in mine.items():
            if inbox_id not in self._watched:
                session = self._sessions(assignment)
                session.older.told(assignment.import_state, assignment.import_total)
                self._watched[inbox_id] = _Watched(session, assignment, Wait(self._clock.monotonic()))
                event(_log, "mailbox_watched", inbox=inbox_id)

    def _tell(self, inbox_id: UUID, watched: _Watched, there: Assignment) -> None:
        """Somebody has started, stopped or undone an import: go on at once."""
        if there.import_state == watched.assignment.import_state:
            return
        watched.assignment = there
        if watched.session.older.told(there.import_state, there.import_total) and watched.wait is not None:
            self._step(inbox_id)

    def _end(self, inbox_id: UUID, watched: _Watched) -> None:
        if watched.wait is None:
            watched.ending = True
            return
        self._unregister(watched)
        watched.session.close()
        del self._watched[inbox_id]
        event(_log, "mailbox_left", inbox=inbox_id)

    def _step_due(self) -> None:
        now = self._clock.monotonic()
        for inbox_id, watched in list(self._watched.items()):
            if watched.wait is not None and watched.wait.until <= now:
                self._step(inbox_id)

    def _step(self, inbox_id: UUID) -> None:
        watched = self._watched.get(inbox_id)
        if watched is None or watched.wait is None:
            return
        self._unregister(watched)
        watched.wait = None
        self._pool.submit(self._run, inbox_id, watched.session)

    def _run(self, inbox_id: UUID, session: MailboxSession) -> None:
        """On a thread of the pool."""
        wait = session.step()
        self._stepped.put((inbox_id, wait))
        self._ring()

    def _take_back(self) -> None:
        """Mailboxes that were stepped wait again."""
        with suppress(queue.Empty):
            while True:
                inbox_id, wait = self._stepped.get_nowait()
                watched = self._watched[inbox_id]
                watched.wait = wait
                if watched.ending:
                    self._end(inbox_id, watched)
                elif wait.socket is not None:
                    self._selector.register(wait.socket, selectors.EVENT_READ, inbox_id)
                    watched.registered = wait.socket

    def _unregister(self, watched: _Watched) -> None:
        if watched.registered is not None:
            self._selector.unregister(watched.registered)
            watched.registered = None

    def _ring(self) -> None:
        with suppress(OSError):
            self._ringer.send(b"\0")

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            while self._bell.recv(4_096):
                pass


def _lease(inbox_id: UUID) -> str:
    return f"mailbox:{inbox_id}"
