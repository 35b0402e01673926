"""Who may read a file: whoever is granted a conversation it belongs to, never who merely knows its hash."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.model.account import Blob
from app.model.conversation import Attachment
from app.server.sync.logs import visible


def may_read(session: Session, ws: UUID, feeds: frozenset[str], sha256: str) -> bool:
    """Tell whether one of the file's conversations is in ``feeds``."""
    owner = session.scalar(select(Blob.conversation_id).where(Blob.ws == ws, Blob.sha256 == sha256))
    attached = session.scalars(select(Attachment.conversation_id).where(Attachment.ws == ws, Attachment.blob == sha256))
    conversations = set(attached) | ({owner} if owner is not None else set())
    return bool(conversations) and bool(visible(session, ws, feeds, conversations))
