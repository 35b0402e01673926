"""Whether the files of a message have come, so that it can be sent."""

from uuid import UUID

from sqlalchemy import exists, select

from app.model.account import Blob
from app.model.conversation import Attachment
from app.server.blobs.access import sent_by_author
from app.server.blobs.store import BlobStore
from app.server.db import Database


def missing_blobs(database: Database, store: BlobStore, ws: UUID, entry_id: UUID) -> int:
    """How many files of a message its conversation does not hold yet.

    The same bytes that came for another conversation do not count: who only knows a hash sends no file of others.
    """
    held = exists().where(
        Blob.ws == ws, Blob.sha256 == Attachment.blob, Blob.conversation_id == Attachment.conversation_id
    )
    query = select(Attachment.blob, held | sent_by_author()).where(Attachment.ws == ws, Attachment.entry_id == entry_id)
    with database.read() as session:
        found = session.execute(query).all()
    return sum(not here or not store.has(ws, blob) for blob, here in found)
