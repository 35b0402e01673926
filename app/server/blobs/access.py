"""Who may read a file: whoever is granted a conversation or a text that holds it, never who merely knows its hash."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.domain.entry import AuthorKind
from app.model.account import Blob, BlobUpload
from app.model.conversation import Attachment, LogEntry
from app.model.sync import FeedRow
from app.server.blobs.text_file import may_read_in_text
from app.server.db import insert_into
from app.server.transaction import ServerTx


def may_read(session: Session, ws: UUID, feeds: frozenset[str], sha256: str) -> bool:
    """Tell whether one of the conversations and texts that hold the file is in ``feeds`` now."""
    seen = select(FeedRow.id).where(
        FeedRow.ws == ws,
        FeedRow.kind == "conversation",
        FeedRow.feed.in_(feeds),
        FeedRow.gone.is_(False),
    )
    held = exists().where(Blob.ws == ws, Blob.sha256 == sha256, Blob.conversation_id == FeedRow.id)
    if session.scalar(seen.where(held).limit(1)) is not None:
        return True
    named = exists().where(
        Attachment.ws == ws, Attachment.blob == sha256, Attachment.conversation_id == FeedRow.id, sent_by_author()
    )
    if session.scalar(seen.where(named).limit(1)) is not None:
        return True
    return may_read_in_text(session, ws, feeds, sha256)


def sent_by_author() -> ColumnElement[bool]:
    """Of an ``Attachment``: the user who wrote its message has sent its bytes, before or after."""
    return exists().where(
        LogEntry.ws == Attachment.ws,
        LogEntry.entry_id == Attachment.entry_id,
        LogEntry.author_kind == AuthorKind.USER,
        BlobUpload.ws == Attachment.ws,
        BlobUpload.sha256 == Attachment.blob,
        BlobUpload.user_id == LogEntry.author_id,
    )


def hold_blob(tx: ServerTx, sha256: str, size: int, conversation_id: UUID) -> None:
    """Say that a conversation holds a file; again changes nothing. The caller has checked the right to."""
    blob = insert_into(tx.session, Blob).values(
        ws=tx.ws, sha256=sha256, size=size, conversation_id=conversation_id, created_at=tx.now
    )
    tx.session.execute(blob.on_conflict_do_nothing())


def may_pass_on(tx: ServerTx, sha256: str, feeds: frozenset[str]) -> bool:
    """Tell whether the actor has sent these bytes, or may read them in ``feeds``."""
    user_id = tx.actor.id
    sent = user_id is not None and has_sent(tx, sha256, user_id)
    return sent or may_read(tx.session, tx.ws, feeds, sha256)


def has_sent(tx: ServerTx, sha256: str, user_id: UUID) -> bool:
    """Tell whether that user has sent these bytes."""
    return tx.session.get(BlobUpload, (tx.ws, sha256, user_id)) is not None


def note_upload(tx: ServerTx, sha256: str, user_id: UUID) -> None:
    """Note who sent the bytes; again changes nothing."""
    sent = insert_into(tx.session, BlobUpload).values(ws=tx.ws, sha256=sha256, user_id=user_id)
    tx.session.execute(sent.on_conflict_do_nothing())
