"""What one has to know of a request before another one is merged into it."""

from uuid import UUID

from app.client.query import Queries
from app.client.row import ConversationCard, ConversationRow
from app.domain.entry import EntryKind
from app.domain.status import Status, after_customer_message
from app.language.plain_text import one_line
from ui.translation import _

_LOOKED_BACK = 50
"""Entries in which it is looked for who solved it."""
_NAME = 60


def merge_warning(queries: Queries, me: UUID, card: ConversationCard, target_id: UUID) -> str:
    """That it is solved, and what becomes of that; that it is somebody else's or nobody's; empty: neither."""
    row = next(iter(queries.conversation_rows([target_id])), None)
    if row is None:
        return ""
    return " ".join(it for it in (_solved(queries, card, row), _whose(queries, me, card, row)) if it)


def _solved(queries: Queries, card: ConversationCard, row: ConversationRow) -> str:
    if row.status is not Status.RESOLVED:
        return ""
    by = _who_solved(queries, row.id)
    told = _("{name} has solved it.").format(name=by) if by else _("It is solved.")
    waits = card.row.waiting_since is not None and after_customer_message(row.status) is not None
    then = _("The customer waits here, so it is opened again.") if waits else _("It stays solved.")
    return f"{told} {then}"


def _who_solved(queries: Queries, conversation_id: UUID) -> str:
    entries = (it for it in reversed(queries.timeline(conversation_id, _LOOKED_BACK)))
    status = (it for it in entries if it.kind is EntryKind.STATUS and it.conversation_id == conversation_id)
    last = next(status, None)
    return one_line(last.author_name, _NAME) if last is not None else ""


def _whose(queries: Queries, me: UUID, card: ConversationCard, row: ConversationRow) -> str:
    if row.assignee_id == me:
        return ""
    if row.assignee_id is None:
        return _("It is nobody's: what is yours here waits in its queue then.") if card.row.assignee_id == me else ""
    name = next((it.name for it in queries.users() if it.id == row.assignee_id), "")
    told = one_line(name, _NAME) or _("a colleague")
    return _("It is with {name}, who goes on with both.").format(name=told)
