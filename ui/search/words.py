"""The sentences of search: headings, what was found where, what is missing and why."""

from collections.abc import Callable
from datetime import UTC, datetime

from app.client.inbox import Declined
from app.client.port import Link
from app.client.search import Found, Hit, PersonHit
from app.domain.entry import AuthorKind
from app.language.plain_text import one_line
from app.language.search.filter import filter_named
from ui.translation import _, ngettext
from ui.wording import clock_text, moment_text, short_day, status_name

_SPOKEN = 200


class SearchWords:
    """Words in the window's language, times in the zone of ``now``."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def people(self) -> str:
        """Above the customers."""
        return _("Customers")

    def here(self, count: int, more: bool) -> str:
        """Above the conversations of this computer."""
        return _("On this computer") + f" · {_count(count, more)}"

    def there(self, count: int, more: bool) -> str:
        """Above those of the server."""
        return _("From the server") + f" · {_count(count, more)}"

    def time(self, at: datetime) -> str:
        """When it was said."""
        now = self._now()
        return moment_text(at, now, now.tzinfo or UTC)

    def day_and_time(self, at: datetime) -> str:
        """Both, of a message that may be years old."""
        now = self._now()
        zone = now.tzinfo or UTC
        return f"{short_day(at.astimezone(zone).date(), now.date())}, {clock_text(at, zone)}"

    def title(self, hit: Hit) -> str:
        """What a conversation is called beside its customer."""
        return " · ".join(part for part in (one_line(hit.subject), f"№ {hit.number}" if hit.number else "") if part)

    def author(self, hit: Hit) -> str:
        """Before what we said ourselves."""
        return _("We:") if hit.author is AuthorKind.USER else ""

    def person_more(self, person: PersonHit) -> str:
        """Beside a customer's name."""
        talks = ngettext("{count} request", "{count} requests", person.talks).format(count=person.talks)
        return " · ".join(part for part in (one_line(person.organisation), one_line(person.address), talks) if part)

    def sentence(self, person: PersonHit | None, hit: Hit | None) -> str:
        """A line for screen readers."""
        if person is not None:
            return f"{one_line(person.name)}, {self.person_more(person)}"
        if hit is None:
            return ""
        parts = (one_line(hit.customer_name), self.title(hit), self.time(hit.at), status_name(hit.status))
        return ", ".join([*(part for part in parts if part), one_line(hit.text, _SPOKEN)])


def nothing_found(typed: str) -> str:
    """Nowhere is anything; after a filter that was only begun its value is still to come."""
    begun = typed.rsplit(maxsplit=1)[-1] if typed.split() else ""
    if begun.endswith(":") and filter_named(begun[:-1]) is not None:
        return _("Choose a value above, or type one.")
    return _("Nothing for “{text}”. Check the number or try the phone.").format(text=typed.strip())


def how_to() -> str:
    """Nothing was typed yet."""
    return _(
        "Type a name, words of a message, a number or the last digits of a phone. Endings, ё and the keyboard layout"
        " do not matter."
    )


def foot(link: Link, found: Found | None, asking: bool, declined: str = "") -> str:
    """What was searched, and what was not."""
    unknown = found.search.filters.unknown if found is not None else ()
    if unknown:
        return _("Not understood: {text}").format(text=", ".join(unknown))
    if found is not None and found.waiting:
        left = ngettext("{count} message", "{count} messages", found.waiting).format(count=found.waiting)
        return _("{count} of this computer cannot be found yet: they are still being read.").format(count=left)
    if declined:
        return declined
    if link not in (Link.LIVE, Link.POLLING):
        return _("Without the network only this computer is searched. Older history is at the server.")
    return _("Asking the server…") if asking else _("This computer and the server were searched.")


def declined_text(no: Declined) -> str:
    """Why the server gave nothing, and what to do."""
    if no.code == "offline":
        return _("The server does not answer: only this computer was searched.")
    if no.code == "signed_out":
        return _("Sign in again to search the server; this computer was searched.")
    if no.code == "forbidden":
        return _("Your role does not look into history at the server. A team lead can do this.")
    if no.code == "not_found":
        return _("It is no longer at the server, or not for you.")
    return _("The server did not search ({code}). This computer was searched.").format(code=no.code)


def _count(count: int, more: bool) -> str:
    shown = ngettext("{count} request", "{count} requests", count).format(count=count)
    return _("the newest {count}").format(count=count) if more else shown
