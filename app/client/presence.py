"""Who is at which request right now, both ways: passed on, kept only while it holds, missed by nobody."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else at a conversation. ``claims``: began to answer it."""

    user_id: UUID
    writes: bool = False
    claims: bool = False


class Herald(Protocol):
    """Tells the server what this desk does; each call returns at once, and what does not arrive is not missed."""

    def look(self, conversation_id: UUID | None) -> None:
        """That conversation is open now."""

    def write(self, conversation_id: UUID) -> None:
        """Its customer is being written to."""

    def claim(self, conversation_id: UUID) -> None:
        """It is being answered here."""

    def answers(self) -> None:
        """The server answers, perhaps after it did not."""


class Presence:
    """The desk's end of it. ``herald`` is set while there is a server to tell; listeners are called on engine threads.

    Without a connection nobody is known to be anywhere, and nothing is promised to colleagues.
    """

    def __init__(self, me: UUID | None = None) -> None:
        self.herald: Herald | None = None
        self._me = me
        self._lock = threading.Lock()
        self._people: dict[UUID, tuple[Colleague, ...]] = {}
        self._here: dict[UUID, int] = {}
        self._listeners: list[Callable[[UUID, int], None]] = []
        self._around: list[Callable[[frozenset[UUID]], None]] = []

    # ------------------------------------------------------------------ what this desk does

    def look(self, conversation_id: UUID | None) -> None:
        """Let colleagues see which conversation is open here; None: none is."""
        if self.herald is not None:
            self.herald.look(conversation_id)

    def say(self, conversation_id: UUID) -> None:
        """Let customer and colleagues see that somebody is writing."""
        if self.herald is not None:
            self.herald.write(conversation_id)

    def claim(self, conversation_id: UUID) -> None:
        """Take a conversation upon oneself for a minute; who was first keeps it."""
        if self.herald is not None:
            self.herald.claim(conversation_id)

    def answers(self) -> None:
        """The server answers: it is told what it could not be told before."""
        if self.herald is not None:
            self.herald.answers()

    # ------------------------------------------------------------------ what others do

    def at(self, conversation_id: UUID) -> tuple[Colleague, ...]:
        """Colleagues at a conversation, without this person. Any thread."""
        with self._lock:
            return self._people.get(conversation_id, ())

    def listen(self, listener: Callable[[UUID, int], None]) -> None:
        """Tell that the customer of a conversation is writing, and for how many seconds that holds."""
        self._listeners.append(listener)

    def on_around(self, listener: Callable[[frozenset[UUID]], None]) -> None:
        """Tell at which conversations other people are now than before."""
        self._around.append(listener)

    def heard(self, conversation_id: UUID, seconds: int) -> None:
        """The server says that a customer is writing."""
        for listener in list(self._listeners):
            listener(conversation_id, seconds)

    def met(self, conversation_id: UUID, people: Iterable[Colleague]) -> None:
        """The server says who is at a conversation: all of them."""
        others = tuple(it for it in people if it.user_id != self._me)
        with self._lock:
            before = self._people.pop(conversation_id, ())
            if others:
                self._people[conversation_id] = others
        if before != others:
            self._tell(frozenset({conversation_id}))

    def only(self, conversations: Iterable[UUID]) -> None:
        """Nobody is anywhere else: of everywhere else nothing is known any more."""
        kept = set(conversations)
        with self._lock:
            self._here = self._here if kept else {}
            gone = frozenset(self._people.keys() - kept)
            for it in gone:
                del self._people[it]
        if gone:
            self._tell(gone)

    def counted(self, queues: dict[UUID, int]) -> None:
        """The server says how many colleagues are at work in each queue."""
        with self._lock:
            self._here |= queues

    def here(self, queue_id: UUID) -> int | None:
        """Colleagues at work in a queue, this person among them; None: not known."""
        with self._lock:
            return self._here.get(queue_id)

    def _tell(self, conversations: frozenset[UUID]) -> None:
        for listener in list(self._around):
            listener(conversations)
