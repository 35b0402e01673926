"""Asks for the log entries that are missing on this computer."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from uuid import UUID

from app.client.port import Touched
from app.client.store.apply import CacheWriter
from app.client.store.codec import chunks
from app.client.store.outbox import Outbox
from app.client.sync.transport import Transport
from app.protocol.pull import LogsAnswer, LogsRequest
from app.protocol.versions import LOGS_PATH

T = TypeVar("T")

AT_ONCE = 40
"""Conversations of one request."""

IN_A_ROW = 5
"""Requests before a piece of a file gets its turn, and before what somebody looks at is asked for first."""


class Begin(Protocol):
    """Starts a job on the writer thread; what comes back waits for its result."""

    def __call__(self, job: Callable[[CacheWriter], T]) -> Callable[[], T]: ...


class LogFetcher:
    """Fetches log entries; what the server does not give is not asked for again before something changes there."""

    def __init__(
        self, transport: Transport, outbox: Outbox, begin: Begin, touched: Callable[[Touched], Any], client: UUID
    ) -> None:
        self._transport = transport
        self._outbox = outbox
        self._begin = begin
        self._touched = touched
        self._client = client
        self._refused: set[UUID] = set()

    def changed(self, conversations: frozenset[UUID]) -> None:
        """The server may give their entries now."""
        self._refused -= conversations

    def fetch(self) -> int:
        """Ask for some of what is missing; counts only entries that brought a log further: a round ends with none.

        A request goes out while the answer to the one before is written. No page is pulled in between, so that an
        answer is never older than the rows that are here. What is newly unsent goes first.
        """
        found = 0
        written: Callable[[], int] = int
        missing = self._begin(lambda cache: cache.missing(AT_ONCE * IN_A_ROW, self._refused))()
        for some in chunks(missing.items(), AT_ONCE):
            request = LogsRequest(client=self._client, wanted=dict(some))
            try:
                answer = self._transport.post(LOGS_PATH, request, LogsAnswer)
            finally:
                found += written()
            written = self._take(set(request.wanted), answer)
            if self._outbox.waiting():
                break
        return found + written()

    def _take(self, wanted: set[UUID], answer: LogsAnswer) -> Callable[[], int]:
        """Hand an answer to the writer; what comes back waits, and counts the entries that brought a log further."""
        written = self._begin(lambda cache: cache.apply_logs(answer.logs))

        def done() -> int:
            touched, grown = written()
            later = set(answer.more) - set(answer.logs)
            self._refused |= wanted - later - grown
            self._touched(touched)
            return sum(len(answer.logs[it].entries) for it in grown)

        return done
