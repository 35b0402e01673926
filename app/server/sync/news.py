"""Who is told about a commit of this process, right after it."""

from collections.abc import Callable

from app.server.unit_of_work import Committed


class News:
    """Passes each commit on to its listeners, on the committing thread; a listener only wakes others."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Committed], None]] = []

    def listen(self, listener: Callable[[Committed], None]) -> None:
        """Add a listener; only while the process is being put together."""
        self._listeners.append(listener)

    def __call__(self, done: Committed) -> None:
        """Tell everybody."""
        for listener in self._listeners:
            listener(done)
