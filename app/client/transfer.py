"""Files on their way, as values: what the sync thread tells and the screens show."""

import threading

from app.client.row import Transfer


class Transfers:
    """How far each file got, by hash; forgotten when it has arrived. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, Transfer] = {}

    def get(self, sha256: str) -> Transfer | None:
        """How far it got; None when it is not on its way."""
        with self._lock:
            return self._known.get(sha256)

    def told(self, sha256: str, transfer: Transfer) -> None:
        """It got that far, or failed."""
        with self._lock:
            self._known[sha256] = transfer

    def arrived(self, sha256: str) -> None:
        """It is there."""
        with self._lock:
            self._known.pop(sha256, None)
