"""After an erasure is committed: files off the disk, the list kept apart, no old page left in the database file."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, delete, exists, or_, select

from app.commands.base import SYSTEM
from app.commands.later import OPEN
from app.model.account import Blob, BlobUpload
from app.model.conversation import Attachment
from app.model.file import BlobScan, ChatFile
from app.model.later_message import LaterMessage
from app.model.sync import Effect
from app.server.blobs.store import BlobStore
from app.server.blobs.text_file import is_in_text
from app.server.blobs.upload import UploadStore
from app.server.db import Database
from app.server.erasure.book import ErasureBook
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

Name = Callable[[UUID, str], ColumnElement[bool]]
"""Whether rows of some kind in a workspace name a hash."""


def _in(model: Any, column: Any) -> Name:
    return lambda ws, sha256: exists().where(model.ws == ws, column == sha256)


def _is_put_off(ws: UUID, sha256: str) -> ColumnElement[bool]:
    """An answer for a later time names it, perhaps before its bytes have come."""
    named = cast(LaterMessage.content, String).contains(sha256, autoescape=True)
    return exists().where(LaterMessage.ws == ws, LaterMessage.state.in_(OPEN), named)


_HELD: Sequence[Name] = (_in(Blob, Blob.sha256), _in(ChatFile, ChatFile.blob))
_NAMED: Sequence[Name] = (*_HELD, _in(Attachment, Attachment.blob), is_in_text, _is_put_off)


class Sweeper:
    """Handles effects of kind ``sweep_erased``. Any number of times: it looks at what is named now."""

    def __init__(
        self, database: Database, uow: UnitOfWork, blobs: BlobStore, uploads: UploadStore, book: ErasureBook
    ) -> None:
        self._database = database
        self._uow = uow
        self._blobs = blobs
        self._uploads = uploads
        self._book = book

    def __call__(self, effect: Effect) -> None:
        """Do it. ``refused``: what only waits for the bytes does not count as naming them, they never come."""
        names = _HELD if effect.payload.get("refused") else _NAMED
        self.sweep(effect.ws, effect.payload["blobs"], names)

    def sweep(self, ws: UUID, hashes: Sequence[str], names: Sequence[Name] = _NAMED) -> None:
        """Take those files off the disk that no row names; nobody is known to have sent them either."""
        for sha256 in self._uow.run(ws, SYSTEM, lambda tx: _unnamed(tx, hashes, names)):
            self._blobs.delete(ws, sha256)
            self._uploads.drop_of_all(ws, sha256)
        self._book.sync(self._database)
        if self._database.is_sqlite:
            with self._database.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _unnamed(tx: ServerTx, hashes: Iterable[str], names: Sequence[Name]) -> list[str]:
    free = []
    for sha256 in hashes:
        named = [it(tx.ws, sha256) for it in names]
        if not tx.session.scalar(select(or_(*named))):
            free.append(sha256)
            tx.session.execute(delete(BlobUpload).where(BlobUpload.ws == tx.ws, BlobUpload.sha256 == sha256))
            tx.session.execute(delete(BlobScan).where(BlobScan.ws == tx.ws, BlobScan.sha256 == sha256))
    return free
