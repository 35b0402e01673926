"""Events of the stream: hello, poke, presence, stats, people, bye."""

from datetime import datetime
from uuid import UUID

from app.protocol.wire import Message

HEARTBEAT_S = 15
"""Seconds between comments or heads on an idle stream; a reader gives up after three times that."""


class Hello(Message, frozen=True):
    """First event: the epoch, heads of all granted feeds, the server's time."""

    epoch: UUID
    heads: dict[str, int]
    server_time: datetime
    heartbeat: int = HEARTBEAT_S


class Poke(Message, frozen=True):
    """Feeds that moved, with their new heads; sent again with each heartbeat."""

    heads: dict[str, int]


PRESENCE, STATS = "presence", "stats"
"""Events: who is at a conversation, and what waits in the queues. At most one a second, each replaces the last."""


class Attendant(Message, frozen=True):
    """A colleague at a conversation: looks at it at least. ``claims``: took it upon themselves to answer."""

    user_id: UUID
    writes: bool = False
    claims: bool = False


class Presence(Message, frozen=True):
    """Who is at a conversation now.

    ``seconds``: its customer is writing, for so long unless it is said again; 0: is not. ``people``: all colleagues
    there, empty when the last one has gone; None: nothing is said of them.
    """

    conversation_id: UUID
    seconds: int = 6
    people: list[Attendant] | None = None


class QueueStats(Message, frozen=True):
    """How a queue stands: customers who wait for an answer, requests of nobody, colleagues whose desks are heard of."""

    queue_id: UUID
    waiting: int = 0
    unassigned: int = 0
    here: int = 0


class Stats(Message, frozen=True):
    """Every queue one may see."""

    queues: list[QueueStats]


PEOPLE = "people"
"""Event: what colleagues do. At the beginning of a stream all whose desks are heard of, then whoever changed."""


class Doing(Message, frozen=True):
    """What a colleague does, by their own word (``app.domain.work_state``); empty: no desk of theirs is heard of.

    A state of a later version is passed on as it is: whoever does not know it still knows that it is not the usual one.
    """

    user_id: UUID
    state: str = "available"


class People(Message, frozen=True):
    """What some colleagues do now."""

    people: list[Doing]


class Here(Message, frozen=True):
    """A desk is at work; said every ``BEAT_S``, and when another conversation is opened or another state chosen.

    ``conversation_id``: the open one, None: none is. ``state``: what its person does, None: nothing is said of that.
    ``acts``: another number after each thing they do at this desk, and after its start: of several desks of a
    person the one they are at is known by it.
    """

    conversation_id: UUID | None = None
    state: str | None = None
    acts: int = 0


BEAT_S = 20
"""Seconds between two signs of life of a desk."""


class Waited(Message, frozen=True):
    """The answer of a long poll, or of a short one: where the feeds stand, who is where, how the queues stand.

    ``known`` goes into the next question, which is answered when anything differs. ``people``: everybody whose desk is
    heard of; None: as in the answer before. ``retry_ms``: the server is about to stop, come back after that.
    """

    epoch: UUID
    heads: dict[str, int]
    server_time: datetime
    known: str
    presence: list[Presence]
    stats: Stats
    people: list[Doing] | None = None
    retry_ms: int = 0


class Bye(Message, frozen=True):
    """The server is about to stop; come back after ``retry_ms``."""

    retry_ms: int
