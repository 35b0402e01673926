"""Deadlines that come near or pass: promises and first answers, each told of once."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from app.commands.base import SYSTEM
from app.domain.notice import ALSO_LEAD, KEPT_FOR, PROMISE_SOON, NoticeKind
from app.domain.sla import AT_RISK
from app.domain.status import ACTIVE
from app.model.conversation import Conversation, Promise
from app.model.notice import Reminder
from app.server.clock import Clock
from app.server.db import Database, insert_into
from app.server.log import event
from app.server.notices.telling import leads_of, tell
from app.server.rounds import Rounds
from app.server.unit_of_work import ServerTx, UnitOfWork

LOOK_S = 5.0
BATCH = 200

_log = logging.getLogger("deskhand.deadline")


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline nobody was told of. ``owner_id``: whose promise, else whose request it is."""

    ws: UUID
    kind: NoticeKind
    subject_id: UUID
    conversation_id: UUID
    queue_id: UUID
    owner_id: UUID | None
    at: datetime


class DeadlineWatch(Rounds):
    """Looks every few seconds. What passed while no worker ran is told of as over, not as near."""

    def __init__(self, database: Database, uow: UnitOfWork, clock: Clock) -> None:
        super().__init__("deadlines", LOOK_S, _log, "deadlines_failed")
        self._database = database
        self._uow = uow
        self._clock = clock

    def go_round(self) -> None:
        """Tell of everything that is due now."""
        with self._database.read() as session:
            found = due(session, self._clock.now())
        for ws in sorted({it.ws for it in found}):
            told = self._uow.run(ws, SYSTEM, _tell)
            while told == BATCH:
                told = self._uow.run(ws, SYSTEM, _tell)
            event(_log, "deadlines_told", workspace=str(ws))


def due(session: Session, now: datetime, ws: UUID | None = None) -> list[Due]:
    """Deadlines to tell of, at most ``BATCH``, the earliest of each kind first."""
    found: list[Due] = []
    for kind, query in _queries(session, now):
        if ws is not None:
            query = query.where(Conversation.ws == ws)
        rows = session.execute(query.limit(BATCH - len(found)))
        found += [Due(row[0], kind, *row[1:]) for row in rows]
    return found


def _tell(tx: ServerTx) -> int:
    """Write notices and that they were written; returns how many deadlines there were."""
    found = due(tx.session, tx.now, tx.ws)
    for it in found:
        people = {it.owner_id} - {None}
        if it.kind in ALSO_LEAD:
            people |= leads_of(tx, it.queue_id)
        tell(tx, it.kind, _known(people), it.conversation_id, it.subject_id, it.at)
        told = insert_into(tx.session, Reminder).values(
            ws=tx.ws, kind=it.kind.value, subject_id=it.subject_id, due_at=it.at
        )
        tx.session.execute(
            told.on_conflict_do_update(index_elements=["ws", "kind", "subject_id"], set_={"due_at": it.at})
        )
    return len(found)


def _known(people: Iterable[UUID | None]) -> list[UUID]:
    return [it for it in people if it is not None]


def _queries(session: Session, now: datetime) -> list[tuple[NoticeKind, Select[*tuple[Any, ...]]]]:
    late = now - KEPT_FOR  # older ones are no news
    promise, answer = Promise.due_at, Conversation.reply_due_at
    return [
        _promises(NoticeKind.PROMISE_BROKEN, promise > late, promise <= now),
        _answers(NoticeKind.SLA_MISSED, answer > late, answer <= now),
        _promises(NoticeKind.PROMISE_SOON, promise > now, promise <= now + PROMISE_SOON),
        _answers(NoticeKind.SLA_SOON, answer > now, _at_risk(session, now)),
    ]


def _promises(kind: NoticeKind, *when: ColumnElement[bool]) -> tuple[NoticeKind, Select[*tuple[Any, ...]]]:
    told = exists().where(
        Reminder.ws == Promise.ws, Reminder.kind == kind.value, Reminder.subject_id == Promise.id,
        Reminder.due_at == Promise.due_at,
    )  # fmt: skip
    query = (
        select(
            Promise.ws, Promise.id, Promise.conversation_id, Conversation.queue_id,
            Promise.owner_id, Promise.due_at,
        )
        .join(Conversation, (Conversation.ws == Promise.ws) & (Conversation.id == Promise.conversation_id))
        .where(Promise.state == "open", ~told, *when)
        .order_by(Promise.due_at)
    )  # fmt: skip
    return kind, query


def _answers(kind: NoticeKind, *when: ColumnElement[bool]) -> tuple[NoticeKind, Select[*tuple[Any, ...]]]:
    told = exists().where(
        Reminder.ws == Conversation.ws, Reminder.kind == kind.value, Reminder.subject_id == Conversation.id,
        Reminder.due_at == Conversation.reply_due_at,
    )  # fmt: skip
    query = (
        select(
            Conversation.ws, Conversation.id, Conversation.id.label("talk"), Conversation.queue_id,
            Conversation.assignee_id, Conversation.reply_due_at,
        )
        .where(~told, Conversation.status.in_(ACTIVE), *when)
        .order_by(Conversation.reply_due_at)
    )  # fmt: skip
    return kind, query


def _at_risk(session: Session, now: datetime) -> ColumnElement[bool]:
    """Less than a quarter of the target is left; targets are few, so each is asked for by its own instant."""
    targets = session.scalars(select(Conversation.reply_target_s).where(Conversation.reply_due_at > now).distinct())
    parts = [
        and_(Conversation.reply_target_s == it, Conversation.reply_due_at < now + timedelta(seconds=it * AT_RISK))
        for it in targets
    ]
    return or_(false(), *parts)
