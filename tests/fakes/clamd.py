"""clamd in a few lines: takes a stream, knows one virus, can be full or silent."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class FakeClamd:
    """Listens on a path; ``seen``: how many streams it took, ``answer``: what it says instead of a verdict."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen = 0
        self.answer = ""
        self._over = False
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(8)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Be away."""
        self._over = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        self.path.unlink(missing_ok=True)

    def _serve(self) -> None:
        while not self._over:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            with link, link.makefile("rb") as stream:
                self._take(link, stream)

    def _take(self, link: socket.socket, stream) -> None:  # type: ignore[no-untyped-def]
        if stream.read(len(b"zINSTREAM\0")) != b"zINSTREAM\0":
            link.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := int.from_bytes(stream.read(4), "big"):
            content += stream.read(size)
        self.seen += 1
        verdict = "stream: Eicar-Test FOUND" if EICAR in content else "stream: OK"
        link.sendall((self.answer or verdict).encode() + b"\0")


@contextmanager
def running_fake_clamd(folder: Path) -> Iterator[FakeClamd]:
    """A fake on a socket in that folder; its path has to be short."""
    made = FakeClamd(folder / "c")
    try:
        yield made
    finally:
        made.stop()
