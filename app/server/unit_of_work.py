"""One unit of work: a transaction that ends with versions of all it touched, tried again when it collided."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.commands.base import Actor
from app.domain.feed import WINDOW, user_feed
from app.model.identifier import new_id
from app.server.clock import Clock
from app.server.feed.grants import MEMBERSHIPS, refresh_grants
from app.server.feed.membership import Membership
from app.server.feed.versioning import take_versions, write_rows
from app.server.transaction import ServerTx

__all__ = ["Committed", "ServerTx", "UnitOfWork"]

T = TypeVar("T")
X = TypeVar("X", bound=ServerTx)

ATTEMPTS = 4
"""The first and three more (sync.md 2.2)."""

_TAKEN = "23505"
_COLLISIONS = frozenset({"40001", "40P01", _TAKEN})


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit tells those who wait: new heads, kinds of effects, users whose grants changed."""

    ws: UUID
    heads: Mapping[str, int]
    effects: frozenset[str]
    regranted: frozenset[UUID] = frozenset()


class UnitOfWork:
    """Runs work in transactions. Safe to use from any thread; work must not keep rows after it returned."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        clock: Clock,
        on_commit: Callable[[Committed], None],
        window: timedelta = WINDOW,
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._on_commit = on_commit
        self._window = window
        self._one_writer = threading.Lock()  # SQLite: waiting here is fair, its busy handler sleeps up to 100 ms

    def run(
        self,
        ws: UUID,
        actor: Actor,
        work: Callable[[X], T],
        command_id: UUID | None = None,
        transaction: type[X] = ServerTx,  # type: ignore[assignment]
    ) -> T:
        """Do ``work``, commit, tell; a collision with another writer repeats all of it up to three times.

        Raises:
            whatever ``work`` raises, after a rollback.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._session() as session:
                    tx = transaction(session, ws, actor, self._clock.now(), command_id or new_id())
                    result = work(tx)
                    committed = self._commit(tx)
            except DBAPIError as error:
                if attempt == ATTEMPTS or not collided(error):
                    raise
                continue
            self._on_commit(committed)
            return result
        raise AssertionError("unreachable")

    def note(self, work: Callable[[Session], T]) -> T:
        """Write rows that have no versions and tell nobody, in one short transaction: signs of presence.

        Repeated like ``run``.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._session() as session:
                    found = work(session)
                    session.commit()
                    return found
            except DBAPIError as error:
                if attempt == ATTEMPTS or not collided(error):
                    raise
        raise AssertionError("unreachable")

    @contextmanager
    def _session(self) -> Iterator[Session]:
        session = self._sessions()
        gate = self._one_writer if session.get_bind().dialect.name == "sqlite" else nullcontext()
        with gate, session:
            yield session

    def _commit(self, tx: ServerTx) -> Committed:
        """Flush, feeds of all touched rows, heads last under lock, feed rows, commit (sync.md 2.2)."""
        tx.flush()
        done = tx.changes
        changes = Membership(tx, self._window).changes(done.touched, done.created, done.moved) if done.touched else []
        regranted: frozenset[UUID] = frozenset()
        if any(kind in MEMBERSHIPS for kind, _ in done.touched):
            regranted = refresh_grants(tx.session, tx.ws)
        for wait in tx.awaited:  # while nobody waits for the heads
            wait()
        feeds = tx.heads.union(*(change.before | change.after for change in changes))
        unsent = tx.unsent()
        heads = take_versions(tx.connection, tx.ws, feeds | {user_feed(it) for it in regranted}, ahead=unsent)
        write_rows(tx.connection, tx.ws, changes, heads, tx.now, last=True)
        tx.session.commit()
        return Committed(tx.ws, heads, frozenset(tx.effects), regranted)


def collided(error: DBAPIError) -> bool:
    """Tell whether another writer was in the way, so that the same work may succeed now."""
    state = _state(error)
    if state is not None:
        return state in _COLLISIONS
    return getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def took_what_is_there(error: DBAPIError) -> bool:
    """Tell whether a key was taken: by another writer, whose row is seen by now, or by the work itself each time."""
    return _state(error) == _TAKEN


def _state(error: DBAPIError) -> str | None:
    """What PostgreSQL calls the error."""
    return getattr(error.orig, "sqlstate", None)
