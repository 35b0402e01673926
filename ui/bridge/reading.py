"""Small answers that several screens need, made of the port's queries."""

from datetime import datetime

from app.client.query import Queries
from app.client.view import Tab, View, ViewKind

_ROWS = 200
"""Promises looked at: a desk with more open ones at a time has other worries than the exact minute."""


def next_promise_at(queries: Queries, now: datetime) -> datetime | None:
    """When the next promise falls due, in the zone of ``now``; those already late are not next."""
    tabs = (View(ViewKind.PROMISES, tab=it) for it in (Tab.OPEN, Tab.WAITING))
    ids = [it for view in tabs for it in queries.conversation_ids(view, _ROWS)]
    due = [row.promise_due_at for row in queries.conversation_rows(ids) if row.promise_due_at is not None]
    return min((at.astimezone(now.tzinfo) for at in due if at > now), default=None)
