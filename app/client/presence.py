"""Who is writing right now, both ways: passed on, kept nowhere, missed by nobody."""

from collections.abc import Callable
from uuid import UUID


class Presence:
    """The desk's end of it. ``send`` is set while there is a server to tell; listeners are called on engine threads."""

    def __init__(self) -> None:
        self.send: Callable[[UUID], None] | None = None
        self._listeners: list[Callable[[UUID, int], None]] = []

    def say(self, conversation_id: UUID) -> None:
        """Let the customer see that somebody is writing."""
        if self.send is not None:
            self.send(conversation_id)

    def listen(self, listener: Callable[[UUID, int], None]) -> None:
        """Tell that the customer of a conversation is writing, and for how many seconds that holds."""
        self._listeners.append(listener)

    def heard(self, conversation_id: UUID, seconds: int) -> None:
        """The server says that a customer is writing."""
        for listener in list(self._listeners):
            listener(conversation_id, seconds)
