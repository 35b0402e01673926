"""Copies of an entry that was moved from one conversation to another: what is erased in one is erased in all."""

from uuid import UUID

from sqlalchemy import select

from app.commands.move import MOVABLE, copy_id
from app.domain.entry import EntryKind
from app.model.conversation import Conversation, LogEntry
from app.server.erasure.hold import on_hold
from app.server.transaction import ServerTx


def twins(tx: ServerTx, entry: LogEntry) -> list[LogEntry]:
    """Those next to it: the entry it is a copy of, and the copies made of it; none that must be kept."""
    moved = entry.payload.get("moved")
    ids = [UUID(str(moved["of"]))] if isinstance(moved, dict) and "of" in moved else []
    if entry.kind in MOVABLE:  # also one that was put back: its copy stays in the other log, hidden
        lines = select(LogEntry.entry_id).where(
            LogEntry.ws == tx.ws, LogEntry.conversation_id == entry.conversation_id, LogEntry.kind == EntryKind.MOVE
        )
        ids += [copy_id(line, entry.entry_id) for line in tx.session.scalars(lines)]
    found = (tx.find(LogEntry, it) for it in ids)
    return [it for it in found if it is not None and not is_held(tx, it.conversation_id)]


def is_held(tx: ServerTx, conversation_id: UUID) -> bool:
    """Whether a conversation must be kept."""
    query = select(Conversation.id).where(Conversation.ws == tx.ws, Conversation.id == conversation_id, on_hold())
    return tx.session.scalar(query) is not None
