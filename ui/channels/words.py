"""How an inbox stands: what happened, what is kept, what to do; one place for every code of the server."""

from dataclasses import dataclass
from datetime import datetime

from app.client.inbox import Declined, InboxRow
from app.domain.channel import Channel
from ui.translation import _, ngettext
from ui.wording import locale

GOOD = frozenset({"idle", "polling"})
QUIET = frozenset({"connecting", "paused", ""})


@dataclass(frozen=True, slots=True)
class Standing:
    """A short name for the list, and up to three sentences."""

    short: str
    happened: str
    kept: str = ""
    to_do: str = ""

    @property
    def whole(self) -> str:
        """All sentences."""
        return " ".join(it for it in (self.happened, self.kept, self.to_do) if it)


def is_broken(row: InboxRow) -> bool:
    """Whether mail does not come although it should."""
    return row.channel is Channel.EMAIL and bool(row.state) and row.state not in GOOD | QUIET


def standing(row: InboxRow) -> Standing:
    """How it stands now."""
    if row.channel is not Channel.EMAIL:
        return Standing(_("Open"), _("Customers can write here."))
    return of_state(row.state)


def of_state(state: str) -> Standing:
    """A state of a mailbox, or a code of what is the matter with it."""
    known = _calm() | _of_the_account() | _of_the_server()
    unknown = Standing(_("Not read"), _("The mailbox cannot be read ({code}).").format(code=state), _kept())
    return known.get(state, unknown)


def _kept() -> str:
    return _("New letters wait in the mailbox; none is lost.")


def _calm() -> dict[str, Standing]:
    return {
        "": Standing(_("Not connected"), _("This mailbox is not read by the server yet.")),
        "connecting": Standing(_("Connecting…"), _("The server is connecting to the mailbox.")),
        "idle": Standing(_("Connected"), _("New letters arrive at once.")),
        "polling": Standing(_("Connected"), _("New letters are fetched twice a minute.")),
        "paused": Standing(_("Paused"), _("The mailbox is left alone."), _kept(), _("Go on when you are ready.")),
    }


def _of_the_account() -> dict[str, Standing]:
    again = _("Sign in to it again.")
    return {
        "wrong_password": Standing(
            _("Wrong password"), _("The mail server does not accept the password."), _kept(),
            _("Enter the right one; many providers want an app password."),
        ),
        "token_refused": Standing(
            _("Sign in again"), _("The mail provider no longer lets us in."), _kept(), again
        ),
        "not_signed_in": Standing(_("Not signed in"), _("Nobody has signed in to the mailbox yet."), "", again),
        "no_folder": Standing(
            _("Folder missing"), _("A folder that is to be read is not in the mailbox any more."), _kept(),
            _("Name the right ones under Settings…, or make it again in the mailbox."),
        ),
        "quota": Standing(
            _("Mailbox full"), _("The mailbox is full: customers' letters are being returned to them."),
            _("What was read is kept here."), _("Make room in the mailbox."),
        ),
    }  # fmt: skip


def _of_the_server() -> dict[str, Standing]:
    by_itself = _("Nothing needs to be done: the server tries again by itself.")
    return {
        "unreachable": Standing(
            _("Unreachable"), _("The mail server does not answer."), _kept(),
            _("Check its name and port. The server goes on trying by itself."),
        ),
        "certificate": Standing(
            _("Bad certificate"), _("Nobody vouches for the certificate of the mail server."),
            _("No password went there."), _("Ask whoever runs the mail server to renew it."),
        ),
        "needs_tls": Standing(
            _("No encryption"), _("The mail server does not speak with the encryption that was chosen."),
            _("No password went there."), _("Choose another encryption or port."),
        ),
        "throttled": Standing(_("Asked to wait"), _("The mail provider asks for patience."), _kept(), by_itself),
        "away": Standing(_("Away"), _("The mail server cannot work just now."), _kept(), by_itself),
        "busy": Standing(_("Away"), _("The mail server cannot work just now."), _kept(), by_itself),
        "provider_away": Standing(
            _("Provider away"), _("The mail provider did not renew our access."), _kept(), by_itself
        ),
    }  # fmt: skip


def import_words(row: InboxRow) -> str:
    """How far the import of older letters is; empty when there is nothing to say."""
    done, total = locale().toString(row.import_done), locale().toString(row.import_total)
    words = {
        "running": _("Older letters: {done} of {total} brought in."),
        "stopped": _("Older letters: stopped at {done} of {total}. What came in stays."),
        "done": ngettext(
            "{done} older letter is here as closed history.",
            "{done} older letters are here as closed history.",
            row.import_done,
        ),
        "undoing": _("The older letters are being taken out again."),
        "undone": _("The older letters were taken out again."),
    }
    return words.get(row.import_state, "").format(done=done, total=total)


def broken_words(row: InboxRow, now: datetime) -> str:
    """One line for the operator: which mailbox, since when, why."""
    minutes = max(1, int((now - row.since_at).total_seconds() // 60)) if row.since_at is not None else 1
    told = _("{inbox} not read for {time}: {why}")
    return told.format(inbox=row.address or row.name, time=_span(minutes), why=_lower(of_state(row.state).short))


def _span(minutes: int) -> str:
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    return _("{hours} h {minutes} m").format(hours=minutes // 60, minutes=minutes % 60)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def declined_words(declined: Declined) -> str:
    """Why the server did not do it."""
    words = {
        "offline": _("The server does not answer. Nothing was changed. Try again when it does."),
        "signed_out": _("You are signed out of the desk. Nothing was changed. Sign in and try again."),
        "revoked": _("The access of this computer was withdrawn. Nothing was changed. Ask the administrator."),
        "too_old": _("This version of Deskhand no longer fits the server. Nothing was changed. Install the newer one."),
        "forbidden": _("Only an administrator may do this. Nothing was changed."),
        "address_taken": _("This address already belongs to an inbox. Choose it in the list instead."),
        "password_needed": _("Another server needs the password anew: what is kept never goes to another one."),
        "bad_setting": _("The server does not understand “{field}”. Nothing was changed."),
        "bad_site": _("“{field}” names no site. Write it as https://shop.example. Nothing was changed."),
        "bad_address": _("“{field}” is no address of a page. It begins with https://. Nothing was changed."),
        "bad_webhook": _("Answers cannot be sent to “{field}”: the address begins with https://. Nothing was changed."),
        "bad_text": _("The text cannot be filled in: “{field}” is unknown or written wrongly. Nothing was changed."),
        "bad_hours": _("“{field}” are no opening hours. Nothing was changed."),
        "too_many_days_off": _("More than {field} days off are not kept. Nothing was changed."),
        "no_days_off": _(
            "The server is older than this program: it has the opening hours now, but keeps no days off yet. They stay"
            " here; save them again after its update."
        ),
        "not_registered": _("This server is not registered at the provider yet."),
        "not_signed_in": _("The sign-in was not finished. Begin it again."),
        "not_running": _("This was over already. Nothing was changed."),
    }
    told = words.get(declined.code) or _("The server refused it ({code}). Nothing was changed.")
    return told.format(code=declined.code, field=declined.field)
