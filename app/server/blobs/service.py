"""Files as channels keep them: bytes on the disk first, then the row that says whose they are."""

from uuid import UUID

from sqlalchemy import select

from app.model.account import Blob
from app.model.conversation import Attachment
from app.server.blobs.store import BlobStore
from app.server.db import Database, insert_into
from app.server.transaction import ServerTx


def own_blob(tx: ServerTx, sha256: str, size: int, conversation_id: UUID) -> None:
    """Say whose file it is; call ``BlobStore.put`` before, so that no row names bytes that are not on the disk."""
    blob = insert_into(tx.session, Blob).values(
        ws=tx.ws, sha256=sha256, size=size, conversation_id=conversation_id, created_at=tx.now
    )
    tx.session.execute(blob.on_conflict_do_nothing())


def missing_blobs(database: Database, store: BlobStore, ws: UUID, entry_id: UUID) -> int:
    """How many files of a message have not come yet."""
    with database.read() as session:
        wanted = session.scalars(select(Attachment.blob).where(Attachment.ws == ws, Attachment.entry_id == entry_id))
        return sum(not store.has(ws, sha256) for sha256 in wanted)
