"""Events of the stream: hello, poke, presence, stats, bye."""

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


PRESENCE = "presence"
"""Event: a customer is writing. Kept nowhere, repaired by nothing."""


class Presence(Message, frozen=True):
    """The customer of a conversation is writing; gone again after ``seconds`` unless it is said again."""

    conversation_id: UUID
    seconds: int = 6


class Bye(Message, frozen=True):
    """The server is about to stop; come back after ``retry_ms``."""

    retry_ms: int
