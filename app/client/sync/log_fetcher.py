"""Asks for the log entries that are missing on this computer."""

from collections import deque
from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.client.port import Touched
from app.client.store.codec import chunks
from app.client.store.outbox import Outbox
from app.client.sync.transport import Transport
from app.client.sync.writing import Begin
from app.protocol.pull import LogsAnswer, LogsRequest
from app.protocol.versions import LOGS_PATH

AT_ONCE = 40
"""Conversations of one request."""

IN_A_ROW = 5
"""Requests before a piece of a file gets its turn, and before what somebody looks at is asked for first."""


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

    def fetch(self, others_wait: Callable[[], bool]) -> int:
        """Ask for what is missing; counts only entries that brought a log further: a round ends with none.

        A request goes out while the answer to the one before is written, also over the end of what was found missing
        at once; an answer without an entry ends it. No page is pulled in between, so that an answer is never older than
        the rows that are here.
        ``others_wait``: something unsent or a file has its turn.
        """
        found = 0
        written: Callable[[], int] = int
        requests = deque(self._missing(set())())
        try:
            while requests:
                request = requests.popleft()
                answer = self._transport.post(LOGS_PATH, request, LogsAnswer)
                found, written = found + written(), int
                asked = set(request.wanted)
                is_enough = bool(requests) or not answer.logs or others_wait()
                more = None if is_enough else self._missing(asked)
                written = self._take(asked, answer)
                if self._outbox.waiting():
                    break
                if more is not None:
                    requests.extend(more())
        finally:
            found += written()
        return found

    def _missing(self, asked: set[UUID]) -> Callable[[], list[LogsRequest]]:
        """What to ask for beside what was ``asked`` just now; what comes back waits for it."""
        but = self._refused | asked
        missing = self._begin(lambda cache: cache.missing(AT_ONCE * IN_A_ROW, but))
        return lambda: [LogsRequest(client=self._client, wanted=dict(it)) for it in chunks(missing().items(), AT_ONCE)]

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
