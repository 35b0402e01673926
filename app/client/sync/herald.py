"""Tells the server what is done at this desk, on a thread of its own: what is open and answered, a break, lunch."""

import random
import threading
from collections.abc import Callable, Iterable
from uuid import UUID

from app.client.clock import Clock
from app.client.presence import Colleague
from app.client.presence import Presence as Around
from app.client.store.outbox import Forked
from app.client.sync.transport import Transport
from app.client.sync.world import AuthExpired, Gap, Offline, Revoked, TooOld
from app.domain.work_state import WorkState
from app.protocol.poke import BEAT_S, Doing, Here, Presence, Stats
from app.protocol.versions import CLAIM_PATH, HERE_PATH, TYPING_PATH
from app.protocol.wire import encode


class ServerHerald:
    """Implements ``app.client.presence.Herald``. What cannot be said now is dropped; the next sign of life tells all.

    While the server does not answer only the regular signs are tried: the window feels every try. ``told`` hears what a
    claim was answered with.
    """

    def __init__(self, transport: Transport, clock: Clock, told: Callable[[Presence], None]) -> None:
        self._transport = transport
        self._clock = clock
        self._told = told
        self._lock = threading.Lock()
        self._open: UUID | None = None
        self._state: WorkState | None = None
        self._acts = random.getrandbits(31)  # what is said after a start is never what was said before it
        self._moved = self._is_heard = True
        self._writes: UUID | None = None
        self._claims: UUID | None = None
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="deskhand-presence", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End soon; nobody waits for a sign that is on its way."""
        self._stopped.set()
        self._wake.set()

    def look(self, conversation_id: UUID | None, state: WorkState | None, *, anew: bool) -> None:
        """That conversation is open now, and the person does that; ``anew``: they have just said so."""
        with self._lock:
            is_other = conversation_id != self._open
            acted = anew or state != self._state or (is_other and conversation_id is not None)  # one may go by itself
            self._moved = self._moved or acted or is_other
            self._open, self._state, self._acts = conversation_id, state, self._acts + acted
        self._wake.set()

    def write(self, conversation_id: UUID) -> None:
        """Its customer is being written to."""
        self._writes = conversation_id
        self._wake.set()

    def claim(self, conversation_id: UUID) -> None:
        """It is being answered here."""
        self._claims = conversation_id
        self._wake.set()

    def answers(self) -> None:
        """The server answers: what has moved since it did not is said now."""
        if not self._is_heard:
            self._is_heard = True
            self._wake.set()

    def _run(self) -> None:
        next_beat = self._clock.monotonic()
        while not self._stopped.is_set():
            now = self._clock.monotonic()
            if (self._moved and self._is_heard) or now >= next_beat:
                next_beat = now + BEAT_S
                self._beat()
            self._say()
            left = next_beat - self._clock.monotonic()
            if left > 0:
                self._wake.wait(self._clock.patience(left))
            self._wake.clear()

    def _beat(self) -> None:
        with self._lock:
            state, acts = (None, 0) if self._state is None else (self._state.value, self._acts)
            here, self._moved = Here(conversation_id=self._open, state=state, acts=acts), False
        self._quietly(lambda: self._transport.hint(HERE_PATH, encode(here)))
        with self._lock:
            self._moved = self._moved or not self._is_heard

    def _say(self) -> None:
        claims, self._claims = self._claims, None
        if claims is not None and self._is_heard:
            self._quietly(lambda: self._claim(claims))
        writes, self._writes = self._writes, None
        if writes is not None and self._is_heard:
            self._quietly(lambda: self._transport.hint(TYPING_PATH.format(conversation_id=writes)))

    def _claim(self, conversation_id: UUID) -> None:
        self._told(self._transport.post(CLAIM_PATH.format(conversation_id=conversation_id), {}, Presence))

    def _quietly(self, job: Callable[[], None]) -> None:
        try:
            job()
            self._is_heard = True
        except (Offline, AuthExpired, Revoked, TooOld, Gap, Forked):
            self._is_heard = False  # the rounds of the exchange meet the same and say so


class Ears:
    """Takes what the server says of presence into the desk's own. Engine threads."""

    def __init__(self, around: Around) -> None:
        self._around = around

    def hear(self, told: Presence) -> None:
        """One conversation."""
        if told.seconds:
            self._around.heard(told.conversation_id, told.seconds)
        if told.people is not None:
            people = [Colleague(it.user_id, it.writes, it.claims) for it in told.people]
            self._around.met(told.conversation_id, people)

    def hear_all(self, told: Iterable[Presence]) -> None:
        """Every conversation somebody is at."""
        every = list(told)
        self._around.only(it.conversation_id for it in every)
        for it in every:
            self.hear(it)

    def know(self, told: Iterable[Doing]) -> None:
        """What some people do now."""
        self._around.became({it.user_id: it.state for it in told})

    def know_all(self, told: Iterable[Doing]) -> None:
        """What everybody does whose desk is heard of."""
        self._around.everybody({it.user_id: it.state for it in told})

    def forget(self) -> None:
        """Nothing is heard any more, of nobody and nothing."""
        self.hear_all(())
        self._around.everybody(None)

    def count(self, told: Stats) -> None:
        """How queues stand."""
        self._around.counted({it.queue_id: it.here for it in told.queues})
