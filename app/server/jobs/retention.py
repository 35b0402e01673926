"""What is dropped when its time is over: closed conversations from feeds, tombstones, results, tokens, old effects."""

import logging
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, delete, exists, func, select

from app.commands.base import SYSTEM
from app.domain.erasure import SWEEP
from app.domain.feed import WINDOW
from app.domain.notice import KEPT_FOR
from app.model.account import BlobUpload, RefreshToken
from app.model.administration import MailSignIn
from app.model.chat import VisitorAddress
from app.model.conversation import Conversation
from app.model.file import ChatFile
from app.model.handling import HandlingTime
from app.model.notice import Notice, Reminder
from app.model.sync import CommandResult, Effect, FeedFloor, FeedRow
from app.model.workspace import Workspace
from app.server.blobs.upload import UploadStore
from app.server.clock import Clock
from app.server.db import Database, insert_into
from app.server.jobs.effect import NO_WORKSPACE
from app.server.log import event
from app.server.rounds import Rounds
from app.server.unit_of_work import ServerTx, UnitOfWork

TOMBSTONES_FOR = timedelta(days=45)
RESULTS_FOR = timedelta(days=30)
EFFECTS_FOR = timedelta(days=30)
CHAT_FILES_FOR = timedelta(days=1)
REMINDERS_FOR = timedelta(days=30)
ADDRESSES_FOR = timedelta(days=30)
"""How long it is known from where a chat visitor wrote."""

HANDLING_FOR = timedelta(days=400)
"""How long reports can tell how long people worked: a month of this year beside that of the last."""

_AGED: tuple[tuple[Any, timedelta], ...] = ((Notice, KEPT_FOR), (HandlingTime, HANDLING_FOR))
"""Rows that desks hold for so long: what the bell no longer keeps, what no report looks back to."""

EVERY = timedelta(days=1)
AGAIN = timedelta(minutes=10)
LOOK_S = 60.0
BATCH = 200

_log = logging.getLogger("deskhand.retention")


class Retention(Rounds):
    """Runs once a day by the server's clock, again after ten minutes when the database was away."""

    def __init__(self, database: Database, uow: UnitOfWork, clock: Clock, uploads: UploadStore) -> None:
        super().__init__("retention", LOOK_S, _log, "retention_failed")
        self._database = database
        self._uow = uow
        self._clock = clock
        self._uploads = uploads
        self._due = clock.now()

    def go_round(self) -> None:
        """Drop what is over, when it is time again."""
        if self._clock.now() < self._due:
            return
        self._due = self._clock.now() + AGAIN
        self.run_once()
        self._due = self._clock.now() + EVERY

    def run_once(self) -> None:
        """Drop everything whose time is over."""
        with self._database.read() as session:
            workspaces = list(session.scalars(select(Workspace.id)))
        for ws in workspaces:
            while self._uow.run(ws, SYSTEM, _leave_feeds) == BATCH:
                pass
            for model, kept_for in _AGED:
                while self._uow.run(ws, SYSTEM, partial(_drop_aged, model, kept_for)) == BATCH:
                    pass
            self._uow.run(ws, SYSTEM, _drop_tombstones)
            self._uow.run(ws, SYSTEM, _drop_chat_files)
        self._uow.run(NO_WORKSPACE, SYSTEM, _drop_old)
        expired = self._uploads.expire(self._clock.now())
        event(_log, "retention_done", workspaces=len(workspaces), uploads=expired)


def _leave_feeds(tx: ServerTx) -> int:
    """Let conversations closed longer ago than the window leave their feeds; returns how many were looked at."""
    still = select(FeedRow.id).where(
        FeedRow.ws == tx.ws, FeedRow.kind == "conversation", FeedRow.id == Conversation.id, FeedRow.gone.is_(False)
    )
    query = select(Conversation.id).where(
        Conversation.ws == tx.ws, Conversation.closed_at <= tx.now - WINDOW, still.exists()
    )
    ids: list[UUID] = list(tx.session.scalars(query.limit(BATCH)))
    tx.lock_conversations(sorted(ids))
    for it in ids:
        tx.touch(tx.get(Conversation, it))
    return len(ids)


def _drop_aged(model: Any, kept_for: timedelta, tx: ServerTx) -> int:
    """Let rows that are older leave their feeds; returns how many there were."""
    rows = list(tx.session.scalars(select(model).where(model.ws == tx.ws, model.at < tx.now - kept_for).limit(BATCH)))
    for it in rows:
        tx.remove(it)
    return len(rows)


def _drop_tombstones(tx: ServerTx) -> None:
    old = (FeedRow.ws == tx.ws) & FeedRow.gone & (FeedRow.gone_at < tx.now - TOMBSTONES_FOR)
    floors = tx.session.execute(select(FeedRow.feed, func.max(FeedRow.version)).where(old).group_by(FeedRow.feed))
    for feed, version in floors.all():
        floor = insert_into(tx.session, FeedFloor).values(ws=tx.ws, feed=feed, version=version)
        tx.session.execute(floor.on_conflict_do_update(index_elements=["ws", "feed"], set_={"version": version}))
    tx.session.execute(delete(FeedRow).where(old))


def _drop_chat_files(tx: ServerTx) -> None:
    """What visitors sent and no message named goes off the disk, too, unless somebody here has sent the same bytes."""
    old = (ChatFile.ws == tx.ws) & (ChatFile.created_at < tx.now - CHAT_FILES_FOR)
    sent = exists().where(BlobUpload.ws == ChatFile.ws, BlobUpload.sha256 == ChatFile.blob)
    blobs = sorted(set(tx.session.scalars(select(ChatFile.blob).where(old, ~sent))))
    tx.session.execute(delete(ChatFile).where(old))
    if blobs:
        tx.effect(SWEEP, key=f"{SWEEP}:{tx.mint()}", payload={"blobs": blobs})


def _drop_old(tx: ServerTx) -> None:
    done: list[Delete] = [
        delete(CommandResult).where(CommandResult.at < tx.now - RESULTS_FOR),
        delete(RefreshToken).where(RefreshToken.expires_at < tx.now),
        delete(MailSignIn).where(MailSignIn.until < tx.now),
        delete(Reminder).where(Reminder.due_at < tx.now - REMINDERS_FOR),
        delete(VisitorAddress).where(VisitorAddress.at < tx.now - ADDRESSES_FOR),
        delete(Effect).where(Effect.state.in_(("done", "failed")), Effect.not_before < tx.now - EFFECTS_FOR),
    ]
    for statement in done:
        tx.session.execute(statement)
