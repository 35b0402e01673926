"""Who is at which request and what people do right now, both ways: passed on, kept while it holds, missed by nobody."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.domain.work_state import GONE, WorkState


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else at a conversation. ``claims``: began to answer it."""

    user_id: UUID
    writes: bool = False
    claims: bool = False


class Herald(Protocol):
    """Tells the server what this desk does; each call returns at once, and what does not arrive is not missed."""

    def look(self, conversation_id: UUID | None, state: WorkState | None, *, anew: bool) -> None:
        """That conversation is open now, and the person does that; ``anew``: they have just said so."""

    def write(self, conversation_id: UUID) -> None:
        """Its customer is being written to."""

    def claim(self, conversation_id: UUID) -> None:
        """It is being answered here."""

    def answers(self) -> None:
        """The server answers, perhaps after it did not."""


class Presence:
    """The desk's end of it. ``herald`` is set when there is a server to tell; listeners are called on engine threads.

    Without a connection nobody is known to be anywhere, and nothing is promised to colleagues.
    """

    def __init__(self, me: UUID | None = None) -> None:
        self._herald: Herald | None = None
        self._shown: tuple[UUID | None, WorkState | None] | None = None
        self._me = me
        self._lock = threading.Lock()
        self._people: dict[UUID, tuple[Colleague, ...]] = {}
        self._here: dict[UUID, int] = {}
        self._states: Mapping[UUID, str] | None = None
        self._listeners: list[Callable[[UUID, int], None]] = []
        self._around: list[Callable[[frozenset[UUID]], None]] = []
        self._standing: list[Callable[[], None]] = []

    # ------------------------------------------------------------------ what this desk does

    @property
    def herald(self) -> Herald | None:
        """Who tells the server; None: there is none yet."""
        return self._herald

    @herald.setter
    def herald(self, herald: Herald) -> None:
        """From now on; it hears what the window has shown before."""
        with self._lock:
            self._herald = herald
            if self._shown is not None:
                herald.look(*self._shown, anew=False)

    def look(self, conversation_id: UUID | None, state: WorkState | None = None, *, anew: bool = False) -> None:
        """Let colleagues see which conversation is open here (None: none is) and what the person does.

        ``anew``: they have just said so, even if it is the same as before.
        """
        with self._lock:
            self._shown = conversation_id, state
            if self._herald is not None:
                self._herald.look(conversation_id, state, anew=anew)

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

    def state(self, user_id: UUID) -> str | None:
        """What a colleague does; ``GONE``: no desk of theirs is heard of; None: not known, or it is oneself.

        A ``WorkState``, or a word that only a later version knows. Any thread.
        """
        with self._lock:
            return None if self._states is None or user_id == self._me else self._states.get(user_id, GONE)

    def listen(self, listener: Callable[[UUID, int], None]) -> None:
        """Tell that the customer of a conversation is writing, and for how many seconds that holds."""
        self._listeners.append(listener)

    def on_around(self, listener: Callable[[frozenset[UUID]], None]) -> None:
        """Tell at which conversations other people are now than before."""
        self._around.append(listener)

    def on_standing(self, listener: Callable[[], None]) -> None:
        """Tell that some colleagues do something else than before, or that it is known or unknown now."""
        self._standing.append(listener)

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

    def became(self, states: Mapping[UUID, str]) -> None:
        """The server says what some people do now."""
        with self._lock:
            before = self._states
        self.everybody({it: state for it, state in {**(before or {}), **states}.items() if state != GONE})

    def everybody(self, states: Mapping[UUID, str] | None) -> None:
        """The server says what all do whose desks are heard of; None: nobody says it any more."""
        with self._lock:
            before, self._states = self._states, states
            meant = frozenset(
                talk
                for talk, people in self._people.items()
                if any((before or {}).get(it.user_id) != (states or {}).get(it.user_id) for it in people)
            )
        if before == states:
            return
        for listener in list(self._standing):
            listener()
        if meant:
            self._tell(meant)

    def _tell(self, conversations: frozenset[UUID]) -> None:
        for listener in list(self._around):
            listener(conversations)
