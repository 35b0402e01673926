"""What a list shows: a place of the rail, one of its parts, what it is narrowed to, and in which order."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.domain.channel import Channel
from app.domain.status import Status

NOBODY = UUID(int=0)
"""Stands for "no owner" where owners are chosen."""


class ViewKind(StrEnum):
    """What a list shows."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    PROMISES = "promises"
    FOLLOW_UPS = "follow_ups"
    MENTIONS = "mentions"
    QUEUE = "queue"
    SAVED = "saved"
    JUNK = "junk"


class Tab(StrEnum):
    """The part of a view: to be done, waiting for the customer, solved."""

    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"


class Sort(StrEnum):
    """The order of a list."""

    DEADLINE = "deadline"
    WAIT = "wait"
    NEWEST = "newest"


class Mark(StrEnum):
    """What a row may be marked with."""

    UNREAD = "unread"
    VIP = "vip"
    DRAFT = "draft"
    UNSENT = "unsent"


@dataclass(frozen=True, slots=True)
class Only:
    """What a list is narrowed to: each of the marks, and of every other sort one of those named; nothing: any."""

    marks: frozenset[Mark] = frozenset()
    statuses: frozenset[Status] = frozenset()
    channels: frozenset[Channel] = frozenset()
    tags: frozenset[UUID] = frozenset()
    owners: frozenset[UUID] = frozenset()
    queues: frozenset[UUID] = frozenset()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in _PARTS)

    def toggled(self, part: str, value: Any) -> "Only":
        """With that value of a part added, or taken off when it was there."""
        return replace(self, **{part: getattr(self, part) ^ {value}})


_PARTS = {
    "marks": Mark, "statuses": Status, "channels": Channel, "tags": UUID, "owners": UUID, "queues": UUID,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """One list of conversations. ``queue_id`` and ``saved_id`` say which queue, which kept search."""

    kind: ViewKind
    queue_id: UUID | None = None
    tab: Tab = Tab.OPEN
    filter: str = ""
    only: Only = Only()
    sort: Sort = Sort.DEADLINE
    saved_id: UUID | None = None

    @property
    def place(self) -> tuple[ViewKind, UUID | None, UUID | None]:
        """Where in the rail it is, whatever its tab, filter and order."""
        return self.kind, self.queue_id, self.saved_id

    @property
    def has_tabs(self) -> bool:
        """Whether it is shown in parts."""
        return self.kind not in (ViewKind.JUNK, ViewKind.FOLLOW_UPS)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many conversations of a view are to be done, and how many wait."""

    open: int = 0
    waiting: int = 0

    @property
    def both(self) -> int:
        """All that is not solved."""
        return self.open + self.waiting


@dataclass(frozen=True, slots=True)
class RailCount:
    """Counts of one place of the rail. ``overdue`` counts late promises, shown in red."""

    view: View
    total: int
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class SavedViewRow:
    """A search this person keeps under a name."""

    id: UUID
    name: str
    view: View
    position: int = 0


def filter_data(view: View) -> dict[str, Any]:
    """What a view is narrowed to as data of a saved row."""
    found: dict[str, Any] = {"text": view.filter} if view.filter else {}
    for name in _PARTS:
        if chosen := getattr(view.only, name):
            found[name] = sorted(str(it) for it in chosen)
    return found


def saved_view(saved_id: UUID, data: dict[str, Any], sort: str) -> View:
    """The view of a saved row; what a newer program put there and this one does not know is left out."""
    only = Only(**{name: frozenset(_known(kind, data.get(name, ()))) for name, kind in _PARTS.items()})
    order = Sort(sort) if sort in set(Sort) else Sort.DEADLINE
    return View(ViewKind.SAVED, filter=str(data.get("text", "")), only=only, sort=order, saved_id=saved_id)


def _known(kind: Any, values: Iterable[Any]) -> Iterable[Any]:
    for value in values:
        try:
            yield kind(value)
        except (ValueError, AttributeError, TypeError):
            continue


def search_of(view: View, me: UUID) -> View:
    """The same list as a search of its own: what its place asks for becomes part of what it is narrowed to."""
    only = view.only
    if view.kind is ViewKind.MINE and not only.owners:
        only = replace(only, owners=frozenset({me}))
    if view.kind is ViewKind.UNASSIGNED and not only.owners:
        only = replace(only, owners=frozenset({NOBODY}))
    if view.kind is ViewKind.QUEUE and view.queue_id is not None and not only.queues:
        only = replace(only, queues=frozenset({view.queue_id}))
    return replace(view, kind=ViewKind.SAVED, queue_id=None, only=only)
