"""Files between this desk and the server, a piece at a time; off the disk when their message is gone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.client.port import Touched
from app.client.store.doomed import doom_unshown
from app.client.store.outbox import Outbox
from app.client.store.shelf import Shelf
from app.client.sync.download import Downloader
from app.client.sync.upload import Uploader
from app.client.sync.writing import Write


@dataclass(frozen=True, slots=True)
class FileExchange:
    """What a round does with files. ``write`` does a job on the writer thread, and waits for it."""

    outbox: Outbox
    blobs: Shelf
    downloads: Downloader
    uploads: Uploader
    touched: Callable[[Touched], Any]
    write: Write

    def fetch_piece(self) -> int:
        """Fetch a piece of what somebody wants to see; 0: nothing is to be had now."""
        return self.downloads.step(self._arrived, self._moved)

    def send_piece(self) -> int:
        """Send a piece of a file, and show how far it got. A file that waits for better times counts as nothing."""
        conversation_id = self.uploads.step()
        if conversation_id is None:
            return 0
        self.touched(Touched(conversations=frozenset({conversation_id}), changes=True))
        return 1

    def again_s(self) -> float | None:
        """When the next file can be tried, from now on; None: there is none."""
        waits = (self.downloads.wait_s, self.uploads.wait_s)
        return min((it for it in waits if it is not None), default=None)

    def hand_over(self, hashes: Sequence[str]) -> None:
        """Files that the server has for good are copies like any other, if what they belong to is still here."""
        if hashes:
            self.blobs.hand_over(hashes)
            self.write(lambda cache: cache.change(lambda cursor, _: doom_unshown(cursor, cache.ws, hashes)))

    def sweep(self) -> None:
        """No byte of what left or was redacted stays here (sync.md I10)."""
        files = self.blobs.without(self.outbox.needs_file)
        self.write(lambda cache: cache.sweep_blobs(files))

    def _arrived(self, sha256: str) -> None:
        self.touched(self.write(lambda cache: cache.touch_blob(sha256)))

    def _moved(self, sha256: str) -> None:
        self.touched(self.write(lambda cache: cache.touch_blob(sha256, here=False)))
