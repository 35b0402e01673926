"""Messages of the list of a queue, for programs that are no desk: a page of what is to be done there."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.status import Kind, Priority, Status
from app.protocol.cursor import sealed, unsealed
from app.protocol.wire import BadMessage, Message

PAGE = 50
MOST = 100
"""Conversations of one page: unless told, and at most."""

_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


class ListedTalk(Message, frozen=True):
    """A conversation as a list shows it; the instants are those of the replicated row."""

    id: UUID
    subject: str
    kind: Kind
    status: Status
    priority: Priority
    channel: Channel
    customer_id: UUID
    customer_name: str
    preview: str
    preview_author: AuthorKind
    created_at: datetime
    updated_at: datetime
    last_message_at: datetime
    number: int | None = None
    assignee_id: UUID | None = None
    waiting_since: datetime | None = None
    reply_due_at: datetime | None = None
    promise_due_at: datetime | None = None
    follow_up_at: datetime | None = None


class QueuePage(Message, frozen=True):
    """What changed last comes first. ``after``: what to ask for the next page with; missing: there is none."""

    conversations: list[ListedTalk]
    after: str | None = None


class Place(Message, frozen=True):
    """A place in the list, behind that conversation: Unix microseconds of its last change, and its id."""

    at: int
    id: UUID

    @property
    def changed_at(self) -> datetime:
        """The same as an instant. Raises ``OverflowError``: there is no such year."""
        return _ZERO + timedelta(microseconds=self.at)


def place_text(changed_at: datetime, conversation_id: UUID) -> str:
    """The place behind a conversation, as it goes over the wire."""
    return sealed(Place(at=(changed_at - _ZERO) // timedelta(microseconds=1), id=conversation_id))


def place_of(text: str) -> Place:
    """Read a place back. Raises ``BadMessage``: it was not made by ``place_text``."""
    place = unsealed(text, Place)
    try:
        place.changed_at  # noqa: B018  it is looked at whether there is such a year
    except OverflowError as error:
        raise BadMessage("not a place") from error
    return place
