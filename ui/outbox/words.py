"""A change of the outbox in words: what it is about, where it stands, why it was refused, what to do."""

from datetime import UTC, datetime

from app.client.port import Link
from app.client.refusal import refusal
from app.client.row import ChangeRow, ChangeState
from app.language.plain_text import one_line
from ui.outbox.change_names import name_of
from ui.translation import _, catalogue
from ui.wording import moment_text

REFUSED = frozenset({ChangeState.HELD, ChangeState.CONFLICT, ChangeState.REJECTED})
"""What goes no further without its operator."""


def title_of(change: ChangeRow) -> str:
    """Whom and what it is about."""
    about = [one_line(change.customer_name, 60), one_line(change.subject)]
    return ": ".join(it for it in about if it) or name_of(change.name)


def state_name(change: ChangeRow) -> str:
    """Where it stands."""
    states = {
        ChangeState.BEGUN: _("begun"),
        ChangeState.LEAVING: _("can still be undone"),
        ChangeState.WAITING: _("waiting"),
        ChangeState.HELD: _("held back"),
        ChangeState.CONFLICT: _("changed by somebody else"),
        ChangeState.REJECTED: _("refused"),
        ChangeState.DISCARDED: _("given up"),
    }
    return f"{name_of(change.name)} · {states[change.state]}"


def standing(change: ChangeRow, now: datetime) -> str:
    """Where it stands, and since when; in the zone of ``now``."""
    at = moment_text(change.discarded_at or change.at, now, now.tzinfo or UTC)
    return f"{state_name(change)} · {at}"


def happened(change: ChangeRow, link: Link = Link.OFFLINE) -> str:
    """What happened, what is kept, what to do."""
    if change.state is ChangeState.BEGUN:
        return _("Only this computer knows of it. It leaves with the first message that is sent in it.")
    if change.state is ChangeState.LEAVING:
        return _leaves(link)
    if change.state is ChangeState.DISCARDED:
        return _("You gave it up. It is kept here for 30 days and can be had back as a copy.")
    if change.state is ChangeState.WAITING:
        return _waits_for(link)
    return refusal(change.code, catalogue())


def act_name(change: ChangeRow) -> str:
    """The one thing to do about it first."""
    return {
        ChangeState.BEGUN: _("Go on writing"),
        ChangeState.LEAVING: _("Take back"),
        ChangeState.WAITING: _("Try now"),
        ChangeState.HELD: _("Send all the same"),
        ChangeState.CONFLICT: _("Use mine"),
        ChangeState.REJECTED: _("Try again"),
        ChangeState.DISCARDED: _("Restore as a copy"),
    }[change.state]


def _leaves(link: Link) -> str:
    if link in (Link.LIVE, Link.POLLING):
        return _("It leaves in a few seconds and can still be undone.")
    return _("It can still be undone for a few seconds; then it waits here until the server can be reached.")


def _waits_for(link: Link) -> str:
    if link is Link.SIGNED_OUT:
        return _("It is kept on this computer and goes out when you have signed in again.")
    if link in (Link.LIVE, Link.POLLING):
        return _("It is kept on this computer until the server has confirmed it.")
    return _("It is kept on this computer and goes out when the server can be reached.")
