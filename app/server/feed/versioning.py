"""Giving versions: the heads of all changed feeds, taken last in the transaction under their row locks."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.model.sync import FeedHead, FeedRow
from app.server.db import insert_as
from app.server.feed.membership import Change

_ROWS = 1_000


def take_versions(session: Session, ws: UUID, feeds: Iterable[str]) -> dict[str, int]:
    """Raise the heads by one and keep them locked until the commit, in the order of the feeds' names.

    One upsert locks like SELECT … FOR UPDATE, row by row in the order of its VALUES: a second writer waits for the
    first one's commit and then sees it, so a snapshot that sees version v of a feed sees all below v (I7).
    """
    ordered = sorted(set(feeds))
    if not ordered:
        return {}
    rows = [{"ws": ws, "feed": feed, "version": 1} for feed in ordered]
    found = session.connection().execute(_raise_heads(_dialect(session)), rows)
    return {row.feed: row.version for row in found}


def write_rows(session: Session, ws: UUID, changes: Iterable[Change], heads: dict[str, int], now: datetime) -> None:
    """Upsert the feed rows of all changes; a feed a row has left keeps it as gone."""
    values = [
        {
            "ws": ws, "feed": feed, "kind": change.key[0], "id": change.key[1], "version": heads[feed],
            "gone": feed not in change.after, "gone_at": None if feed in change.after else now,
        }
        for change in changes
        for feed in sorted(change.before | change.after)
    ]  # fmt: skip
    for start in range(0, len(values), _ROWS):
        session.connection().execute(_upsert_rows(_dialect(session)), values[start : start + _ROWS])


# Statements are made once a dialect: building them costs more than running them.


@cache
def _raise_heads(dialect: str) -> Any:
    table = FeedHead.__table__
    raised = {"version": table.c.version + 1}
    statement = insert_as(dialect, table).on_conflict_do_update(index_elements=["ws", "feed"], set_=raised)
    return statement.returning(table.c.feed, table.c.version)


@cache
def _upsert_rows(dialect: str) -> Any:
    statement = insert_as(dialect, FeedRow.__table__)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["ws", "feed", "kind", "id"],
        set_={"version": new.version, "gone": new.gone, "gone_at": new.gone_at},
    )


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
