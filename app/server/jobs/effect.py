"""The runner of the transactional outbox: what must happen outside because a command committed."""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from app.commands.base import SYSTEM
from app.model.sync import Effect
from app.server.clock import Clock
from app.server.errors import Failed, Later
from app.server.log import warning
from app.server.unit_of_work import ServerTx, UnitOfWork

EffectHandler = Callable[[Effect], None]
"""May raise ``Later`` or ``Failed``; any other exception is a bug and tried again with backoff."""

NO_WORKSPACE = UUID(int=0)
LEASE = timedelta(seconds=60)
POLL_S = 1.0
LANES = 4
MAX_CRASHES = 10

_log = logging.getLogger("deskhand.effect")


class EffectRunner:
    """Takes due effects in the order they were written, one at a time in each lane, lanes side by side.

    An effect of a process that died is taken again when its lease ends.
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
            if self._stopping.is_set() or not (woken or self._is_due()):
                continue
            for effect in self._take():
                self._pool.submit(self._run, effect)

    def _is_due(self) -> bool:
        with self._sessions() as session:
            return session.scalar(select(Effect.id).where(self._due()).limit(1)) is not None

    def _due(self) -> ColumnElement[bool]:
        now = self._clock.now()
        return or_(
            and_(Effect.state == "waiting", Effect.not_before <= now),
            and_(Effect.state == "leased", Effect.lease_until < now),
        )

    def _take(self) -> list[Effect]:
        with self._busy_lock:
            busy = set(self._busy)
        taken = self._uow.run(NO_WORKSPACE, SYSTEM, lambda tx: self._lease(tx, set(busy)))
        with self._busy_lock:
            self._busy |= {lane_of(effect) for effect in taken}
        return taken

    def _lease(self, tx: ServerTx, busy: set[str]) -> list[Effect]:
        """The first due effect of each lane that is not busy, leased to this process."""
        taken: list[Effect] = []
        query = select(Effect).where(self._due()).order_by(Effect.not_before, Effect.id).limit(200)
        for effect in tx.session.scalars(query.with_for_update(skip_locked=True)):
            lane = lane_of(effect)
            if lane in busy or len(taken) == LANES:
                continue
            busy.add(lane)
            effect.state, effect.lease_until = "leased", tx.now + LEASE
            effect.attempts += 1
            taken.append(effect)
        return taken

    def _run(self, effect: Effect) -> None:
        try:
            self._finish(effect, *self._outcome(effect))
        finally:
            with self._busy_lock:
                self._busy.discard(lane_of(effect))
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
        except Exception as error:  # noqa: BLE001  the edge: a bug in one effect must not stop the others
            warning(_log, "effect_crashed", error, kind=effect.kind, id=effect.id, attempts=effect.attempts)
            return ("failed" if effect.attempts >= MAX_CRASHES else "waiting"), backoff_s(effect.attempts)
        return "done", 0.0

    def _finish(self, effect: Effect, state: str, seconds: float) -> None:
        def write(tx: ServerTx) -> None:
            mine = (Effect.ws == effect.ws) & (Effect.id == effect.id)
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


def _reclaim(tx: ServerTx) -> None:
    tx.session.execute(update(Effect).where(Effect.state == "leased").values(state="waiting", lease_until=None))
