"""Giving versions: the heads of all changed feeds, taken last in the transaction under their row locks."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.model.sync import FeedHead, FeedRow
from app.server.db import insert_into
from app.server.feed.membership import Change

_ROWS = 1_000


def take_versions(session: Session, ws: UUID, feeds: Iterable[str]) -> dict[str, int]:
    """Raise the heads by one and keep them locked until the commit, in the order of the feeds' names.

    One upsert locks like SELECT … FOR UPDATE: a second writer waits for the first one's commit and then sees it, so a
    snapshot that sees version v of a feed sees all below v (I7).
    """
    ordered = sorted(set(feeds))
    if not ordered:
        return {}
    statement = insert_into(session, FeedHead)
    statement = statement.on_conflict_do_update(
        index_elements=["ws", "feed"], set_={"version": FeedHead.__table__.c.version + 1}
    ).returning(FeedHead.feed, FeedHead.version)
    heads: dict[str, int] = {}
    for feed in ordered:
        row = session.execute(statement, {"ws": ws, "feed": feed, "version": 1}).one()
        heads[row.feed] = row.version
    return heads


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
    if not values:
        return
    statement = insert_into(session, FeedRow)
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["ws", "feed", "kind", "id"],
        set_={"version": new.version, "gone": new.gone, "gone_at": new.gone_at},
    )
    for start in range(0, len(values), _ROWS):
        session.execute(statement, values[start : start + _ROWS])
