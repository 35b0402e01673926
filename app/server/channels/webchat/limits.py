"""Which of a stranger's wishes count against which bucket."""

from contextlib import AbstractContextManager

from app.server.channels.webchat.limit import (
    NEW_SESSIONS,
    OF_ADDRESS,
    OF_FORMS,
    OF_NEWCOMERS,
    OF_READING,
    OF_VISITOR,
    READING_OF_ADDRESS,
    STREAMS_OF_ADDRESS,
    STREAMS_OF_VISITOR,
    Limiter,
    Open,
)
from app.server.channels.webchat.token import Visitor
from app.server.clock import Clock
from app.server.sync.hub import Subscription


class StrangerLimits:
    """Each method counts one wish and raises ``Denied``, 429 ``slow_down``, when there were too many."""

    def __init__(self, clock: Clock) -> None:
        self._sessions, self._forms = Limiter(clock, NEW_SESSIONS), Limiter(clock, OF_FORMS)
        self._visitors, self._addresses = Limiter(clock, OF_VISITOR), Limiter(clock, OF_ADDRESS)
        self._newcomers = Limiter(clock, OF_NEWCOMERS)
        self._reading, self._reading_of_address = Limiter(clock, OF_READING), Limiter(clock, READING_OF_ADDRESS)
        self._streams: Open[Subscription] = Open(STREAMS_OF_VISITOR, STREAMS_OF_ADDRESS)

    def begin(self, address: str) -> None:
        """A session."""
        self._sessions.take(address)

    def write(self, visitor: Visitor, address: str) -> None:
        """A message."""
        self._addresses.take(address)
        self._visitors.take(str(visitor.id))

    def open(self, address: str) -> None:
        """A request of somebody who has written nothing yet."""
        self._newcomers.take(address)

    def leave(self, visitor: Visitor, address: str) -> None:
        """A message while nobody is there: a request of its own."""
        self._addresses.take(address)
        self._newcomers.take(address)
        self._forms.take(str(visitor.id))

    def read(self, visitor: Visitor, address: str) -> None:
        """A look at what was written."""
        self._reading.take(str(visitor.id))
        self._reading_of_address.take(address)

    def listen(
        self, visitor: Visitor, address: str, stream: Subscription
    ) -> AbstractContextManager[Subscription | None]:
        """A stream, for as long as it is open; which older one of the same visitor has to give way to it."""
        return self._streams.place(visitor.topic, address, stream)
