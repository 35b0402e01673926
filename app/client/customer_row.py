"""Frozen values of the customer panel, read from the cache, never written back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.channel import Channel
from app.domain.status import Status


@dataclass(frozen=True, slots=True)
class PreferenceRow:
    """One preference with its source."""

    key: str
    value: str
    source: str
    stated: bool
    confidence: float
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order of the customer; ``amount_minor`` in kopecks or cents."""

    number: str
    title: str
    amount_minor: int
    currency: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise to the customer. ``conversation_id``: where it was made, or goes on."""

    id: UUID
    text: str
    due_at: datetime
    state: str
    settled_at: datetime | None
    conversation_id: UUID

    @property
    def in_time(self) -> bool:
        """Whether it was kept, and not too late."""
        return self.state == "kept" and (self.settled_at is None or self.settled_at <= self.due_at)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One earlier conversation of the customer."""

    conversation_id: UUID
    number: int | None
    subject: str
    channel: Channel
    status: Status
    at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """One address or number. ``added``: somebody here wrote it down; ``verified``: somebody made sure of it."""

    id: UUID
    channel: Channel
    value: str
    added: bool = False
    verified: bool = False


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """The customer panel. ``utc_offset_minutes``: the customer's own time, as well as it is known; None: unknown."""

    id: UUID
    name: str
    header_name: str
    locale: str
    city: str
    since: datetime | None
    vip: bool
    organisation: str
    timezone: str
    utc_offset_minutes: int | None
    facts: dict[str, Any]
    addresses: tuple[tuple[Channel, str], ...] = ()
    preferences: tuple[PreferenceRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()
    promises: tuple[PromiseRow, ...] = ()
    history: tuple[HistoryRow, ...] = ()
    first_contact: bool = False
    blocked_until: datetime | None = None  # chat messages are not taken before
    identities: tuple[IdentityRow, ...] = ()
    organisation_id: UUID | None = None
    legal_hold: bool = False  # nothing of them may be erased
    hold_reason: str = ""
    erased: bool = False
    merged: bool = False  # kept as another customer
    unconnected: frozenset[Channel] = frozenset()  # they are known there, nothing of ours gets there
