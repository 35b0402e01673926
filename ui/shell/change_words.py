"""A change of the outbox in words: what it is, where it stands, why it was refused, what stands against it."""

from app.client.row import ChangeRow, ChangeState
from app.domain.status import Status
from ui.translation import _
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
    reasons = {
        "newer_messages": _("Not sent: newer messages came while you were writing. Read them, then send or discard."),
        "too_old": _("Not sent: it waited too long. Read the conversation, then send or discard."),
        "assignee_changed": _("Somebody else took this conversation first. Your change is kept here."),
        "status_changed": _(
            "The status was changed by somebody else, or the customer wrote. Your change is kept here."
        ),
        "machine_mail": _("Not sent: this letter came from a machine, which must not be answered."),
        "empty": _("Not sent: there was nothing in it."),
        "too_long": _("Not sent: the text is too long. Copy it and send it as a file."),
        "gone": _("Not sent: the conversation does not exist any more. Copy the text if you need it."),
        "forbidden": _("Not sent: you may not do this. Copy the text if you need it."),
        "closed": _("Not sent: this request is closed. Copy the text and write a new request."),
        "status_not_allowed": _("The conversation cannot go to this status from the one it has."),
    }
    known = reasons.get(change.code)
    return known or _("The server refused it ({code}). Your text is kept here.").format(code=change.code)


def their_words(change: ChangeRow) -> str:
    """What stands on the server's side; empty when the server did not say."""
    detail = change.detail
    messages = detail.get("messages", ())
    parts = [str(message.get("text", "") if isinstance(message, dict) else message) for message in messages]
    if detail.get("text"):
        parts.append(str(detail["text"]))
    if detail.get("status"):
        parts.append(_status(str(detail["status"])))
    if detail.get("assignee_name"):
        parts.append(str(detail["assignee_name"]))
    return "\n\n".join(part for part in parts if part)


def _status(code: str) -> str:
    return status_name(Status(code)) if code in set(Status) else code
