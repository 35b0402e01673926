"""Looking for something: what a desk answers, on this computer and from the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from app.client.inbox import Declined
from app.client.query import LIMIT
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.language.search.spot import Spot
from app.language.search.wanted import Search


@dataclass(frozen=True, slots=True)
class Hit:
    """A conversation in which everything was found, by its newest message with the words.

    ``entry_id`` None: the words are in what the conversation is called; ``text``: one line of the message. The spots
    tell where the words stand in it, in the subject and in the name. ``number`` of an unsent conversation is None.
    """

    conversation_id: UUID
    entry_id: UUID | None
    number: int | None
    customer_id: UUID
    customer_name: str
    subject: str
    text: str
    author: AuthorKind
    at: datetime
    channel: Channel
    status: Status
    queue_id: UUID
    text_spots: tuple[Spot, ...] = ()
    subject_spots: tuple[Spot, ...] = ()
    name_spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A customer who was found by a name, an address or an order. ``newest_id``: their newest conversation here."""

    customer_id: UUID
    name: str
    organisation: str
    address: str
    talks: int
    newest_id: UUID | None
    name_spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, newest first. ``search``: what was understood, with the forms that were found to be meant.

    ``more``: there are more than were asked for; ``waiting``: rows of this computer not yet indexed.
    """

    search: Search
    hits: Sequence[Hit] = ()
    people: Sequence[PersonHit] = ()
    more: bool = False
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class FoundThere:
    """What the server found, newest first. ``more``: there are more than were asked for."""

    hits: Sequence[Hit] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class FoundIn:
    """Entries of one customer's timeline that have what was typed, in its order.

    ``literal``: letter by letter; else in any form of its words.
    """

    typed: str
    entries: tuple[UUID, ...] = ()
    literal: bool = True


@dataclass(frozen=True, slots=True)
class EntryThere:
    """An entry of a conversation that only the server has."""

    entry_id: UUID
    kind: EntryKind
    by_customer: bool
    author_name: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class TalkThere:
    """A conversation that only the server has; its newest entries, oldest first. ``more``: there are older ones."""

    conversation_id: UUID
    status: Status
    queue_name: str
    entries: Sequence[EntryThere] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class PastLine:
    """One conversation of a customer's past; of a queue that is not granted no id, number or subject."""

    at: datetime
    channel: Channel
    queue_name: str
    status: Status
    conversation_id: UUID | None = None
    number: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class PastThere:
    """A customer's conversations, newest first."""

    lines: Sequence[PastLine] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """A file was written, whole; so many bytes."""

    size: int


class Finder(Protocol):
    """Looks on this computer, in milliseconds. Any thread; calls wait for each other."""

    def find(self, typed: str, limit: int = LIMIT, *, people: int = 5) -> Found:
        """At most ``limit`` conversations and ``people`` customers."""

    def find_in(self, conversation_id: UUID, typed: str) -> FoundIn:
        """Messages of the customer's timeline with what was typed: letter by letter, else in any form of its words."""

    def names(self, kind: str, typed: str, language: str) -> Sequence[str]:
        """Names that begin so, or one of whose words does: of ``queue``, ``tag``, or ``from`` (customers)."""


class Lookup(Protocol):
    """Asks the server, and waits for it: not on the main thread. A no comes back as a value.

    What is looked at is written to the server's audit log, and kept nowhere here but in a file one asks for.
    """

    def want(self, conversation_id: UUID) -> None:
        """Fetch what is missing of a conversation of this desk and of its customer's others, to keep it. Any thread."""

    def find(self, typed: str, limit: int = LIMIT) -> FoundThere | Declined:
        """Conversations of any age that this operator is granted."""

    def talk(self, conversation_id: UUID) -> TalkThere | Declined:
        """One of them."""

    def past(self, customer_id: UUID) -> PastThere | Declined:
        """All conversations of a customer, those of other queues as lines without a word."""

    def export(self, customer_id: UUID, file: Path, *, notes: bool) -> Saved | Declined:
        """Write all data of a customer into a ZIP, with what colleagues noted or without; whole or not at all.

        ``disk``: it could not be written there.
        """
