"""Giving versions: the heads of all changed feeds, taken last in the transaction under their row locks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Connection

from app.model.sync import FeedHead, FeedRow
from app.server.db import insert_as
from app.server.feed.membership import Change
from app.server.ready import Ask, Ready, ask


def take_versions(connection: Connection, ws: UUID, feeds: Iterable[str], ahead: Sequence[Ask] = ()) -> dict[str, int]:
    """Raise the heads by one and keep them locked until the commit, in the order of the feeds' names.

    Each upsert locks like SELECT … FOR UPDATE: a second writer waits for the first one's commit and then sees it, so a
    snapshot that sees version v of a feed sees all below v (I7). ``ahead``: writes that travel along.
    """
    raise_head = _raise_head(connection.dialect.name)
    ordered = sorted(set(feeds))
    asks = [Ask(raise_head, {"ws": ws, "feed": feed, "version": 1}) for feed in ordered]
    found = ask(connection, [*ahead, *asks])[len(ahead) :]
    return {feed: rows[0][0] for feed, rows in zip(ordered, found, strict=True)}


def write_rows(
    connection: Connection,
    ws: UUID,
    changes: Iterable[Change],
    heads: Mapping[str, int],
    now: datetime,
    *,
    last: bool = False,
) -> None:
    """Upsert the feed rows of all changes; a feed a row has left keeps it as gone.

    ``last``: nothing else is written, so on PostgreSQL the commit may travel along.
    """
    rows = [
        {
            "ws": ws, "feed": feed, "kind": change.key[0], "id": change.key[1], "version": heads[feed],
            "gone": feed not in change.after, "gone_at": None if feed in change.after else now,
        }
        for change in changes
        for feed in sorted(change.before | change.after)
    ]  # fmt: skip
    if rows:
        ask(connection, [Ask(_upsert_row(connection.dialect.name), rows)], commit=last)


# Statements are made once a dialect: building them costs more than running them.


@cache
def _raise_head(dialect: str) -> Ready:
    table = FeedHead.__table__
    raised = {"version": table.c.version + 1}
    statement = insert_as(dialect, table).on_conflict_do_update(index_elements=["ws", "feed"], set_=raised)
    return Ready(statement.returning(table.c.version), [table.c.version])


@cache
def _upsert_row(dialect: str) -> Ready:
    statement = insert_as(dialect, FeedRow.__table__)
    new = statement.excluded
    return Ready(
        statement.on_conflict_do_update(
            index_elements=["ws", "feed", "kind", "id"],
            set_={"version": new.version, "gone": new.gone, "gone_at": new.gone_at},
        )
    )
