"""A thread that always does what was asked last: while one types, nobody waits for the letters before."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from ui.bridge.line import Held, Line


class _Wishes:
    """The newest wish, handed from the main thread to the other one; outlives the ``Latest`` it is of."""

    def __init__(self) -> None:
        self.asked = threading.Condition()
        self.newest: Any = None
        self.ended = False
        self._taken: Any = None

    def put(self, wish: Any) -> None:
        """None: nothing is wanted."""
        with self.asked:
            self.newest = wish
            self.asked.notify()

    def take(self) -> Any:
        """Wait for one that was not taken before; None: it is over."""
        with self.asked:
            while not self.ended and (self.newest is None or self.newest is self._taken):
                self.asked.wait()
            self._taken = self.newest
            return None if self.ended else self.newest

    def end(self) -> None:
        """There will be none any more."""
        with self.asked:
            self.ended, self.newest = True, None
            self.asked.notify()


class Latest(QObject):
    """Runs ``work`` with the newest wish on a thread of its own; the outcome comes back on the main thread."""

    done = Signal(object, object)
    """A wish was fulfilled, and none is newer. Carries the wish and its outcome."""

    def __init__(self, work: Callable[[Any], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._wishes = _Wishes()
        self._thread: threading.Thread | None = None
        self.destroyed.connect(self._wishes.end)  # of another object: this one hears nothing any more

    def ask(self, wish: Any) -> None:
        """Do that as soon as possible, and nothing that was asked before it."""
        self._wishes.put(wish)
        if self._thread is None:
            work = (self._wishes, Held(self._work), Line(self._on_returned), Line(self._on_raised))
            self._thread = threading.Thread(target=_run, args=work, name="latest", daemon=True)
            self._thread.start()

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._wishes.put(None)

    def stop(self) -> None:
        """End, as also when the widget it belongs to goes; what is being done is not waited for."""
        self._wishes.end()

    @Slot(object, object)
    def _on_returned(self, wish: object, outcome: object) -> None:
        if wish is self._wishes.newest:
            self.done.emit(wish, outcome)

    @Slot(object)
    def _on_raised(self, error: BaseException) -> None:
        raise error


def _run(wishes: _Wishes, work: Held, returned: Line, raised: Line) -> None:
    while (wish := wishes.take()) is not None:
        try:
            outcome = work.it(wish)
        except BaseException as error:  # noqa: BLE001  carried to the main thread and raised there
            raised(error)
        else:
            returned(wish, outcome)
    work.let_go()
