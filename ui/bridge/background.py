"""Slow work away from the main thread, its outcome back on it: sign-in, start of the trial server."""

from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.client.port import Trouble
from ui.bridge.line import Held, Line


class Background(QObject):
    """Runs one callable on a thread of its own, and is deleted when it has told how that ended.

    Give it a parent, or keep a reference until then.
    """

    done = Signal(object)
    """It returned. Carries the result."""

    failed = Signal(object)
    """The world said no. Carries the ``Trouble``. Bugs are raised on the main thread instead, after ``broke``."""

    broke = Signal()
    """A bug ended it."""

    def __init__(self, work: Callable[[], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._beginning, self._begun = Lock(), Event()
        lines = (Line(self._on_returned), Line(self._on_raised))
        self._thread = Thread(target=_run, args=(Held(work), *lines), name="background", daemon=True)

    def start(self) -> None:
        """Begin, after connecting; twice is once."""
        with self._beginning:
            if self._thread.ident is None:
                self._thread.start()
        self._begun.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the work itself; tell whether it is over. The signal comes with the next turn of the loop."""
        if not self._begun.wait(seconds):
            return False
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @Slot(object)
    def _on_returned(self, result: object) -> None:
        self.deleteLater()
        self.done.emit(result)

    @Slot(object)
    def _on_raised(self, error: BaseException) -> None:
        self.deleteLater()
        if not isinstance(error, Trouble):
            self.broke.emit()
            raise error
        self.failed.emit(error)


def _run(work: Held, returned: Line, raised: Line) -> None:
    """Nobody hears of it any more when whoever asked is gone: a desk may be closed while a server thinks."""
    try:
        result = work.it()
    except BaseException as error:  # noqa: BLE001 - carried to the main thread and raised there
        raised(error)
    else:
        returned(result)
    work.let_go()
