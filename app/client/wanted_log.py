"""Conversations somebody looks at right now: their logs are fetched first, and are not let go."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

KEPT = 50


class WantedLogs:
    """The conversations looked at last. Any thread. ``kick`` is told when something is to be fetched."""

    def __init__(self) -> None:
        self._ids: OrderedDict[UUID, None] = OrderedDict()
        self._lock = threading.Lock()
        self.kick: Callable[[], object] = lambda: None

    def want(self, conversation_id: UUID) -> None:
        """Somebody looks at this one, and perhaps at what its customer wrote before."""
        with self._lock:
            self._ids[conversation_id] = None
            self._ids.move_to_end(conversation_id)
            while len(self._ids) > KEPT:
                self._ids.popitem(last=False)
        self.kick()

    def all(self) -> list[UUID]:
        """Those looked at last."""
        with self._lock:
            return list(self._ids)
