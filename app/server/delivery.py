"""The port of outgoing channels, and the dispatcher that takes a delivery to the right one."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.commands.base import SYSTEM
from app.domain.channel import Channel
from app.domain.delivery import AWAITING_FILES, GIVEN_UP_AFTER, MOVED_ON, NEVER_CAME, DeliveryState
from app.model.conversation import Conversation, Delivery
from app.model.sync import Effect
from app.server.after import AGAIN, SINCE
from app.server.clock import Clock
from app.server.conversations.service import set_delivery, settle_delivery
from app.server.db import DATABASE_AWAY, Database
from app.server.errors import Failed, Later
from app.server.jobs.effect import MAX_CRASHES
from app.server.staleness import overtaken
from app.server.unit_of_work import ServerTx, UnitOfWork

BLOB_WAIT_S, BLOB_WAIT_MAX_S = 5.0, 600.0
"""Between two looks for files that are not here; when they come, the message is tried at once."""

FILES_WITHIN = timedelta(days=7)
"""A desk may be switched off over a weekend with half a file sent; then the operator must know."""

INTERNAL = "internal"
"""Reason of a delivery that a bug of ours stopped."""


class Sender(Protocol):
    """One channel's way out."""

    def send(self, ws: UUID, entry_id: UUID) -> None:
        """Send the message and write its delivery state (sending, sent, delivered) by ``set_delivery``.

        Called again after a crash: a delivery found in ``sending`` may already be out.

        Raises:
            Later: not now; it is tried again.
            Failed: never; the reason is shown to the operator.
        """


class Deliverer:
    """Handles effects of kind ``deliver``."""

    def __init__(
        self,
        uow: UnitOfWork,
        senders: Mapping[Channel, Sender],
        obstacle: Callable[[UUID, UUID], str],
    ) -> None:
        """``obstacle(ws, entry_id)``: why the message cannot go now, or with its files; empty when it can."""
        self._uow = uow
        self._senders = senders
        self._obstacle = obstacle

    def __call__(self, effect: Effect) -> None:
        """Send, or note why not. Raises ``Later`` or ``Failed``."""
        ws, entry_id = effect.ws, UUID(effect.payload["entry_id"])
        try:
            self._send(ws, entry_id, effect)
        except Later as later:
            if later.reason in AWAITING_FILES:
                self._await(ws, entry_id, later.reason)
                raise
            reason = later.reason
            if self._uow.run(ws, SYSTEM, lambda tx: _put_off(tx, entry_id, effect, reason)):
                raise
            raise Failed(later.reason) from later
        except Failed as failed:
            self._note(ws, entry_id, DeliveryState.FAILED, failed.reason)
            raise
        except DATABASE_AWAY:
            raise  # tried again, however often
        except Exception:  # a bug, logged by the runner; in the end the operator must know
            if effect.attempts >= MAX_CRASHES:
                self._uow.run(ws, SYSTEM, lambda tx: _give_up(tx, entry_id))
            raise

    def _send(self, ws: UUID, entry_id: UUID, effect: Effect) -> None:
        sender = self._senders.get(Channel(effect.payload["channel"]))
        if sender is None:
            raise Failed("channel_not_connected")
        obstacle = self._obstacle(ws, entry_id)
        if obstacle == MOVED_ON and effect.payload.get(AGAIN):
            obstacle = ""  # whoever sends it again has read on
        if obstacle in AWAITING_FILES:
            raise Later(min(BLOB_WAIT_S * effect.attempts, BLOB_WAIT_MAX_S), obstacle)
        if obstacle:
            raise Failed(obstacle)
        sender.send(ws, entry_id)

    def _await(self, ws: UUID, entry_id: UUID, reason: str) -> None:
        """Note that the files are not here. Raises ``Failed``: they have not been for too long, or are given up."""
        failed = self._uow.run(ws, SYSTEM, lambda tx: _still_awaited(tx, entry_id, reason))
        if failed:
            raise Failed(failed)

    def _note(self, ws: UUID, entry_id: UUID, state: DeliveryState, reason: str) -> None:
        self._uow.run(ws, SYSTEM, lambda tx: settle_delivery(tx, entry_id, state, reason))


def obstacle(database: Database, clock: Clock, files: Callable[[UUID, UUID], str], ws: UUID, entry_id: UUID) -> str:
    """Why a message cannot go: because of its ``files``, or because the talk has moved on while it waited."""
    of_files = files(ws, entry_id)
    if of_files:
        return of_files
    with database.read() as session:
        return MOVED_ON if overtaken(session, ws, entry_id, clock.now()) else ""


def _give_up(tx: ServerTx, entry_id: UUID) -> None:
    """Nothing more is tried: what may have left is unknown, what has not left failed; what arrived stays."""
    delivery = tx.find(Delivery, entry_id)
    if delivery is None:
        return
    tx.get(Conversation, delivery.conversation_id)  # its lock: a bounce may be on its way
    tx.session.refresh(delivery)
    if delivery.state is DeliveryState.SENDING:
        set_delivery(tx, entry_id, DeliveryState.UNKNOWN, INTERNAL)
    elif delivery.state is DeliveryState.QUEUED:
        set_delivery(tx, entry_id, DeliveryState.FAILED, INTERNAL)


def _put_off(tx: ServerTx, entry_id: UUID, effect: Effect, reason: str) -> bool:
    """Note why the message waits, and since when it is tried; False: that is too long, and it has failed."""
    mine = tx.session.get(Effect, (tx.ws, effect.id))
    known = mine is not None and mine.payload.get(SINCE)
    waits = not known or tx.now - datetime.fromisoformat(known) < GIVEN_UP_AFTER
    settle_delivery(tx, entry_id, DeliveryState.QUEUED if waits else DeliveryState.FAILED, reason)
    if mine is not None and not known:  # after the conversation's lock
        mine.payload = mine.payload | {SINCE: tx.now.isoformat()}
    return waits


def _still_awaited(tx: ServerTx, entry_id: UUID, reason: str) -> str:
    """Note what the message waits for; returns why it waits no longer, empty while it does."""
    delivery = tx.find(Delivery, entry_id)
    if delivery is None or delivery.state is DeliveryState.FAILED:
        return NEVER_CAME if delivery is None else delivery.reason
    if delivery.reason in AWAITING_FILES and tx.now - delivery.at > FILES_WITHIN:
        set_delivery(tx, entry_id, DeliveryState.FAILED, NEVER_CAME)
        return NEVER_CAME
    set_delivery(tx, entry_id, DeliveryState.QUEUED, reason)
    return ""
