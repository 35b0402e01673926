"""One call by hand from its first ring to the last word of its notes: a small state machine with a clock."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from uuid import UUID

from app.client.caller import CallerRow
from app.client.kept_call import KeptCall
from app.domain.call import Direction
from app.language.phone import Number


class CallState(Enum):
    """Where a call stands."""

    OFFERED = "offered"
    TALKING = "talking"
    WRAPUP = "wrapup"


class HandCall:
    """The telephone is somebody else's: what happens there is told by hand. ``request_id``: where it will be logged."""

    def __init__(
        self,
        number: Number,
        direction: Direction,
        caller: CallerRow,
        monotonic: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self.number, self.direction, self.caller = number, direction, caller
        self._monotonic, self._now = monotonic, now
        self.request_id: UUID | None = caller.requests[0].id if caller.requests else None
        self.state = CallState.OFFERED
        self.started_at = now()
        self._began = self._ended = monotonic()
        if direction is Direction.OUT:
            self.answer()

    def answer(self) -> None:
        """They talk from now on."""
        self.state = CallState.TALKING
        self.started_at, self._began = self._now(), self._monotonic()

    def miss(self) -> None:
        """Nobody took it; there is nothing to talk about, but something to note."""
        self.direction = Direction.MISSED
        self._began = self._ended = self._monotonic()
        self.state = CallState.WRAPUP

    def end(self) -> None:
        """They have hung up; the work after it begins."""
        self._ended = self._monotonic()
        self.state = CallState.WRAPUP

    def resume(self, kept: KeptCall) -> None:
        """It was talked in before the program ended: only the work after it is left."""
        self.direction, self.started_at, self.request_id = kept.direction, kept.started_at, kept.request_id
        self._ended = self._monotonic()
        self._began = self._ended - kept.seconds
        self.state = CallState.WRAPUP

    @property
    def seconds(self) -> int:
        """How long they have talked."""
        if self.state is CallState.OFFERED:
            return 0
        end = self._monotonic() if self.state is CallState.TALKING else self._ended
        return int(round(end - self._began, 3))

    @property
    def wrapup_s(self) -> int:
        """How long the work after it takes."""
        return int(self._monotonic() - self._ended) if self.state is CallState.WRAPUP else 0
