"""Time that one person really spends on conversations, from what they look at and do; pauses are cut out."""

from uuid import UUID

IDLE_S = 60.0
"""A longer pause than this is none of the work: of it only this much counts (requirement R67)."""


class Handling:
    """Fed with instants in seconds that never go back. Only the conversation that is looked at counts."""

    def __init__(self) -> None:
        self._open: UUID | None = None
        self._here = True
        self._counted = 0.0  # up to when time was given to a conversation
        self._active = 0.0  # when something was last done
        self._spent: dict[UUID, float] = {}

    def look(self, conversation_id: UUID | None, at: float) -> None:
        """Another conversation is looked at, or none; opening it is doing something."""
        self.count(at)
        self._open, self._active = conversation_id, at

    def act(self, at: float) -> None:
        """A key, a scroll, a click: the person is at work."""
        self.count(at)
        self._active = at

    def leave(self, at: float) -> None:
        """Another program is in front."""
        self.count(at)
        self._here = False

    def come_back(self, at: float) -> None:
        """Ours is in front again."""
        self.count(at)
        self._here, self._active = True, at

    @property
    def untaken(self) -> frozenset[UUID]:
        """Conversations that got time since the last ``take``."""
        return frozenset(self._spent)

    def take(self, at: float) -> dict[UUID, float]:
        """Seconds since the last ``take``, of every conversation that got any."""
        self.count(at)
        spent, self._spent = self._spent, {}
        return spent

    def count(self, at: float) -> None:
        """Give what passed to what was looked at, but for the part of a pause beyond ``IDLE_S``."""
        until = min(at, self._active + IDLE_S)
        if self._here and self._open is not None and until > self._counted:
            self._spent[self._open] = self._spent.get(self._open, 0.0) + until - self._counted
        self._counted = at
