"""Which feeds a row belongs to: one pure function a kind."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.feed import WINDOW, WORKSPACE, conversation_feeds, queue_feed, team_feed, user_feed
from app.model.base import Base
from app.model.conversation import Conversation, ReadMark, Template
from app.model.draft import Draft
from app.model.handling import HandlingTime
from app.model.notice import Notice
from app.model.replicated import KINDS, OF_CONVERSATION, OF_CUSTOMER, OF_WORKSPACE
from app.model.saved_view import SavedView
from app.model.sender_rule import SenderRule

Feeds = frozenset[str]


def of_conversations(conversations: Iterable[Conversation], *, now: datetime, window: timedelta = WINDOW) -> Feeds:
    """Union of the feeds of these conversations; those closed longer ago than ``window`` add none."""
    feeds: set[str] = set()
    for it in conversations:
        watchers = [UUID(each) for each in it.watcher_ids]
        feeds |= conversation_feeds(
            it.queue_id, it.assignee_id, watchers, closed_at=it.closed_at, now=now, window=window
        )
    return frozenset(feeds)


def of_template(row: Template) -> Feeds:
    """A private template goes to its owner, a team's to the team, any other to the workspace."""
    if row.owner_id is not None:
        return frozenset({user_feed(row.owner_id)})
    return frozenset({WORKSPACE if row.team_id is None else team_feed(row.team_id)})


def of_read_mark(row: ReadMark) -> Feeds:
    """A read mark is its user's own."""
    return frozenset({user_feed(row.user_id)})


def of_handling_time(row: HandlingTime) -> Feeds:
    """How long somebody worked is their own."""
    return frozenset({user_feed(row.user_id)})


def of_notice(row: Notice) -> Feeds:
    """What somebody is told is their own."""
    return frozenset({user_feed(row.user_id)})


def of_draft(row: Draft) -> Feeds:
    """What is written goes to its author's desks, also that it is written no more; and to whom it is offered."""
    readers = {row.user_id} | ({row.offered_to} if row.offered_to is not None and row.text else set())
    return frozenset(user_feed(it) for it in readers)


def of_saved_view(row: SavedView) -> Feeds:
    """A saved search is its user's own."""
    return frozenset({user_feed(row.user_id)})


def of_sender_rule(row: SenderRule) -> Feeds:
    """What was said of a sender goes to whoever works the queue."""
    return frozenset({queue_feed(row.queue_id)})


def kind_of(row: Base) -> str:
    """Wire name of the row's kind."""
    name: str = row.__tablename__
    return name


def feeds_of(row: Base, conversations: Iterable[Conversation], *, now: datetime, window: timedelta = WINDOW) -> Feeds:
    """Feeds of any replicated row.

    ``conversations``: those the row follows: itself for a conversation, its conversation for deliveries and
    attachments, all of the customer's for customer kinds, all of its customers' for an organisation, else none.

    Raises:
        KeyError: the row's kind is not replicated.
    """
    kind = kind_of(row)
    if kind in OF_WORKSPACE:
        return frozenset({WORKSPACE})
    own = _OWN.get(kind)
    if own is not None:
        return own(row)
    if kind not in FOLLOWING:
        raise KeyError(kind)
    return of_conversations(conversations, now=now, window=window)


FOLLOWING = OF_CONVERSATION | OF_CUSTOMER | {"organisation"}
"""Kinds whose feeds are those of conversations."""

_OWN: dict[str, Callable[..., Feeds]] = {
    "template": of_template,
    "read_mark": of_read_mark,
    "sender_rule": of_sender_rule,
    "notice": of_notice,
    "handling_time": of_handling_time,
    "draft": of_draft,
    "saved_view": of_saved_view,
}

assert FOLLOWING | OF_WORKSPACE | set(_OWN) == set(KINDS)  # every kind is decided
