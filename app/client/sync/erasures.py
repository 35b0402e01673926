"""Learns what is erased of that which this desk holds words about and no longer sees (decisions/0078)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.client.port import Touched
from app.client.store.codec import chunks
from app.client.store.erased_subject import erased_of
from app.client.store.outbox import Outbox
from app.client.sync.transport import Transport
from app.client.sync.writing import Write
from app.protocol.pull import MAX_SUBJECTS, ErasedAnswer, ErasedRequest
from app.protocol.versions import ERASED_PATH


class Erasures:
    """Asks when the server has erased something since it was asked last; of what is then gone nothing stays here.

    The first time of each run it asks in any case: words are also kept after their request has left.
    """

    def __init__(
        self, transport: Transport, outbox: Outbox, write: Write, touched: Callable[[Touched], Any], client: UUID
    ) -> None:
        self._transport = transport
        self._outbox = outbox
        self._write = write
        self._touched = touched
        self._client = client
        self._asked_at = 0

    def ask_again(self) -> None:
        """What was answered does not count any more."""
        self._asked_at = 0

    def told(self, erasures: int) -> None:
        """A pull has ended; so often something was erased by then.

        Raises:
            Offline, AuthExpired, Revoked, Forked: it is asked after the next pull.
        """
        if erasures == self._asked_at:
            return
        held = self._outbox.subjects()
        gone: set[str] = set()
        for some in chunks(sorted(held), MAX_SUBJECTS):
            request = ErasedRequest(client=self._client, subjects=some)
            gone.update(self._transport.post(ERASED_PATH, request, ErasedAnswer).subjects)
        if erased := erased_of(gone & held):
            self._touched(self._write(lambda cache: cache.forget(erased)))
        self._asked_at = erasures
