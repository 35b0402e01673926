"""A change of the outbox in words: what it is, where it stands, why it was refused, what stands against it."""

from typing import Any

from app.client.refusal import refusal
from app.client.row import ChangeRow, ChangeState
from app.domain.status import Status
from ui.translation import _, catalogue
from ui.wording import status_name


def change_name(change: ChangeRow) -> str:
    """What the operator did."""
    names = {
        "reply": _("Reply"),
        "note": _("Internal note"),
        "resolve": _("Solve"),
        "set_status": _("New status"),
        "assign": _("Assignment"),
        "tag": _("Tags"),
        "mark_junk": _("Not a customer"),
        "mark_customer": _("A customer after all"),
        "answer_receipt": _("Read receipt"),
        "mark_read": _("Read mark"),
        "make_promise": _("Promise"),
        "state_preference": _("Preference"),
    }
    return names.get(change.name, change.name)


def state_name(change: ChangeRow) -> str:
    """Where it stands."""
    states = {
        ChangeState.LEAVING: _("leaving now"),
        ChangeState.WAITING: _("will be sent"),
        ChangeState.HELD: _("held back"),
        ChangeState.CONFLICT: _("changed by somebody else"),
        ChangeState.REJECTED: _("refused"),
    }
    return f"{change_name(change)} · {states[change.state]}"


def happened(change: ChangeRow) -> str:
    """What happened, what is kept, what to do."""
    if change.state is ChangeState.LEAVING:
        return _("It leaves in a few seconds and can still be undone.")
    if change.state is ChangeState.WAITING:
        return _("It is kept on this computer and goes out when the server can be reached.")
    return refusal(change.code, catalogue())


def their_words(change: ChangeRow) -> str:
    """What stands on the server's side; empty when the server did not say."""
    detail = change.detail
    parts = [_message(it) for it in detail.get("messages", ())]
    if detail.get("text"):
        parts.append(str(detail["text"]))
    if detail.get("status"):
        parts.append(_status(str(detail["status"])))
    if detail.get("assignee_name"):
        parts.append(str(detail["assignee_name"]))
    elif detail.get("assignee_id", "") is None:
        parts.append(_("Unassigned"))
    return "\n\n".join(part for part in parts if part)


def _message(message: dict[str, Any]) -> str:
    """One message that stands against the change: who wrote it, and its words."""
    text, author = str(message.get("text", "")), str(message.get("author", ""))
    return f"{author}: {text}" if author and text else text


def _status(code: str) -> str:
    return status_name(Status(code)) if code in set(Status) else code
