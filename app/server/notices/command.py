"""Whom a command tells of itself: those a note mentions, and whoever is given a request."""

from uuid import UUID

from app.commands.conversation import AssignConversation
from app.commands.handover import handover_id
from app.commands.message import WriteNote
from app.domain.notice import NoticeKind
from app.model.conversation import LogEntry
from app.server.after import after
from app.server.notices.telling import tell, untell
from app.server.transaction import ServerTx


@after("note", 2)
def note_after(cmd: WriteNote, tx: ServerTx) -> None:
    """Everybody mentioned is told, the writer apart; nobody of a note that was there before."""
    entry = tx.get(LogEntry, cmd.entry_id)
    if (entry.author_id, entry.at) == (tx.actor.id, tx.now):
        mentioned = [UUID(it) for it in entry.payload.get("mentions", ())]
        tell(tx, NoticeKind.MENTION, mentioned, entry.conversation_id, cmd.entry_id)


@after("assign", 1)
def assign_after(cmd: AssignConversation, tx: ServerTx) -> None:
    """Whoever is given a request is told, unless they took it themselves or had it already.

    That they are named in the note which goes with it is no news of its own.
    """
    if cmd.assignee_id is not None and tx.find(LogEntry, cmd.entry_id) is not None:
        untell(tx, NoticeKind.MENTION, cmd.assignee_id, handover_id(cmd.entry_id))
        tell(tx, NoticeKind.ASSIGNED, [cmd.assignee_id], cmd.conversation_id, cmd.entry_id)
