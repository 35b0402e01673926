"""Wanted files on their way down: one range at a time, from where the last one ended."""

from collections.abc import Callable

from app.client.clock import Clock
from app.client.port import Trouble
from app.client.row import Transfer
from app.client.store.blob_store import WrongContent
from app.client.store.shelf import Shelf
from app.client.sync.transport import Transport
from app.client.sync.wish import Wishes
from app.client.sync.world import Offline
from app.client.transfer import Transfers
from app.domain.attachment import SMALLEST_CHUNK_BYTES, next_chunk
from app.protocol.versions import BLOB_PATH

FIRST_CHUNK_BYTES = 16 * SMALLEST_CHUNK_BYTES

_NEVER = {403: "not_here", 404: "not_here", 410: "infected"}
_NOT_CHECKED = 423


class Downloader:
    """Steppable: ``step`` is one request. A file that cannot be had fails no round and is tried again later."""

    def __init__(self, transport: Transport, shelf: Shelf, transfers: Transfers, clock: Clock) -> None:
        self._transport = transport
        self._shelf = shelf
        self._transfers = transfers
        self._clock = clock
        self._wishes = Wishes()
        self._chunk = FIRST_CHUNK_BYTES
        self._parts: dict[str, bytearray] = {}  # what is here of files that are not whole
        self.trouble: Trouble | None = None
        """Why a file could not be kept here, since it was looked at last."""

    def want(self, sha256: str) -> None:
        """Fetch a file. Any thread."""
        known = self._transfers.get(sha256)
        if known is None or known.failed:
            self._transfers.told(sha256, Transfer(0, 0))
        self._wishes.add(sha256, self._clock.monotonic())

    @property
    def wait_s(self) -> float | None:
        """How long until a file can be fetched, None when none is wanted."""
        return self._wishes.wait_s(self._clock.monotonic())

    def step(self, arrived: Callable[[str], None], moved: Callable[[str], None]) -> int:
        """Fetch a range of the first file whose time has come; 0: nothing was got.

        ``arrived`` is told when a file is here or known not to be had, ``moved`` when more of it is.

        Raises:
            AuthExpired, Revoked, TooOld: see ``app.client.sync.world``.
        """
        now = self._clock.monotonic()
        sha256 = self._wishes.next(now)
        if sha256 is None:
            return 0
        try:
            whole = self._shelf.has(sha256) or self._fetch(sha256)
        except (Offline, Trouble, WrongContent) as error:
            self._chunk = max(SMALLEST_CHUNK_BYTES, self._chunk // 4)
            self._wishes.failed(sha256, now)
            self.trouble = error if isinstance(error, Trouble) else self.trouble
            if isinstance(error, WrongContent):
                self._parts.pop(sha256, None)
            return 0
        if not whole:
            moved(sha256)
            return 1
        self._wishes.granted(sha256)
        self._parts.pop(sha256, None)
        arrived(sha256)
        return 1

    def _fetch(self, sha256: str) -> bool:
        """One range; True when nothing more of it is to be fetched."""
        here = self._parts.setdefault(sha256, bytearray())
        began = self._clock.monotonic()
        headers = {"Range": f"bytes={len(here)}-{len(here) + self._chunk - 1}"}
        response = self._transport.exchange("GET", BLOB_PATH + sha256, headers=headers)
        if response.status_code == _NOT_CHECKED:
            self._transfers.told(sha256, Transfer(0, 0, failed="not_checked"))
            raise Offline("not checked for viruses yet")
        if response.status_code in _NEVER:
            self._transfers.told(sha256, Transfer(0, 0, failed=_NEVER[response.status_code]))
            return True
        size = _whole_size(response.headers.get("Content-Range", ""))
        if response.status_code == 206 and size:
            here += response.content
        elif response.status_code == 200:
            here[:] = response.content
            size = len(here)
        else:
            here.clear()
            raise Offline(f"{response.status_code} for a range")
        self._chunk = next_chunk(self._chunk, self._clock.monotonic() - began)
        self._wishes.went_on(sha256)
        self._transfers.told(sha256, Transfer(len(here), size))
        if len(here) < size:
            return False
        self._shelf.fetched.put(sha256, bytes(here))
        self._transfers.arrived(sha256)
        return True


def _whole_size(text: str) -> int:
    """The size of the file, from ``bytes 0-1/SIZE``; 0 when it does not say."""
    size = text.rpartition("/")[2]
    return int(size) if size.isdigit() else 0
