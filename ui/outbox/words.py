"""A change of the outbox in words: what it is, where it stands, why it was refused, what stands against it."""

from datetime import UTC, datetime
from typing import Any

from app.client.port import Link
from app.client.refusal import refusal
from app.client.row import ChangeRow, ChangeState
from app.domain.status import Status
from ui.translation import _, catalogue
from ui.wording import moment_text, status_name

REFUSED = frozenset({ChangeState.HELD, ChangeState.CONFLICT, ChangeState.REJECTED})
"""What goes no further without its operator."""


def change_name(change: ChangeRow) -> str:
    """What the operator did."""
    names = {
        "reply": _("Reply"),
        "note": _("Internal note"),
        "resolve": _("Solve"),
        "set_status": _("New status"),
        "assign": _("Assignment"),
        "tag": _("Tags"),
        "set_field": _("Field of the request"),
        "link": _("Link"),
        "merge": _("Merge"),
        "unmerge": _("Merge taken back"),
        "move_entries": _("Messages moved"),
        "unmove_entries": _("Messages moved back"),
        "mark_junk": _("Not a customer"),
        "mark_customer": _("A customer after all"),
        "answer_receipt": _("Read receipt"),
        "serve_author": _("Another customer"),
        "mark_read": _("Read mark"),
        "save_template": _("Text to reuse"),
        "remove_template": _("Text to reuse deleted"),
        "send_later": _("Answer for a later time"),
        "change_later": _("Another time for an answer"),
        "cancel_later": _("Answer for a later time taken back"),
        "see_notices": _("Seen notices"),
        "log_call": _("Call"),
        "open_by_phone": _("New request"),
        "log_handling": _("Handling time"),
        "make_promise": _("Promise"),
        "state_preference": _("Preference"),
        "block": _("Block of a visitor"),
        "unblock": _("End of a block"),
        "redact": _("Erasure"),
        "set_hold": _("Legal hold"),
        "give_up_file": _("File left out"),
        "save_view": _("Kept search"),
        "remove_view": _("Kept search given up"),
        "follow_up": _("Follow-up"),
        "watch": _("Watching"),
        "merge_customers": _("Two customers made one"),
        "part_customers": _("Customers parted again"),
        "add_identity": _("New address of a customer"),
        "remove_identity": _("Address of a customer removed"),
        "verify_identity": _("Address of a customer confirmed"),
        "edit_customer": _("Facts about a customer"),
        "set_organisation": _("Company of a customer"),
        "change_queue": _("Another queue"),
        "save_draft": _("Draft"),
        "settle_draft": _("Draft settled"),
    }
    return names.get(change.name) or _("Another change")


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
