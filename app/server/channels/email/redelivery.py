"""Messages that wait for their account, or were given up because of it, go on when it is mended."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.delivery import ACCOUNT_FAULTS, GIVEN_UP_AFTER, REVIVED_WITHIN, DeliveryState
from app.domain.entry import EntryKind
from app.model.conversation import Conversation, Delivery, LogEntry
from app.model.mailbox import OutgoingTrouble
from app.model.sync import Effect
from app.model.workspace import Inbox
from app.server.after import SINCE, begin_anew
from app.server.channels.email.outgoing import inbox_of
from app.server.conversations.service import set_delivery
from app.server.transaction import ServerTx

DELIVER = "deliver"

_LANE = Effect.payload["lane"].as_string()


def account_mended(tx: ServerTx, inbox_id: UUID) -> None:
    """Forget that the inbox's way out took no letters: what waits is due, what was given up for it waits again."""
    row = tx.session.get(OutgoingTrouble, (tx.ws, inbox_id), with_for_update=True)
    if row is not None:
        tx.session.delete(row)
        tx.session.flush()
    _revive(tx, inbox_id)
    _hurry(tx)


def put_off(tx: ServerTx, inbox_id: UUID, until_at: datetime) -> None:
    """What else waits to leave by the inbox is not looked at before, but for what must be told why or is too old."""
    waiting = (Effect.ws == tx.ws) & (Effect.kind == DELIVER) & (Effect.state == "waiting")
    mine = waiting & _LANE.in_([_lane(inbox_id)]) & (Effect.not_before < until_at)
    told = Effect.payload[SINCE].as_string() > (tx.now - GIVEN_UP_AFTER).isoformat()
    tx.session.execute(update(Effect).where(mine, told).values(not_before=until_at))


def _hurry(tx: ServerTx) -> None:
    """All that waits is tried now, but for what leaves by an inbox that is in trouble itself."""
    shut = tx.session.scalars(select(OutgoingTrouble.inbox_id).where(OutgoingTrouble.ws == tx.ws))
    waiting = (Effect.ws == tx.ws) & (Effect.kind == DELIVER) & (Effect.state == "waiting")
    mine = waiting & (Effect.not_before > tx.now) & _LANE.not_in([_lane(it) for it in shut])
    tx.session.execute(update(Effect).where(mine).values(not_before=tx.now))
    tx.effects.add(DELIVER)


def _revive(tx: ServerTx, inbox_id: UUID) -> None:
    effects = {UUID(it.payload["entry_id"]): it for it in _given_up(tx)}
    found = _failed(tx.session, tx.ws, list(effects))
    wanted = [it for it, talk in found if _leaves_by(tx.session, talk) == inbox_id]
    tx.lock_conversations(sorted({it.conversation_id for it in wanted}))
    for delivery in wanted:
        tx.session.refresh(delivery)
        known = SINCE in effects[delivery.entry_id].payload  # one of before told nobody that it was taken back
        if _is_at_fault(delivery) and (known or not _is_written_anew(tx, delivery)):
            set_delivery(tx, delivery.entry_id, DeliveryState.QUEUED)
            begin_anew(tx, effects[delivery.entry_id])


def _given_up(tx: ServerTx) -> list[Effect]:
    """Deliveries that ended lately; of one that just ends, its runner has not written it yet."""
    mine = (Effect.ws == tx.ws) & (Effect.kind == DELIVER) & Effect.state.in_(("failed", "leased"))
    return list(tx.session.scalars(select(Effect).where(mine, Effect.not_before > tx.now - REVIVED_WITHIN)))


def _failed(session: Session, ws: UUID, entries: Sequence[UUID]) -> list[tuple[Delivery, Conversation]]:
    talks = (Conversation.ws == Delivery.ws) & (Conversation.id == Delivery.conversation_id)
    query = select(Delivery, Conversation).join(Conversation, talks).where(Delivery.ws == ws)
    found = session.execute(query.where(Delivery.entry_id.in_(entries), Delivery.state == DeliveryState.FAILED))
    return [(delivery, talk) for delivery, talk in found if _is_at_fault(delivery)]


def _is_written_anew(tx: ServerTx, delivery: Delivery) -> bool:
    """Whether somebody has answered there since: perhaps with its text."""
    entry = tx.session.get_one(LogEntry, (tx.ws, delivery.entry_id))
    mine = (LogEntry.ws == tx.ws) & (LogEntry.conversation_id == delivery.conversation_id)
    later = mine & (LogEntry.kind == EntryKind.MESSAGE_OUT) & (LogEntry.seq > entry.seq)
    beside = (Delivery.ws == LogEntry.ws) & (Delivery.entry_id == LogEntry.entry_id)
    given_up = (Delivery.state == DeliveryState.FAILED) & Delivery.reason.in_(ACCOUNT_FAULTS)
    query = select(LogEntry.entry_id).join(Delivery, beside).where(later, ~given_up)
    return tx.session.scalar(query.limit(1)) is not None


def _is_at_fault(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.FAILED and delivery.reason in ACCOUNT_FAULTS


def _leaves_by(session: Session, talk: Conversation) -> UUID | None:
    inbox: Inbox | None = inbox_of(session, talk)
    return None if inbox is None else inbox.id


def _lane(inbox_id: UUID) -> str:
    return f"email:{inbox_id}"
