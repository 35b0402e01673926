"""The writer thread: the only one that writes the cache; this person's changes go before the server's pages."""

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from app.client.clock import Clock
from app.client.port import Trouble

T = TypeVar("T")
USER, PAGE, STOP = 0, 1, 2
"""Priorities: what a person did, what the server sent, the end."""

REST_S = 5.0
"""After something due has failed, a full disk above all: soon enough for who frees space, and no thread spins."""


def _nothing() -> None:
    """Nothing is to be closed."""


class Closed(Exception):
    """The desk is being closed; nothing is written any more."""


class Writer:
    """Runs jobs one after the other on a thread of its own, by priority, then in the order they came.

    ``due`` names the seconds until something has to happen by itself (None: nothing), ``on_due`` does it; when it
    fails it is not done again before ``REST_S`` are over.
    A job that fails hands its exception to who waits for it; when nobody can, ``trouble`` is told what the world did,
    and a bug reaches ``threading.excepthook``.
    """

    def __init__(
        self,
        clock: Clock,
        due: Callable[[], float | None],
        on_due: Callable[[], None],
        trouble: Callable[[Trouble], None] | None = None,
    ) -> None:
        self._clock = clock
        self._due = due
        self._on_due = on_due
        self._trouble = trouble
        self._rests_until = clock.monotonic()
        self._jobs: queue.PriorityQueue[tuple[int, int, Callable[[], None]]] = queue.PriorityQueue()
        self._count = itertools.count()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="deskhand-writer", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def post(self, job: Callable[[], Any]) -> None:
        """Do ``job`` soon, before any page; its failure is a bug."""
        if not self._closed.is_set():
            self._jobs.put((USER, next(self._count), job))

    def ask(self, job: Callable[[], T], priority: int = PAGE) -> T:
        """Do ``job`` and wait for its result. Never call it on the writer thread itself.

        Raises:
            Closed: the desk is being closed.
        """
        return self.begin(job, priority)()

    def begin(self, job: Callable[[], T], priority: int = PAGE) -> Callable[[], T]:
        """Do ``job`` soon; what comes back waits for its result, like ``ask``.

        Raises:
            Closed: the desk is being closed; also when the result is waited for.
        """
        if self._closed.is_set():
            raise Closed
        answer: Future[T] = Future()

        def run() -> None:
            try:
                result = job()
            except BaseException as error:  # noqa: BLE001  handed to the asking thread, which raises it
                answer.set_exception(error)
            else:
                answer.set_result(result)

        self._jobs.put((priority, next(self._count), run))
        return lambda: self._result(answer)

    def stop(self, timeout: float, then: Callable[[], None] = _nothing) -> None:
        """Finish what was posted, then end; waits at most ``timeout`` seconds.

        ``then`` is what the thread does last, however late: closes files, under whose hands nobody else may do it.
        """
        self._closed.set()
        self._jobs.put((STOP, next(self._count), then))
        if self._thread.is_alive():
            self._thread.join(timeout)
        else:
            then()

    def _result(self, answer: Future[T]) -> T:
        while True:
            try:
                return answer.result(timeout=0.5)
            except TimeoutError:
                if not self._thread.is_alive() and not answer.done():
                    raise Closed from None

    def _run(self) -> None:
        while True:
            wait = self._wait()
            try:
                rank, _, job = self._jobs.get(timeout=None if wait is None else self._clock.patience(wait))
            except queue.Empty:
                self._do_due()
                continue
            self._report(job)
            if rank == STOP:
                return

    def _wait(self) -> float | None:
        due = self._due()
        return None if due is None else max(due, self._rests_until - self._clock.monotonic())

    def _do_due(self) -> None:
        if self._clock.monotonic() >= self._rests_until and not self._report(self._on_due):
            self._rests_until = self._clock.monotonic() + REST_S

    def _report(self, job: Callable[[], Any]) -> bool:
        """Do it; tells whether it went well."""
        try:
            job()
        except Trouble as trouble:
            if self._trouble is None:
                self._raise_on(trouble)
            else:
                self._trouble(trouble)
        except BaseException as error:  # noqa: BLE001  a bug: shown by the excepthook, the thread goes on
            self._raise_on(error)
        else:
            return True
        return False

    def _raise_on(self, error: BaseException) -> None:
        threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, self._thread)))
