"""What is said of a computer somebody is signed in at: one line, what would become of it, why it cannot be done."""

from datetime import datetime, tzinfo

from app.client.computer import ComputerRow
from app.client.inbox import Declined
from app.language.plain_text import one_line
from ui.translation import _, ngettext
from ui.wording import clock_text, day_text

_NAME = 60


def computer_name(row: ComputerRow) -> str:
    """What it called itself, safe to show."""
    return one_line(row.name, _NAME) or _("Computer without a name")


def title_of(row: ComputerRow, *, with_person: bool) -> str:
    """Whose and which."""
    name = computer_name(row)
    if with_person:
        person = one_line(row.user_name, _NAME) or _("No name yet")
        name = f"{person} · {name}"
    return _("{name} · this computer").format(name=name) if row.here else name


def standing_of(row: ComputerRow, now: datetime, zone: tzinfo) -> str:
    """Since when, and when it was seen last."""
    seen = _("last seen {when}").format(when=_when(row.seen_at, now, zone))
    parts = [_("Signed out from afar")] if row.signed_out else []
    if row.since_at is not None and not row.signed_out:
        parts.append(_("Since {day}").format(day=day_text(row.since_at.astimezone(zone).date(), now.date())))
    parts.append(seen)
    told = " · ".join(parts)
    return told[:1].upper() + told[1:]


def _when(at: datetime, now: datetime, zone: tzinfo) -> str:
    day = day_text(at.astimezone(zone).date(), now.astimezone(zone).date())
    return f"{day[:1].lower()}{day[1:]}, {clock_text(at, zone)}"


def why_not(row: ComputerRow) -> str:
    """Why nothing can be done with it here; empty when something can."""
    if row.here:
        return _("You sit at this one: sign out of it in the menu “File”.")
    if row.signed_out and not row.may_return:
        return _("An administrator signed it out, so only an administrator can let it in again.")
    return ""


def question(row: ComputerRow, days: int, *, is_mine: bool) -> str:
    """Whether it is to be signed out, and what becomes of what is on it."""
    asked = _("Sign out “{name}”?").format(name=computer_name(row))
    copy = ngettext(
        "Its copy of the data is deleted as soon as it reaches the server; without the server, {days} day after they"
        " last met.",
        "Its copy of the data is deleted as soon as it reaches the server; without the server, {days} days after they"
        " last met.",
        days,
    ).format(days=days)
    if is_mine:
        unsent = _(
            "What you wrote there and did not send stays on it under your name. It goes out when you have let it in"
            " again here and signed in there."
        )
    else:
        unsent = _(
            "What {person} wrote there and did not send stays on it under their name. It goes out when you have let it"
            " in again here and they have signed in there."
        ).format(person=one_line(row.user_name, _NAME) or _("No name yet"))
    return f"{asked} {copy} {unsent}"


def done_words(row: ComputerRow) -> str:
    """What has become of it."""
    told = _("“{name}” is signed out.") if row.signed_out else _("“{name}” is let in again.")
    return told.format(name=computer_name(row))


def count_words(count: int) -> str:
    """How many there are in the list."""
    return ngettext("{count} computer", "{count} computers", count).format(count=count)


def offline_words(*, shows_some: bool) -> str:
    """Only the server knows them."""
    if shows_some:
        return _("The server does not answer now: this may be old, and nobody can be signed out until it does.")
    return _("Only the server knows where you are signed in, and it does not answer now. The list comes when it does.")


def declined_words(no: Declined, *, shows_some: bool) -> str:
    """Why the server did not do it; nothing was changed."""
    words = {
        "offline": offline_words(shows_some=shows_some),
        "forbidden": _("Your role may not do this. An administrator can. Nothing was changed."),
        "not_found": _("The server knows no such computer any more. Nothing was changed."),
        "signed_out": _("You are signed out of the desk. Nothing was changed. Sign in and try again."),
        "revoked": _("The access of this computer was withdrawn. Nothing was changed. Ask the administrator."),
        "too_old": _("This version of Deskhand no longer fits the server. Nothing was changed. Install the newer one."),
    }
    return words.get(no.code) or _("The server refused it ({code}). Nothing was changed.").format(code=no.code)
