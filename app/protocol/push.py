"""Messages of push: commands of a desk, in order, and their outcomes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.protocol.pull import ResultOfCommand
from app.protocol.wire import Message

MAX_COMMANDS = 50
"""Commands in one push at most."""

MAX_BYTES = 262_144
"""Size of one push at most (256 KiB)."""


class CommandMessage(Message, frozen=True):
    """One command: dense ``mid`` of the desk, unique ``id``, wire name and arguments.

    ``at`` is the desk's wall clock, ``skew_ms`` what to add to get server time, ``age_ms`` monotonic age when pushed.
    """

    mid: int
    id: UUID
    name: str
    args: dict[str, Any]
    at: datetime
    skew_ms: int = 0
    age_ms: int = 0


class PushRequest(Message, frozen=True):
    """Commands of one desk in the order of their mids."""

    proto: int
    schema: int
    client: UUID
    commands: list[CommandMessage]


class PushAnswer(Message, frozen=True):
    """Outcomes in order; a ``retry`` is the last one."""

    last_mid: int
    results: list[ResultOfCommand]


class ErrorAnswer(Message, frozen=True):
    """Why a whole request was not taken: ``gap`` (with ``expected``), ``client_forked``, ``too_old`` (with ``min``)."""

    error: str
    expected: int = 0
    min: int = 0
    detail: dict[str, Any] = {}
