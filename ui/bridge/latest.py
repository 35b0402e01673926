"""A thread that always does what was asked last: while one types, nobody waits for the letters before."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot


class Latest(QObject):
    """Runs ``work`` with the newest wish on a thread of its own; the outcome comes back on the main thread."""

    done = Signal(object, object)
    """A wish was fulfilled, and none is newer. Carries the wish and its outcome."""

    _returned = Signal(object, object)
    _raised = Signal(object)

    def __init__(self, work: Callable[[Any], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._wish: Any = None
        self._asked = threading.Condition()
        self._ended = False
        self._thread: threading.Thread | None = None
        self._returned.connect(self._on_returned)
        self._raised.connect(self._on_raised)

    def ask(self, wish: Any) -> None:
        """Do that as soon as possible, and nothing that was asked before it."""
        with self._asked:
            self._wish = wish
            self._asked.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="latest", daemon=True)
            self._thread.start()

    def forget(self) -> None:
        """Nothing is wanted any more."""
        with self._asked:
            self._wish = None

    def stop(self) -> None:
        """End; what is being done is not waited for."""
        with self._asked:
            self._ended, self._wish = True, None
            self._asked.notify()

    def _run(self) -> None:
        done: Any = None
        while True:
            with self._asked:
                while not self._ended and (self._wish is None or self._wish is done):
                    self._asked.wait()
                if self._ended:
                    return
                wish = done = self._wish
            try:
                outcome = self._work(wish)
            except BaseException as error:  # noqa: BLE001  carried to the main thread and raised there
                self._tell(self._raised, error)
            else:
                self._tell(self._returned, wish, outcome)

    def _tell(self, signal: Any, *values: object) -> None:
        if not self._ended:
            signal.emit(*values)

    @Slot(object, object)
    def _on_returned(self, wish: object, outcome: object) -> None:
        if wish is self._wish:
            self.done.emit(wish, outcome)

    @Slot(object)
    def _on_raised(self, error: BaseException) -> None:
        raise error
