"""The runner of the transactional outbox: what must happen outside because a command committed."""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from app.commands.base import SYSTEM
from app.model.sync import Effect
from app.server.clock import Clock
from app.server.db import AWAY_S, DATABASE_AWAY
from app.server.errors import Failed, Later
from app.server.jobs.due import TAKING
from app.server.jobs.lane import ELSEWHERE, LANES, STALL_S, Lane, Lanes
from app.server.jobs.look import Key, Looks
from app.server.log import warning
from app.server.unit_of_work import ServerTx, UnitOfWork

EffectHandler = Callable[[Effect], None]
"""May raise ``Later`` or ``Failed``; any other exception is a bug and tried again with backoff."""

NO_WORKSPACE = UUID(int=0)
LEASE = timedelta(seconds=60)
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
        self._clock = clock
        self._handlers = handlers
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._lanes = Lanes(clock.monotonic)
        self._looks = Looks(sessions, clock)
        self._running: dict[Key, int] = {}  # the try of each
        self._renewed = clock.monotonic()
        self._busy_lock = threading.Lock()
        self._pool = ThreadPoolExecutor(LANES + ELSEWHERE, thread_name_prefix="effect")
        self._thread = threading.Thread(target=self._loop, name="effects", daemon=True)

    def start(self, *, only_worker: bool) -> None:
        """Begin. ``only_worker``: no other process takes effects, so what is leased belonged to a dead one."""
        if only_worker:
            self._uow.run(NO_WORKSPACE, SYSTEM, _reclaim)
        self._thread.start()

    def wake(self) -> None:
        """Look at once: a commit wrote an effect, or the clock moved. From any thread."""
        self._looks.wish()
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
            rests_s = self._looks.rests_s()
            self._wake.wait(min(STALL_S, rests_s) if self._lanes.are_crowded() else rests_s)
            self._wake.clear()
            if self._stopping.is_set():
                return
            try:
                self._renew_leases()
                for effect in self._take(may_rest=True):
                    self._pool.submit(self._run, effect)
            except DATABASE_AWAY as error:  # whatever is due stays due
                warning(_log, "effects_not_taken", error)
                self._stopping.wait(AWAY_S)
                self.wake()

    def _renew_leases(self) -> None:
        """What takes longer than a lease here is not taken by another process."""
        if self._clock.monotonic() - self._renewed < LEASE.total_seconds() / 3:
            return
        self._renewed = self._clock.monotonic()
        with self._busy_lock:
            running = sorted(self._running.items())
        if running:
            self._uow.run(NO_WORKSPACE, SYSTEM, lambda tx: _renew(tx, running))

    def _take(self, *, may_rest: bool = False) -> list[Effect]:
        firsts = self._looks.firsts(self._lanes.busy(), may_rest=may_rest)
        begins = self._lanes.chosen([(it.ws, it.lane) for it in firsts]) if firsts else []
        chosen = [it for it, may in zip(firsts, begins, strict=True) if may]
        taken = self._lease([(it.ws, it.id) for it in chosen])
        self._looks.drop(chosen)
        for effect in taken:
            self._lanes.begin(lane_of(effect))
        with self._busy_lock:
            self._running |= {(effect.ws, effect.id): effect.attempts for effect in taken}
        if len(taken) < len(chosen):  # some were gone: the next of their lanes
            self.wake()
        return taken

    def _lease(self, firsts: list[Key]) -> list[Effect]:
        """Those of them that no other process has taken since, leased to this one."""
        if not firsts:
            return []

        def lease(tx: ServerTx) -> list[Effect]:
            taken = list(tx.session.scalars(TAKING, {"keys": firsts, "now": tx.now}))
            for effect in taken:
                effect.state, effect.lease_until = "leased", tx.now + LEASE
                effect.attempts += 1
            return taken

        return self._uow.run(NO_WORKSPACE, SYSTEM, lease)

    def _run(self, effect: Effect) -> None:
        ended = _End("waiting")
        try:
            ended = self._outcome(effect)
            self._finish(effect, ended)
        except DATABASE_AWAY as error:  # its lease ends, and it is taken again
            warning(_log, "effect_not_finished", error, kind=effect.kind, id=effect.id)
        finally:
            self._lanes.end(lane_of(effect), well=ended.state == "done")
            with self._busy_lock:
                self._running.pop((effect.ws, effect.id), None)
            self._looks.after(lane_of(effect))
            self._wake.set()

    def _outcome(self, effect: Effect) -> "_End":
        handler = self._handlers.get(effect.kind)
        if handler is None:
            return _End("failed")
        try:
            handler(effect)
        except Later as later:
            return _End("waiting", max(later.seconds, 0.05), counts=later.counts)
        except Failed:
            return _End("failed")
        except DATABASE_AWAY as error:
            warning(_log, "effect_interrupted", error, kind=effect.kind, id=effect.id, attempts=effect.attempts)
            return _End("waiting", max(AWAY_S, min(backoff_s(effect.attempts), AWAY_MAX_S)))
        except Exception as error:  # noqa: BLE001  the edge: a bug in one effect must not stop the others
            warning(_log, "effect_crashed", error, kind=effect.kind, id=effect.id, attempts=effect.attempts)
            return _End("failed" if effect.attempts >= MAX_CRASHES else "waiting", backoff_s(effect.attempts))
        return _End("done")

    def _finish(self, effect: Effect, end: "_End") -> None:
        """Write the end of this try, unless another process has taken the effect since."""

        def write(tx: ServerTx) -> None:
            mine = (Effect.ws == effect.ws) & (Effect.id == effect.id)
            mine &= (Effect.state == "leased") & (Effect.attempts == effect.attempts)
            values: dict[str, object] = {"state": end.state, "lease_until": None}
            if end.state == "waiting":
                values["not_before"] = tx.now + timedelta(seconds=end.wait_s)
            if not end.counts:
                values["attempts"] = effect.attempts - 1
            tx.session.execute(update(Effect).where(mine).values(values))

        self._uow.run(effect.ws, SYSTEM, write)


@dataclass(frozen=True, slots=True)
class _End:
    """How a try ended. ``counts``: as one."""

    state: str
    wait_s: float = 0.0
    counts: bool = True


def lane_of(effect: Effect) -> Lane:
    """Effects of one lane keep their order."""
    return effect.ws, str(effect.payload.get("lane", effect.kind))


def backoff_s(attempts: int) -> float:
    """1 s, doubling, at most an hour."""
    return float(min(2.0 ** max(attempts - 1, 0), 3_600.0))


def _renew(tx: ServerTx, running: list[tuple[Key, int]]) -> None:
    for (ws, effect_id), attempt in running:
        mine = (Effect.ws == ws) & (Effect.id == effect_id) & (Effect.state == "leased")
        mine &= Effect.attempts == attempt  # not what another process has taken since
        tx.session.execute(update(Effect).where(mine).values(lease_until=tx.now + LEASE))


def _reclaim(tx: ServerTx) -> None:
    tx.session.execute(update(Effect).where(Effect.state == "leased").values(state="waiting", lease_until=None))
