"""Whether the files of a message have come and are harmless, so that it can be sent."""

from collections.abc import Callable, Iterable
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, exists, select

from app.domain.delivery import AWAITING_CHECK, AWAITING_UPLOAD, INFECTED
from app.model.account import Blob
from app.model.conversation import Attachment
from app.server.blobs.access import sent_by_author
from app.server.blobs.store import BlobStore
from app.server.db import Database

_WS: BindParameter[UUID] = bindparam("ws")
_HELD = exists().where(
    Blob.ws == _WS, Blob.sha256 == Attachment.blob, Blob.conversation_id == Attachment.conversation_id
)
_FILES = select(Attachment.blob, _HELD | sent_by_author()).where(
    Attachment.ws == _WS, Attachment.entry_id == bindparam("entry")
)


def missing_blobs(database: Database, store: BlobStore, ws: UUID, entry_id: UUID) -> int:
    """How many files of a message its conversation does not hold yet.

    The same bytes that came for another conversation do not count: who only knows a hash sends no file of others.
    """
    with database.read() as session:
        found = session.execute(_FILES, {"ws": ws, "entry": entry_id}).all()
    return sum(not here or not store.has(ws, blob) for blob, here in found)


def file_obstacle(
    database: Database,
    store: BlobStore,
    worst: Callable[[UUID, Iterable[str]], str],
    ws: UUID,
    entry_id: UUID,
) -> str:
    """Why a message cannot be sent with its files: a reason of ``app.domain.delivery``; empty when it can.

    ``worst``: what the virus scanner says of several files together.
    """
    if missing_blobs(database, store, ws, entry_id):
        return AWAITING_UPLOAD
    with database.read() as session:
        hashes = [blob for blob, _ in session.execute(_FILES, {"ws": ws, "entry": entry_id})]
    verdict = worst(ws, hashes) if hashes else ""
    return {"infected": INFECTED, "unknown": AWAITING_CHECK}.get(verdict, "")
