"""Files of messages on their way up: one request at a time, from where the server has them, however often it is cut."""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

import requests

from app.client.clock import Clock
from app.client.row import Transfer
from app.client.store.file_book import FileBook
from app.client.store.outgoing_file import Upload
from app.client.sync.piece import Piece
from app.client.sync.transport import Transport
from app.client.sync.wish import Wishes
from app.client.sync.world import Offline
from app.client.transfer import Transfers
from app.domain.attachment import MAX_FILE_BYTES, SMALLEST_CHUNK_BYTES, next_chunk
from app.protocol.push import ErrorAnswer
from app.protocol.versions import UPLOAD_PATH
from app.protocol.wire import BadMessage, decode

FIRST_CHUNK_BYTES = 4 * SMALLEST_CHUNK_BYTES
AGAIN_S, AGAIN_AT_MOST_S = 2.0, 60.0
"""Pause of a file that could not be sent: short, since a person waits for it to leave."""

STRIKES = 3
"""So often the server may find other bytes than were sent before the file is given up."""

_REFUSED = {"infected": "file_infected", "too_large": "file_too_large"}


class Files(Protocol):
    """Where the bytes lie."""

    def get(self, sha256: str) -> bytes | None:
        """The bytes, or None when they are not here or were damaged."""


class Uploader:
    """Steppable: ``step`` is one request. A file that cannot be sent now waits, and the others go first.

    The server is asked first: of a file that it has and this person may read, as that of a text to reuse, it wants no
    bytes, and they need not be here.
    """

    def __init__(
        self,
        transport: Transport,
        book: FileBook,
        files: Files,
        transfers: Transfers,
        clock: Clock,
        lost: Callable[[Upload, str], None],
    ) -> None:
        """``lost`` is told which file will never reach the server, and why (``LOST_FILES``)."""
        self._transport = transport
        self._book = book
        self._files = files
        self._transfers = transfers
        self._clock = clock
        self._lost = lost
        self._pauses = Wishes(AGAIN_S, AGAIN_AT_MOST_S)
        self._chunk = FIRST_CHUNK_BYTES
        self._offsets: dict[str, int] = {}  # as the server told last
        self._reached: dict[str, int] = {}  # the furthest ever
        self._strikes: dict[str, int] = {}
        self._open: tuple[str, bytes] | None = None  # the file that is being sent, decrypted once

    def step(self) -> UUID | None:
        """Send a piece of the first file whose time has come; the conversation whose view changes, None: nothing to do.

        Raises:
            AuthExpired, Revoked, TooOld: see ``app.client.sync.world``.
        """
        upload = self._next()
        if upload is None:
            self._open = None
            return None
        offset = self._offsets.get(upload.sha256)
        if upload.size > MAX_FILE_BYTES:
            self._give_up(upload, "file_too_large")
        elif offset is None:
            self._ask(upload, lambda: self._begin(upload))
        elif (content := self._content(upload)) is None:
            self._give_up(upload, "file_lost")
        else:
            self._ask(upload, lambda: self._go_on(upload, content, offset))
        return upload.conversation_id

    @property
    def wait_s(self) -> float | None:
        """How long until a file can be sent, None when there is none."""
        self._next()
        return self._pauses.wait_s(self._clock.monotonic())

    def _next(self) -> Upload | None:
        waiting = {it.sha256: it for it in reversed(self._book.waiting())}
        now = self._clock.monotonic()
        for upload in reversed(waiting.values()):
            self._pauses.add(upload.sha256, now)
            if self._transfers.get(upload.sha256) is None:
                self._tell(upload, 0)
        ready = self._pauses.next(now)
        while ready is not None and ready not in waiting:  # taken back, or sent with another message
            self._pauses.granted(ready)
            self._transfers.arrived(ready)
            ready = self._pauses.next(now)
        return None if ready is None else waiting[ready]

    def _content(self, upload: Upload) -> bytes | None:
        if self._open is None or self._open[0] != upload.sha256:
            content = self._files.get(upload.sha256)
            self._open = None if content is None else (upload.sha256, content)
        return None if self._open is None else self._open[1]

    def _ask(self, upload: Upload, request: Callable[[], requests.Response]) -> None:
        try:
            self._answered(upload, request())
        except Offline:
            self._offsets.pop(upload.sha256, None)  # asked anew: what arrived of a cut piece is kept
            self._chunk = max(SMALLEST_CHUNK_BYTES, self._chunk // 4)
            self._pauses.failed(upload.sha256, self._clock.monotonic())

    def _begin(self, upload: Upload) -> requests.Response:
        headers = {"Upload-Length": str(upload.size)}
        return self._transport.exchange("POST", UPLOAD_PATH + upload.sha256, headers=headers)

    def _go_on(self, upload: Upload, content: bytes, offset: int) -> requests.Response:
        piece = content[offset : offset + self._chunk]
        headers, began = {"Upload-Offset": str(offset)}, self._clock.monotonic()
        response = self._transport.exchange("PATCH", UPLOAD_PATH + upload.sha256, Piece(piece), headers)
        self._chunk = next_chunk(self._chunk, self._clock.monotonic() - began)
        return response

    def _answered(self, upload: Upload, response: requests.Response) -> None:
        if response.status_code in {201, 204}:
            offset = int(response.headers.get("Upload-Offset", 0))
            if offset > self._reached.get(upload.sha256, 0):
                self._reached[upload.sha256] = offset
                self._pauses.went_on(upload.sha256)
            self._offsets[upload.sha256] = offset
            self._tell(upload, offset)
            if offset >= upload.size:
                self._finish(upload)
            return
        error = _error(response)
        self._offsets.pop(upload.sha256, None)
        if response.status_code in {404, 409}:  # it knows another offset, or has forgotten what was begun
            return
        strikes = self._strikes[upload.sha256] = self._strikes.get(upload.sha256, 0) + 1
        if error not in _REFUSED and strikes < STRIKES:
            self._pauses.failed(upload.sha256, self._clock.monotonic())
            return
        self._give_up(upload, _REFUSED.get(error, "file_refused"))

    def _finish(self, upload: Upload) -> None:
        self._book.done(upload.sha256)
        self._forget(upload)
        self._transfers.arrived(upload.sha256)

    def _give_up(self, upload: Upload, reason: str) -> None:
        for each in self._book.waiting():
            if each.sha256 == upload.sha256:
                self._lost(each, reason)
        self._book.refused(upload.sha256)
        self._forget(upload)
        self._transfers.told(upload.sha256, Transfer(0, upload.size, up=True, failed=reason))

    def _forget(self, upload: Upload) -> None:
        self._open = None
        self._offsets.pop(upload.sha256, None)
        self._reached.pop(upload.sha256, None)
        self._strikes.pop(upload.sha256, None)
        self._pauses.granted(upload.sha256)

    def _tell(self, upload: Upload, done: int) -> None:
        self._transfers.told(upload.sha256, Transfer(done, upload.size, up=True))


def _error(response: requests.Response) -> str:
    try:
        return decode(response.content, ErrorAnswer).error
    except (BadMessage, requests.RequestException):
        return ""
