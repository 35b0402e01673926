"""Serves on a free port of loopback, on a thread, as long as it is wanted."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Serving(Protocol):
    """Something of ours that takes connections."""

    port: int

    def serve(self, listener: socket.socket) -> None:
        """Take connections until ``stop``."""

    def stop(self) -> None:
        """End everything."""


@contextmanager
def listening(what: Serving) -> Iterator[None]:
    """Give it a port, and let it serve."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        what.port = listener.getsockname()[1]
        thread = threading.Thread(target=what.serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            what.stop()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)
