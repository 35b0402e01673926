"""The runner of the transactional outbox: what must happen outside because a command committed."""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session, aliased, sessionmaker

from app.commands.base import SYSTEM
from app.model.sync import Effect
from app.server.clock import Clock
from app.server.db import AWAY_S, DATABASE_AWAY
from app.server.errors import Failed, Later
from app.server.log import warning
from app.server.unit_of_work import ServerTx, UnitOfWork

EffectHandler = Callable[[Effect], None]
"""May raise ``Later`` or ``Failed``; any other exception is a bug and tried again with backoff."""

Key = tuple[UUID, UUID]
"""Workspace and id of an effect."""

NO_WORKSPACE = UUID(int=0)
LEASE = timedelta(seconds=60)
POLL_S = 1.0
LANES = 4
MAX_CRASHES = 10
AWAY_MAX_S = 60.0

_log = logging.getLogger("deskhand.effect")


class EffectRunner:
    """Takes due effects in the order they were written, one at a time in each lane, lanes side by side.

    Of one ``sequence`` none is taken before every older one has ended, also when that one has to wait.
    Leases of what runs here are renewed; an effect of a process that died is taken again when its lease ends.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        sessions: sessionmaker[Session],
        clock: Clock,
        handlers: Mapping[str, EffectHandler],
    ) -> None:
        """``sessions`` only read."""
        self._uow = uow
        self._sessions = sessions
        self._clock = clock
        self._handlers = handlers
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._busy: set[str] = set()
        self._running: dict[Key, int] = {}  # the try of each
        self._renewed = clock.monotonic()
        self._busy_lock = threading.Lock()
        self._pool = ThreadPoolExecutor(LANES, thread_name_prefix="effect")
        self._thread = threading.Thread(target=self._loop, name="effects", daemon=True)

    def start(self, *, only_worker: bool) -> None:
        """Begin. ``only_worker``: no other process takes effects, so what is leased belonged to a dead one."""
        if only_worker:
            self._uow.run(NO_WORKSPACE, SYSTEM, _reclaim)
        self._thread.start()

    def wake(self) -> None:
        """Look at once: a commit wrote an effect, or the clock moved. From any thread."""
        self._wake.set()

    def stop(self) -> None:
        """Take nothing more and wait for what is running."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(wait=True)

    def is_alive(self) -> bool:
        """Whether effects are being carried out here."""
        return self._thread.is_alive()

    def run_due(self) -> int:
        """Take what is due now and run it on this thread; returns how many. For tests and small tools."""
        taken = self._take()
        for effect in taken:
            self._run(effect)
        return len(taken)

    def _loop(self) -> None:
        while not self._stopping.is_set():
            woken = self._wake.wait(POLL_S)
            self._wake.clear()
            if self._stopping.is_set():
                return
            try:
                self._renew_leases()
                if woken or self._is_due():
                    for effect in self._take():
                        self._pool.submit(self._run, effect)
            except DATABASE_AWAY as error:  # whatever is due stays due
                warning(_log, "effects_not_taken", error)
                self._stopping.wait(AWAY_S)
                self._wake.set()

    def _is_due(self) -> bool:
        with self._sessions() as session:
            return session.scalar(_ANY_DUE, {"now": self._clock.now()}) is not None

    def _renew_leases(self) -> None:
        """What takes longer than a lease here is not taken by another process."""
        if self._clock.monotonic() - self._renewed < LEASE.total_seconds() / 3:
            return
        self._renewed = self._clock.monotonic()
        with self._busy_lock:
            running = sorted(self._running.items())
        if running:
            self._uow.run(NO_WORKSPACE, SYSTEM, lambda tx: _renew(tx, running))

    def _take(self) -> list[Effect]:
        with self._busy_lock:
            busy = frozenset(self._busy)
        taken = self._lease(self._firsts(busy))
        with self._busy_lock:
            self._busy |= {lane_of(effect) for effect in taken}
            self._running |= {(effect.ws, effect.id): effect.attempts for effect in taken}
        return taken

    def _firsts(self, busy: frozenset[str]) -> list[Key]:
        """The first due effect of each lane that is not busy. Only reads: it takes the longer the more wait."""
        if len(busy) >= LANES:
            return []
        with self._sessions() as session:
            return [(ws, effect_id) for ws, effect_id in session.execute(_choosing(busy), {"now": self._clock.now()})]

    def _lease(self, firsts: list[Key]) -> list[Effect]:
        """Those of them that no other process has taken since, leased to this one."""
        if not firsts:
            return []

        def lease(tx: ServerTx) -> list[Effect]:
            taken = list(tx.session.scalars(_TAKING, {"keys": firsts, "now": tx.now}))
            for effect in taken:
                effect.state, effect.lease_until = "leased", tx.now + LEASE
                effect.attempts += 1
            return taken

        return self._uow.run(NO_WORKSPACE, SYSTEM, lease)

    def _run(self, effect: Effect) -> None:
        try:
            self._finish(effect, *self._outcome(effect))
        except DATABASE_AWAY as error:  # its lease ends, and it is taken again
            warning(_log, "effect_not_finished", error, kind=effect.kind, id=effect.id)
        finally:
            with self._busy_lock:
                self._busy.discard(lane_of(effect))
                self._running.pop((effect.ws, effect.id), None)
            self.wake()

    def _outcome(self, effect: Effect) -> tuple[str, float]:
        """State and seconds to wait."""
        handler = self._handlers.get(effect.kind)
        if handler is None:
            return "failed", 0.0
        try:
            handler(effect)
        except Later as later:
            return "waiting", max(later.seconds, 0.05)
        except Failed:
            return "failed", 0.0
        except DATABASE_AWAY as error:
            warning(_log, "effect_interrupted", error, kind=effect.kind, id=effect.id, attempts=effect.attempts)
            return "waiting", max(AWAY_S, min(backoff_s(effect.attempts), AWAY_MAX_S))
        except Exception as error:  # noqa: BLE001  the edge: a bug in one effect must not stop the others
            warning(_log, "effect_crashed", error, kind=effect.kind, id=effect.id, attempts=effect.attempts)
            return ("failed" if effect.attempts >= MAX_CRASHES else "waiting"), backoff_s(effect.attempts)
        return "done", 0.0

    def _finish(self, effect: Effect, state: str, seconds: float) -> None:
        """Write the end of this try, unless another process has taken the effect since."""

        def write(tx: ServerTx) -> None:
            mine = (Effect.ws == effect.ws) & (Effect.id == effect.id)
            mine &= (Effect.state == "leased") & (Effect.attempts == effect.attempts)
            later = tx.now + timedelta(seconds=seconds)
            values = {"state": state, "lease_until": None}
            tx.session.execute(
                update(Effect).where(mine).values(values | ({"not_before": later} if state == "waiting" else {}))
            )

        self._uow.run(effect.ws, SYSTEM, write)


def lane_of(effect: Effect) -> str:
    """Effects of one lane keep their order."""
    return f"{effect.ws}:{effect.payload.get('lane', effect.kind)}"


def backoff_s(attempts: int) -> float:
    """1 s, doubling, at most an hour."""
    return float(min(2.0 ** max(attempts - 1, 0), 3_600.0))


def _older_unfinished() -> ColumnElement[bool]:
    """Of an ``Effect``: an older one of its sequence has not ended."""
    older = aliased(Effect)
    return exists().where(
        older.ws == Effect.ws,
        older.sequence == Effect.sequence,
        older.state.in_(("waiting", "leased")),
        older.id < Effect.id,
    )


# Statements are made once: building them costs more than running them.
_NOW: BindParameter[datetime] = bindparam("now")
_READY = or_(
    and_(Effect.state == "waiting", Effect.not_before <= _NOW),
    and_(Effect.state == "leased", Effect.lease_until < _NOW),
)
_DUE = and_(_READY, or_(Effect.sequence == "", ~_older_unfinished()))
_ANY_DUE = select(Effect.id).where(_DUE).limit(1)
_TAKING = (
    select(Effect)
    .where(tuple_(Effect.ws, Effect.id).in_(bindparam("keys", expanding=True)), _DUE)
    .order_by(Effect.not_before, Effect.id)
    .with_for_update(skip_locked=True, of=Effect)
)


@lru_cache(maxsize=64)
def _choosing(busy: frozenset[str]) -> Select[UUID, UUID]:
    """Keys of the oldest due effect of every lane, however many wait in another lane before it."""
    lane = func.coalesce(Effect.payload["lane"].as_string(), Effect.kind)
    place = func.row_number().over(partition_by=(Effect.ws, lane), order_by=(Effect.not_before, Effect.id))
    waiting = select(Effect.ws, Effect.id, place.label("place")).where(_DUE)
    for name in busy:
        ws, _, busy_lane = name.partition(":")
        waiting = waiting.where(or_(Effect.ws != UUID(ws), lane != busy_lane))
    ranked = waiting.add_columns(Effect.not_before).subquery()
    query = select(ranked.c.ws, ranked.c.id).where(ranked.c.place == 1)
    return query.order_by(ranked.c.not_before, ranked.c.id).limit(LANES - len(busy))


def _renew(tx: ServerTx, running: list[tuple[Key, int]]) -> None:
    for (ws, effect_id), attempt in running:
        mine = (Effect.ws == ws) & (Effect.id == effect_id) & (Effect.state == "leased")
        mine &= Effect.attempts == attempt  # not what another process has taken since
        tx.session.execute(update(Effect).where(mine).values(lease_until=tx.now + LEASE))


def _reclaim(tx: ServerTx) -> None:
    tx.session.execute(update(Effect).where(Effect.state == "leased").values(state="waiting", lease_until=None))
