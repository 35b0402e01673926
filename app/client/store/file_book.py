"""The account of files on their way out: what the server still has to be given, and what it has taken."""

import threading
from collections.abc import Sequence
from uuid import UUID

from app.client.row import ChangeState
from app.client.store.cipher import Connection, transaction
from app.client.store.outbox import Outbox
from app.client.store.outgoing_file import Upload, UploadState, settle_uploads, waiting_uploads


class FileBook:
    """Reads and writes the outbox file beside the ``Outbox``, under its lock. Any thread."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._connection: Connection = outbox.connection
        self._lock: threading.RLock = outbox.lock

    def waiting(self) -> Sequence[Upload]:
        """Files of messages that have left, oldest first; what can still be taken back is not sent."""
        with self._lock:  # until the mirror has what the file has: what is being added may be leaving
            changes = self._outbox.changes()
            leaving = [it for it in changes if it.state == ChangeState.LEAVING and it.args.get("files")]
            return waiting_uploads(self._connection, [UUID(it.args["entry_id"]) for it in leaving])

    def done(self, sha256: str) -> None:
        """The server has these bytes from this person."""
        self._settle(sha256, UploadState.DONE)

    def refused(self, sha256: str) -> None:
        """The server will never have these bytes from this computer."""
        self._settle(sha256, UploadState.REFUSED)

    def _settle(self, sha256: str, state: UploadState) -> None:
        with transaction(self._connection, self._lock) as cursor:
            settle_uploads(cursor, sha256, state)
