"""Minting of identifiers: UUIDv7 for new things, UUIDv5 where both sides must find the same id."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID, uuid5

import uuid_utils

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMESPACE = UUID("6f0a2d7e-8c1b-5e0f-9d53-0a3c5d2c7e11")


def new_id() -> UUID:
    """A fresh UUIDv7 (RFC 9562): ordered by time, minted by the side that creates the row."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def minted_at(identifier: UUID) -> datetime | None:
    """When an id of ``new_id`` was minted, by the clock of that side; None: it is of another kind."""
    if identifier.version != 7:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=identifier.int >> 80)
    except OverflowError:  # it says so, but nobody minted it
        return None


def derived_id(*parts: object) -> UUID:
    """The same id for the same parts, on every machine: for rows that are named by what they join."""
    return _derived("\x1f".join(map(str, parts)))


@lru_cache(1_024)
def _derived(name: str) -> UUID:
    """Handlers ask for the same ones at each replay."""
    return uuid5(_NAMESPACE, name)


def receipt_id(message_id: UUID) -> UUID:
    """The one entry that answers a letter's wish for a receipt."""
    return derived_id("receipt", message_id)
