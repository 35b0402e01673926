"""Frozen values of the history of a relationship: what happened between a customer and us, whatever its kind."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class RelationKind(StrEnum):
    """What a line is about."""

    CONTACT = "contact"
    CALL = "call"
    ORDER = "order"
    PROMISE = "promise"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class RelationRow:
    """One line. ``conversation_id`` and ``entry_id``: where it can be read, when that is here.

    ``facts`` by kind: contact ``channel``, ``status``, ``number`` · call and rating: the payload of the log ·
    order ``number``, ``amount_minor``, ``currency`` · promise ``state``, ``due_at``, ``settled_at``.
    """

    kind: RelationKind
    at: datetime
    id: UUID
    conversation_id: UUID | None
    entry_id: UUID | None
    title: str
    facts: dict[str, Any] = field(default_factory=dict)
