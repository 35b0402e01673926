"""A change of the outbox in words: what it is, where it stands, why it was refused, what stands against it."""

from datetime import UTC, datetime
from typing import Any

from app.client.port import Link
from app.client.refusal import refusal
from app.client.row import ChangeRow, ChangeState
from app.domain.status import Status
from ui.outbox.change_names import NAMES, OTHER
from ui.translation import _, catalogue
from ui.wording import moment_text, status_name

REFUSED = frozenset({ChangeState.HELD, ChangeState.CONFLICT, ChangeState.REJECTED})
"""What goes no further without its operator."""


def change_name(change: ChangeRow) -> str:
    """What the operator did."""
    return _(NAMES.get(change.name, OTHER))


def title_of(change: ChangeRow) -> str:
    """What it is about."""
    return change.subject or change_name(change)


def state_name(change: ChangeRow) -> str:
    """Where it stands."""
    states = {
        ChangeState.LEAVING: _("leaving now"),
        ChangeState.WAITING: _("waiting"),
        ChangeState.HELD: _("held back"),
        ChangeState.CONFLICT: _("changed by somebody else"),
        ChangeState.REJECTED: _("refused"),
        ChangeState.DISCARDED: _("given up"),
    }
    return f"{change_name(change)} · {states[change.state]}"


def standing(change: ChangeRow, now: datetime) -> str:
    """Where it stands, and since when; in the zone of ``now``."""
    at = moment_text(change.discarded_at or change.at, now, now.tzinfo or UTC)
    return f"{state_name(change)} · {at}"


def happened(change: ChangeRow, link: Link = Link.OFFLINE) -> str:
    """What happened, what is kept, what to do."""
    if change.state is ChangeState.LEAVING:
        return _("It leaves in a few seconds and can still be undone.")
    if change.state is ChangeState.DISCARDED:
        return _("You gave it up. It is kept here for 30 days and can be had back as a copy.")
    if change.state is ChangeState.WAITING:
        return _waits_for(link)
    return refusal(change.code, catalogue())


def own_words(change: ChangeRow) -> str:
    """What the operator wrote or chose."""
    args: dict[str, Any] = change.args
    text = args.get("body") or args.get("text") or args.get("value")
    if text:
        return str(text)
    if "status" in args:
        return _status(str(args["status"]))
    return change_name(change)


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


def act_name(change: ChangeRow) -> str:
    """The one thing to do about it first."""
    return {
        ChangeState.LEAVING: _("Take back"),
        ChangeState.WAITING: _("Try now"),
        ChangeState.HELD: _("Send all the same"),
        ChangeState.CONFLICT: _("Use mine"),
        ChangeState.REJECTED: _("Try again"),
        ChangeState.DISCARDED: _("Restore as a copy"),
    }[change.state]


def _waits_for(link: Link) -> str:
    if link is Link.SIGNED_OUT:
        return _("It is kept on this computer and goes out when you have signed in again.")
    if link in (Link.LIVE, Link.POLLING):
        return _("It is kept on this computer until the server has confirmed it.")
    return _("It is kept on this computer and goes out when the server can be reached.")


def _message(message: dict[str, Any]) -> str:
    """One message that stands against the change: who wrote it, and its words."""
    text, author = str(message.get("text", "")), str(message.get("author", ""))
    return f"{author}: {text}" if author and text else text


def _status(code: str) -> str:
    return status_name(Status(code)) if code in set(Status) else code
