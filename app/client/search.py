"""Looking for something: what a desk answers, on this computer and from the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.status import Status
from app.language.search.spot import Spot
from app.language.search.wanted import Search

LIMIT = 50


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


class Finder(Protocol):
    """Any thread; calls wait for each other."""

    def find(self, typed: str, limit: int = LIMIT, *, people: int = 5) -> Found:
        """On this computer, in milliseconds: at most ``limit`` conversations and ``people`` customers."""
