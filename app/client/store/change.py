"""A stored change: its values, and how they lie in the outbox file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.client.row import ChangeState, DraftKind
from app.client.store.codec import data, instant, key, maybe_instant, maybe_key, stored_data, stored_instant

KEPT_FOR = timedelta(days=30)
"""How long a change that was given up is kept."""

QUIET = ("mark_read@", "see_notices@", "log_handling@", "save_draft@", "settle_draft@")
"""Changes that carry no work of a person: nobody waits for them, and no count holds them."""

OK, DISMISSED = "ok", "dismissed"
WITHDRAWN = "withdrawn"
"""Given up before the server is known to have its number, or before a restore: only ``WITHDRAWAL`` goes out for it."""

WITHDRAWAL = "withdrawn@1"
"""A name that is never registered: every server, of whatever version, takes the number and refuses the command."""
REFUSED = (ChangeState.HELD.value, ChangeState.CONFLICT.value, ChangeState.REJECTED.value)
COLUMNS = (
    "seq, change_id, mid, command_id, name, args, conversation_id, subject, at, skew_ms, send_at, state, code, detail"
)


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change to be stored. ``at`` is this computer's wall clock; ``send_at`` in the server's time, None: at once.

    ``begun``: it stays here until something is said in the request it begins, or waits with.
    """

    change_id: UUID
    command_id: UUID
    name: str
    args: dict[str, Any]
    at: datetime
    skew_ms: int = 0
    conversation_id: UUID | None = None
    subject: str = ""
    send_at: datetime | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A stored change. ``mid`` is None while it is begun or leaving; ``state`` is a ``ChangeState`` or one above."""

    seq: int
    change_id: UUID
    mid: int | None
    command_id: UUID
    name: str
    args: dict[str, Any]
    conversation_id: UUID | None
    subject: str
    at: datetime
    skew_ms: int
    send_at: datetime | None
    state: str
    code: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def server_at(self) -> datetime:
        """When it was given, in the server's time as it was known then."""
        return self.at + timedelta(milliseconds=self.skew_ms)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server said about one ``mid``; ``command_id`` when it says which command it had under it."""

    mid: int
    status: str
    code: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    command_id: UUID | None = None


def is_about(outcome: Outcome, change: Change) -> bool:
    """Whether it is the outcome of this very command."""
    return outcome.command_id is None or outcome.command_id == change.command_id


class Forked(Exception):
    """The server knows other commands under our numbers, or lost ones we no longer have: a new client id is needed."""


def stored_change(new: NewChange, mid: int | None, state: str) -> tuple[Any, ...]:
    """Parameters of the INSERT of a new change."""
    conversation = None if new.conversation_id is None else new.conversation_id.bytes
    send_at = None if new.send_at is None else stored_instant(new.send_at)
    return (
        new.change_id.bytes, mid, new.command_id.bytes, new.name, stored_data(new.args), conversation, new.subject,
        stored_instant(new.at), new.skew_ms, send_at, state,
    )  # fmt: skip


def read_change(row: Sequence[Any]) -> Change:
    """A change from its columns (``COLUMNS``)."""
    return Change(
        row[0], key(row[1]), row[2], key(row[3]), row[4], json.loads(row[5]), maybe_key(row[6]), row[7],
        instant(row[8]), row[9], maybe_instant(row[10]), row[11], row[12], data(row[13]),
    )  # fmt: skip


def draft_kind(name: str) -> DraftKind:
    """Which draft the text of a change of that name is, when it is taken back."""
    return DraftKind.NOTE if name.startswith(f"{DraftKind.NOTE}@") else DraftKind.REPLY


def mark_dismissed(cursor: Any, change_id: UUID, at: datetime, state: str = DISMISSED) -> None:
    """Give a change up at that instant."""
    cursor.execute(
        "UPDATE command SET state = ?, settled_at = ? WHERE change_id = ?",
        (state, stored_instant(at), change_id.bytes),
    )


def set_meta(cursor: Any, name: str, value: str) -> None:
    """Remember a value."""
    cursor.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))
