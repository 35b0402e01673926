"""Inboxes as the screens see them: how each stands, and what an administrator may ask of the server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from app.domain.channel import Channel
from app.domain.reason import Reason

if TYPE_CHECKING:
    from app.protocol.inbox import (
        AddInbox,
        ChangeInbox,
        FoundInbox,
        InboxShown,
        SetHours,
        SignInBegun,
        SignInState,
        TestedInbox,
        TestInbox,
    )


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An inbox and its state; ``state`` as in ``app.model.mailbox``, empty when nothing was ever told.

    ``mine``: it fills a queue this operator works.
    """

    id: UUID
    name: str
    channel: Channel
    address: str
    queue_id: UUID
    queue_name: str
    settings: dict[str, Any] = field(default_factory=dict)
    state: str = ""
    said: str = ""
    since_at: datetime | None = None
    checked_at: datetime | None = None
    sent_state: str = ""
    import_state: str = ""
    import_total: int = 0
    import_done: int = 0
    mine: bool = True
    hours: dict[str, Any] = field(default_factory=dict)  # of the workspace, with ``queues`` that have their own


@dataclass(frozen=True, slots=True)
class Declined:
    """The server said no, or did not answer (``offline``); ``field``: what it is about. Nothing was changed."""

    code: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class WayOutTrouble:
    """The inbox's account lets no letter out; ``reason``: as of a delivery, with its data."""

    reason: Reason
    since_at: datetime | None = None


class InboxOffice(Protocol):
    """What needs the server, because it tries a live connection. Calls block: use them on a thread of their own."""

    def find(self, address: str) -> "FoundInbox | Declined":
        """How the mailbox of an address is reached."""

    def test(self, wish: "TestInbox") -> "TestedInbox | Declined":
        """Try settings; nothing is kept."""

    def add(self, wish: "AddInbox", key: UUID) -> "InboxShown | Declined":
        """A new inbox; the same ``key`` twice is once."""

    def change(self, inbox_id: UUID, change: "ChangeInbox") -> "InboxShown | Declined":
        """Another name, queue, settings or secrets."""

    def pause(self, inbox_id: UUID, paused: bool) -> "InboxShown | Declined":
        """Leave the mailbox alone for now, or go on."""

    def import_old(self, inbox_id: UUID, act: str) -> "InboxShown | Declined":
        """``start``, ``stop`` or ``undo`` the import of older mail."""

    def set_hours(self, inbox_id: UUID, wish: "SetHours") -> "InboxShown | Declined":
        """Opening hours of everybody, or of the inbox's queue."""

    def ways_out(self) -> Mapping[UUID, WayOutTrouble] | Declined:
        """Inboxes by which no letter leaves at present."""

    def begin_sign_in(self, provider: str, address: str) -> "SignInBegun | Declined":
        """Where to send the browser."""

    def sign_in_state(self, sign_in_id: UUID) -> "SignInState | Declined":
        """How far it is."""
