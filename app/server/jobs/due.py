"""Which effects are due, as statements that are made once: building them costs more than running them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from app.model.sync import Effect

AHEAD = 64
"""So many of a lane are found in one look."""


def _older_unfinished() -> ColumnElement[bool]:
    """Of an ``Effect``: an older one of its sequence has not ended."""
    older = aliased(Effect)
    return exists().where(
        older.ws == Effect.ws,
        older.sequence == Effect.sequence,
        older.state.in_(("waiting", "leased")),
        older.id < Effect.id,
    )


def _choosing(*, some_busy: bool) -> Select[UUID, UUID, str, datetime]:
    """Workspace, id, lane and time of the oldest due effects of every lane, however many of another are older."""
    lane = func.coalesce(Effect.payload["lane"].as_string(), Effect.kind)
    place = func.row_number().over(partition_by=(Effect.ws, lane), order_by=(Effect.not_before, Effect.id))
    waiting = select(Effect.ws, Effect.id, lane.label("lane"), place.label("place"), Effect.not_before).where(_DUE)
    if some_busy:
        waiting = waiting.where(tuple_(Effect.ws, lane).not_in(bindparam("busy", expanding=True)))
    ranked = waiting.subquery()
    query = select(ranked.c.ws, ranked.c.id, ranked.c.lane, ranked.c.not_before).where(ranked.c.place <= AHEAD)
    return query.order_by(ranked.c.not_before, ranked.c.id)


_NOW: BindParameter[datetime] = bindparam("now")
_READY = or_(
    and_(Effect.state == "waiting", Effect.not_before <= _NOW),
    and_(Effect.state == "leased", Effect.lease_until < _NOW),
)
_DUE = and_(_READY, or_(Effect.sequence == "", ~_older_unfinished()))

TAKING = (
    select(Effect)
    .where(tuple_(Effect.ws, Effect.id).in_(bindparam("keys", expanding=True)), _DUE)
    .order_by(Effect.not_before, Effect.id)
    .with_for_update(skip_locked=True, of=Effect)
)
"""Needs ``now`` and ``keys``; those of them that nobody has taken since."""

CHOOSING, CHOOSING_BESIDE = _choosing(some_busy=False), _choosing(some_busy=True)
"""Both need ``now``, the second ``busy``, the workspaces and lanes that are not looked at."""
