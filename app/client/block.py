"""Frozen values about a customer's conversations as blocks of one timeline, and about how they hang together."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.domain.channel import Channel
from app.domain.status import Priority, Status


class Place(NamedTuple):
    """A place in a timeline: a block, by the conversation it is named after, and an instant in it."""

    block_id: UUID
    at: datetime


class Stretch(NamedTuple):
    """Some of a timeline around an entry: where that stands, and where the stretch ends; None: with the newest."""

    here: Place
    end: Place | None


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One conversation of a customer with all that was merged into it. ``missing``: entries not on this computer."""

    id: UUID
    number: int | None
    subject: str
    channel: Channel
    status: Status
    disposition: str
    at: datetime  # when it began
    members: tuple[UUID, ...]  # itself first
    missing: int = 0


@dataclass(frozen=True, slots=True)
class StubRow:
    """An earlier conversation that is not on this computer: what can be said of it without its content."""

    id: UUID
    number: int | None
    channel: Channel
    status: Status
    queue_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """Another request that the open one names; ``subject`` and ``status`` are empty when it is not on this computer."""

    id: UUID
    number: int | None
    subject: str = ""
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class FieldsRow:
    """What an operator fills in of a request, and the requests it hangs together with."""

    priority: Priority = Priority.NORMAL
    disposition: str = ""
    order_number: str = ""
    merged_into: LinkedRow | None = None
    goes_on_from: LinkedRow | None = None  # the closed request it goes on from
    links: tuple[LinkedRow, ...] = ()


NO_FIELDS = FieldsRow()
"""Of a request nobody has filled in anything of."""
