"""Whom a command tells of itself: those a note mentions, and whoever is given a request."""

from app.commands.conversation import AssignConversation
from app.commands.message import WriteNote
from app.domain.notice import NoticeKind
from app.model.conversation import LogEntry
from app.server.after import after
from app.server.notices.telling import tell
from app.server.transaction import ServerTx


@after("note", 2)
def note_after(cmd: WriteNote, tx: ServerTx) -> None:
    """Everybody mentioned is told, the writer apart."""
    tell(tx, NoticeKind.MENTION, cmd.mentioned_ids, cmd.conversation_id, cmd.entry_id)


@after("assign", 1)
def assign_after(cmd: AssignConversation, tx: ServerTx) -> None:
    """Whoever is given a request is told, unless they took it themselves or had it already."""
    if cmd.assignee_id is not None and tx.find(LogEntry, cmd.entry_id) is not None:
        tell(tx, NoticeKind.ASSIGNED, [cmd.assignee_id], cmd.conversation_id, cmd.entry_id)
