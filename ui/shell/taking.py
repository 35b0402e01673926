"""What comes next: who waits in a live chat has the shortest patience; then what is most urgent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from app.client.query import Queries
from app.client.row import ConversationRow
from app.client.view import NOBODY, Mark, Only, Sort, View, ViewKind
from app.domain.channel import INSTANT

LIVE_FOR = timedelta(minutes=30)
"""Who wrote to a chat no longer ago is taken to be there still; an older one is as urgent as its deadline."""

_CHATS = 50
"""Chats of nobody that are looked at, the newest: there are never as many people waiting at once."""


def next_to_take(queries: Queries, shown: View, now: datetime) -> UUID | None:
    """A request of nobody: live chats before all others, of either those of the shown queue before other queues'."""
    places = [View(ViewKind.UNASSIGNED)]
    if shown.kind is ViewKind.QUEUE:
        places.insert(0, View(ViewKind.QUEUE, shown.queue_id))
    return next(_candidates(queries, places, now), None)


def unread_chat(queries: Queries, open_one: ConversationRow, me: UUID) -> UUID | None:
    """Who talks in live chats goes on to the next of their own where somebody has written; None: there is no other."""
    if open_one.channel not in INSTANT or open_one.assignee_id != me:
        return None
    only = Only(marks=frozenset({Mark.UNREAD}), channels=INSTANT)
    found = queries.conversation_ids(View(ViewKind.MINE, only=only, sort=Sort.WAIT), 2)
    return next((it for it in found if it != open_one.id), None)


def _candidates(queries: Queries, places: list[View], now: datetime) -> Iterator[UUID]:
    for place in places:
        yield from _live(queries, place, now)
    for place in places:
        nobodys = View(place.kind, place.queue_id, only=Only(owners=frozenset({NOBODY})))
        yield from queries.conversation_ids(nobodys, 1)


def _live(queries: Queries, place: View, now: datetime) -> Iterator[UUID]:
    """Who has waited longest in a chat they were seen in just now."""
    only = Only(owners=frozenset({NOBODY}), channels=INSTANT)
    ids = queries.conversation_ids(View(place.kind, place.queue_id, only=only, sort=Sort.NEWEST), _CHATS)
    waiting = [
        (row.waiting_since, row.id)
        for row in queries.conversation_rows(ids)
        if row.waiting_since is not None and row.last_message_at >= now - LIVE_FOR
    ]
    yield from (chat for _since, chat in sorted(waiting))
