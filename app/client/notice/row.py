"""Frozen values of what a person is told, as the bell shows them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.notice import NoticeKind


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice. Names and subject are from this computer's copy: empty when the conversation is not there (any more).

    ``by``: the colleague who mentioned or assigned, empty for deadlines; ``queue_names`` by language.
    """

    id: UUID
    kind: NoticeKind
    conversation_id: UUID
    at: datetime
    seen: bool
    by: str = ""
    number: int | None = None
    subject: str = ""
    customer: str = ""
    queue: str = ""
    queue_names: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """A message of a customer nobody here has read: in a request of this person (``mine``), or of nobody yet."""

    entry_id: UUID
    conversation_id: UUID
    at: datetime
    mine: bool
    number: int | None = None
    subject: str = ""
    customer: str = ""
    queue: str = ""
    queue_names: dict[str, Any] = field(default_factory=dict)
