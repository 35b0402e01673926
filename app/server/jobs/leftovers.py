"""Files on the disk that no row names: what a process that died had written, what was refused, what is long gone."""

import logging
from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.model.account import Blob, BlobUpload
from app.model.conversation import Attachment
from app.model.file import ChatFile
from app.server.blobs.store import BlobStore
from app.server.blobs.text_file import is_in_text
from app.server.blobs.upload import KEPT_FOR
from app.server.clock import Clock
from app.server.db import Database
from app.server.log import event, warning
from app.server.rounds import Rounds

EVERY = timedelta(days=1)
AGAIN = timedelta(minutes=10)
LOOK_S = 60.0

YOUNG = KEPT_FOR
"""A file that came lately may be one whose message is still on its way: its desk is offline."""

_log = logging.getLogger("deskhand.leftovers")


class Leftovers(Rounds):
    """Runs once a day by the server's clock, again after ten minutes when the database or the disk was away."""

    def __init__(self, database: Database, blobs: BlobStore, clock: Clock) -> None:
        super().__init__("leftovers", LOOK_S, _log, "leftovers_failed")
        self._database = database
        self._blobs = blobs
        self._clock = clock
        self._due = clock.now() + EVERY

    def go_round(self) -> None:
        """Collect, when it is time again."""
        if self._clock.now() < self._due:
            return
        self._due = self._clock.now() + AGAIN
        try:
            self.run_once()
        except OSError as error:  # the disk is full or away: again, too
            warning(_log, "leftovers_failed", error)
            return
        self._due = self._clock.now() + EVERY

    def run_once(self) -> int:
        """Take every old file off the disk that nothing names, and give its room back; returns how many."""
        old = self._clock.now() - YOUNG
        gone = 0
        for ws, sha256 in self._blobs.older_than(old):
            with self._database.read() as session:
                named = _is_named(session, ws, sha256)
            if not named:
                self._blobs.delete(ws, sha256)
                gone += 1
        self._blobs.reclaim(old)
        event(_log, "leftovers_done", files=gone)
        return gone


def _is_named(session: Session, ws: UUID, sha256: str) -> bool:
    columns = ((Blob, Blob.sha256), (BlobUpload, BlobUpload.sha256), (Attachment, Attachment.blob),
               (ChatFile, ChatFile.blob))  # fmt: skip
    named = [exists().where(model.ws == ws, it == sha256) for model, it in columns]
    return any(session.scalar(select(it)) for it in (*named, is_in_text(ws, sha256)))
