"""Every file on this computer, wherever it lies: fetched ones beside the cache, added ones beside the outbox."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from app.client.port import Trouble
from app.client.store.blob_store import BlobStore


class Shelf:
    """Reads from both stores. What this person adds is kept under the outbox's key, so that it outlives the cache."""

    def __init__(self, fetched: BlobStore, unsent: BlobStore) -> None:
        self.fetched = fetched
        self.unsent = unsent

    def get(self, sha256: str) -> bytes | None:
        """The bytes, or None when they are not here or were damaged."""
        content = self.fetched.get(sha256) if self.fetched.has(sha256) else None
        return self.unsent.get(sha256) if content is None else content

    def has(self, sha256: str) -> bool:
        """Tell whether the file is here."""
        return self.fetched.has(sha256) or self.unsent.has(sha256)

    def without(self, is_needed: Callable[[str], bool]) -> "Disposable":
        """The files that may be deleted: of what this person added only what nothing needs."""
        return Disposable(self.fetched, self.unsent, is_needed)

    def hand_over(self, hashes: Iterable[str]) -> None:
        """These have reached the server for good: from now on they are copies like any other."""
        for sha256 in hashes:
            content = self.unsent.get(sha256)
            with suppress(Trouble):  # a full disk: it is fetched again when it is looked at
                if content is not None and not self.fetched.has(sha256):
                    self.fetched.put(sha256, content)
            self.unsent.delete(sha256)


class Disposable:
    """Deletes in both stores what is not needed."""

    def __init__(self, fetched: BlobStore, unsent: BlobStore, is_needed: Callable[[str], bool]) -> None:
        self._fetched = fetched
        self._unsent = unsent
        self._is_needed = is_needed

    def has(self, sha256: str) -> bool:
        """Tell whether there is something to delete."""
        return self._fetched.has(sha256) or (self._unsent.has(sha256) and not self._is_needed(sha256))

    def delete(self, sha256: str) -> bool:
        """Delete it; False when that is not possible now."""
        kept = self._is_needed(sha256) or self._unsent.delete(sha256)
        return self._fetched.delete(sha256) and kept
