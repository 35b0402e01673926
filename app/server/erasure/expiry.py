"""Every day: what an inbox keeps no longer is erased, or deleted, unless a legal hold is on it."""

import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import Select, delete, select

from app.commands.base import SYSTEM
from app.domain.erasure import Target
from app.domain.retention import Retention, retention_of
from app.model.conversation import Conversation, Delivery, LogEntry, ReadMark
from app.model.customer import Customer
from app.model.draft import Draft
from app.model.handling import HandlingTime
from app.model.later_message import LaterMessage
from app.model.mailbox import ImportedMail
from app.model.workspace import Inbox
from app.server import audit
from app.server.clock import Clock
from app.server.customers.merging import names_of
from app.server.db import Database
from app.server.erasure.erasing import Eraser
from app.server.erasure.hold import on_hold
from app.server.rounds import Rounds
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

EVERY = timedelta(days=1)
AGAIN = timedelta(minutes=10)
LOOK_S = 60.0
BATCH = 50

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""When a conversation that is to be deleted counts as closed: it has then left all feeds, with its customer's rows."""

_log = logging.getLogger("deskhand.expiry")


class Expiry(Rounds):
    """Runs once a day by the server's clock, again after ten minutes when the database was away."""

    def __init__(self, database: Database, uow: UnitOfWork, clock: Clock) -> None:
        super().__init__("expiry", LOOK_S, _log, "expiry_failed")
        self._database = database
        self._uow = uow
        self._clock = clock
        self._due = clock.now()

    def go_round(self) -> None:
        """Let go of what is over, when it is time again."""
        if self._clock.now() < self._due:
            return
        self._due = self._clock.now() + AGAIN
        self.run_once()
        self._due = self._clock.now() + EVERY

    def run_once(self) -> None:
        """Let go of everything whose time is over."""
        with self._database.read() as session:
            found = [(it.ws, it.id, retention_of(it.settings)) for it in session.scalars(select(Inbox))]
        rules = [(ws, inbox_id, rule) for ws, inbox_id, rule in found if rule is not None]
        for ws, inbox_id, rule in rules:
            while self._uow.run(ws, SYSTEM, partial(_erase, inbox_id, rule)) == BATCH:
                pass
        for ws in sorted({ws for ws, _, _ in found}):
            while self._uow.run(ws, SYSTEM, _delete) == BATCH:
                pass


def _erase(inbox_id: UUID, rule: Retention, tx: ServerTx) -> int:
    """Returns how many conversations were looked at."""
    over = (Conversation.ws == tx.ws) & (Conversation.inbox_id == inbox_id)
    over &= Conversation.closed_at <= tx.now - rule.after
    over &= (Conversation.closed_at > LONG_AGO) if rule.delete else Conversation.erased.is_(False)
    looked, ids = _chosen(tx, select(Conversation.id).where(over, ~on_hold()))
    owners = set()
    for it in ids:
        conversation = tx.get(Conversation, it)
        owners.add(conversation.customer_id)
        if not conversation.erased:
            Eraser(tx).erase(Target.CONVERSATION, it)
        if rule.delete:
            conversation.closed_at = LONG_AGO
    for owner in sorted(owners):
        _let_go(tx, owner)
    if ids:
        audit.note(tx, "retention", inbox_id, conversations=len(ids), delete=rule.delete)
    return looked


def _chosen(tx: ServerTx, query: Select[UUID]) -> tuple[int, list[UUID]]:
    """How many conversations were looked at, and those that are still meant once they are locked.

    Until then somebody may have opened one again, or laid a hold on it.
    """
    found = sorted(tx.session.scalars(query.limit(BATCH)))
    tx.lock_conversations(found)
    return len(found), sorted(tx.session.scalars(query.where(Conversation.id.in_(found))))


def _let_go(tx: ServerTx, customer_id: UUID) -> None:
    """A customer of whom nothing else is left goes, too, by all their names."""
    tx.flush()
    customer = tx.find(Customer, customer_id)
    if customer is None or customer.erased or customer.legal_hold or customer.merged_into_id is not None:
        return
    names = names_of(tx, customer_id)
    mine = (Conversation.ws == tx.ws) & Conversation.customer_id.in_(names) & Conversation.erased.is_(False)
    if tx.session.scalar(select(Conversation.id).where(mine).limit(1)) is None:
        Eraser(tx).erase(Target.CUSTOMER, customer_id)


def _delete(tx: ServerTx) -> int:
    """Delete what has been erased and has left its feeds; returns how many conversations."""
    gone = (Conversation.ws == tx.ws) & (Conversation.closed_at == LONG_AGO) & Conversation.erased
    looked, ids = _chosen(tx, select(Conversation.id).where(gone))
    for it in ids:
        for model in (Delivery, ReadMark, Draft, LaterMessage, HandlingTime):
            for row in tx.session.scalars(select(model).where(model.ws == tx.ws, model.conversation_id == it)):
                tx.remove(row)
        for past in (LogEntry, ImportedMail):
            tx.session.execute(delete(past).where(past.ws == tx.ws, past.conversation_id == it))
        tx.remove(tx.get(Conversation, it))
    return looked
