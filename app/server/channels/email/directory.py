"""Our own mail addresses: which inbox a recipient means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.domain.business_hours import Calendar
from app.domain.channel import Channel
from app.model.workspace import Inbox, Workspace
from app.server.channels.email.address import wire_address
from app.server.channels.email.form import FormRule, form_rules
from app.server.channels.email.message_id import plain_address
from app.server.clock import Clock
from app.server.hours import queue_hours

KEPT_S = 5.0

_INBOXES = (
    select(
        Inbox.ws, Inbox.id, Inbox.address, Inbox.settings, Inbox.queue_id,
        Workspace.settings.label("workspace"), Workspace.timezone,
    )
    .outerjoin(Workspace, Workspace.ws == Inbox.ws)
    .where(Inbox.channel == Channel.EMAIL, Inbox.address != "")
    .order_by(Inbox.id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MailInbox:
    """An inbox of channel e-mail; ``address`` is in lower case.

    ``forms``: whose words its web forms carry; ``hours``: of its queue; ``acknowledges``: it writes that mail came;
    ``queue_id``: which queue it fills.
    """

    ws: UUID
    id: UUID
    address: str
    forms: tuple[FormRule, ...] = ()
    hours: Calendar | None = None
    acknowledges: bool = False
    queue_id: UUID | None = None


class InboxDirectory:
    """Every mail inbox of the server by address, read again after a few seconds or when an address is not found.

    Safe from any thread. An address belongs to one workspace: of two inboxes with it the older one counts.
    """

    def __init__(self, sessions: sessionmaker[Session], clock: Clock) -> None:
        """``sessions`` only read."""
        self._sessions = sessions
        self._clock = clock
        self._by_address: dict[str, MailInbox] = {}
        self._until = float("-inf")

    def find(self, recipient: str) -> MailInbox | None:
        """The inbox a recipient means, also with a plus tag; None when it is not ours."""
        if self._clock.monotonic() >= self._until:
            self._read()
            return self._match(recipient)
        found = self._match(recipient)
        if found is None:
            self._read()
            found = self._match(recipient)
        return found

    def of(self, ws: UUID) -> dict[str, MailInbox]:
        """The inboxes of a workspace by address."""
        if self._clock.monotonic() >= self._until:
            self._read()
        return {address: it for address, it in self._by_address.items() if it.ws == ws}

    def _match(self, recipient: str) -> MailInbox | None:
        return match(self._by_address, recipient)

    def _read(self) -> None:
        with self._sessions() as session:
            rows = session.execute(_INBOXES).all()
        found: dict[str, MailInbox] = {}
        for row in rows:
            address = row.address.strip().lower()
            for form in (address, _on_the_wire(address)):
                found.setdefault(form, _inbox(row, address))
        self._by_address, self._until = found, self._clock.monotonic() + KEPT_S


def _inbox(row: Any, address: str) -> MailInbox:
    hours = queue_hours(row.workspace or {}, row.timezone or "UTC", row.queue_id)
    writes = acknowledges(row.settings)
    return MailInbox(row.ws, row.id, address, form_rules(row.settings), hours, writes, row.queue_id)


def acknowledges(settings: Mapping[str, Any]) -> bool:
    """Whether an inbox writes to its customers that their mail came: only one that was told to."""
    own = settings.get("acknowledgement")
    return isinstance(own, Mapping) and own.get("on") is True


def _on_the_wire(address: str) -> str:
    """Other mail programs write a Cyrillic domain in its IDNA form."""
    try:
        return wire_address(address)
    except ValueError:
        return address


def match(inboxes: dict[str, MailInbox], recipient: str) -> MailInbox | None:
    """The inbox of a recipient: the whole address, then without our token, then without any plus tag."""
    address = recipient.strip().lower()
    local, _, domain = address.rpartition("@")
    untagged = f"{local.partition('+')[0]}@{domain}"
    return inboxes.get(address) or inboxes.get(plain_address(address)) or inboxes.get(untagged)


def first_of(inboxes: dict[str, MailInbox], addresses: Iterable[str]) -> MailInbox | None:
    """The inbox of the first of our addresses; None when none is ours."""
    return next((found for each in addresses if (found := match(inboxes, each)) is not None), None)
