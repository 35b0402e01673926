"""After an erasure is committed: files off the disk, the list kept apart, no old page left in the database file."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, or_, select

from app.commands.base import SYSTEM
from app.model.account import Blob, BlobUpload
from app.model.conversation import Attachment
from app.model.file import BlobScan, ChatFile
from app.model.sync import Effect
from app.server.blobs.store import BlobStore
from app.server.blobs.upload import UploadStore
from app.server.db import Database
from app.server.erasure.book import ErasureBook
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

Name = tuple[Any, Any]
"""A table, and its column of hashes."""

_HELD: Sequence[Name] = ((Blob, Blob.sha256), (ChatFile, ChatFile.blob))
_NAMED: Sequence[Name] = (*_HELD, (Attachment, Attachment.blob))


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
        named = [exists().where(model.ws == tx.ws, column == sha256) for model, column in names]
        if not tx.session.scalar(select(or_(*named))):
            free.append(sha256)
            tx.session.execute(delete(BlobUpload).where(BlobUpload.ws == tx.ws, BlobUpload.sha256 == sha256))
            tx.session.execute(delete(BlobScan).where(BlobScan.ws == tx.ws, BlobScan.sha256 == sha256))
    return free
