"""Messages about looking for things at the server, and for what a desk does not hold."""

from datetime import date, datetime
from uuid import UUID

from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.protocol.wire import Message

SEARCH_PATH = "/v1/search"
TALK_PATH = "/v1/history/conversations/"
PAST_PATH = "/v1/history/customers/"

MOST = 100
"""Conversations of one answer."""


class LookFor(Message, frozen=True):
    """What was typed, filters among it. ``today`` and ``zone``: of who typed it."""

    typed: str
    today: date
    zone: str = "UTC"
    limit: int = 50


class FoundTalk(Message, frozen=True):
    """A conversation in which everything was found, by its newest message with the words; see ``app.client.search``."""

    conversation_id: UUID
    customer_id: UUID
    customer_name: str
    subject: str
    text: str
    author: AuthorKind
    at: datetime
    channel: Channel
    status: Status
    queue_id: UUID
    entry_id: UUID | None = None
    number: int | None = None


class FoundTalks(Message, frozen=True):
    """An answer, newest first. ``more``: there are more. ``waiting``: rows that are not yet indexed."""

    found: list[FoundTalk]
    more: bool = False
    waiting: int = 0


class SeenEntry(Message, frozen=True):
    """One entry of a conversation as it may be read."""

    entry_id: UUID
    kind: EntryKind
    author_kind: AuthorKind
    author_name: str
    at: datetime
    text: str


class SeenTalk(Message, frozen=True):
    """A conversation that the desk does not hold: read once, kept nowhere. ``entries``: the newest, oldest first."""

    conversation_id: UUID
    customer_name: str
    subject: str
    status: Status
    queue_name: str
    entries: list[SeenEntry]
    number: int | None = None
    more: bool = False


class PastTalk(Message, frozen=True):
    """One conversation of a customer.

    Of a queue that is not granted only when, through which channel, in which queue and how it ended: no id, no word.
    """

    at: datetime
    channel: Channel
    queue_name: str
    status: Status
    conversation_id: UUID | None = None
    number: int | None = None
    subject: str = ""


class PastTalks(Message, frozen=True):
    """All conversations of a customer, newest first, at most ``MOST``."""

    talks: list[PastTalk]
    more: bool = False
