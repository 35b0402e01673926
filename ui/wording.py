"""Words that several screens share: channels, statuses, results of calls, times of day, days, sizes of files, money."""

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale

from app.domain.call import CallResult
from app.domain.channel import Channel
from app.domain.status import Status
from app.language.local_time import local_time
from app.language.plain_text import one_line
from ui.translation import _, language, ngettext
from ui.widgets.pill import PillKind

if TYPE_CHECKING:
    from app.client.customer_row import CustomerCard

_CHANNEL_ICONS = {
    Channel.EMAIL: "mail",
    Channel.CHAT: "message-circle",
    Channel.PHONE: "phone",
    Channel.TELEGRAM: "send",
    Channel.WHATSAPP: "message-circle",
    Channel.VK: "message-circle",
    Channel.SOCIAL: "hash",
    Channel.MESSENGER: "message-circle",
}
_STATUS_KINDS = {
    Status.NEW: PillKind.ACCENT,
    Status.OPEN: PillKind.ACCENT,
    Status.RESOLVED: PillKind.SUCCESS,
}


def channel_icon(channel: Channel) -> str:
    """Name of the channel's icon."""
    return _CHANNEL_ICONS[channel]


def channel_name(channel: Channel) -> str:
    """The channel in the window's language."""
    names = {
        Channel.EMAIL: _("E-mail"),
        Channel.CHAT: _("Web chat"),
        Channel.PHONE: _("Phone"),
        Channel.TELEGRAM: "Telegram",
        Channel.WHATSAPP: "WhatsApp",
        Channel.VK: _("VK"),
        Channel.SOCIAL: _("Social network"),
        Channel.MESSENGER: _("Messenger"),
    }
    return names[channel]


def call_result_name(result: CallResult) -> str:
    """What came of a call."""
    names = {
        CallResult.SETTLED: _("Settled"),
        CallResult.CALL_BACK: _("To call back"),
        CallResult.PASSED_ON: _("Passed on"),
        CallResult.NO_ANSWER: _("No answer"),
        CallResult.VOICEMAIL: _("Voicemail"),
        CallResult.DROPPED: _("Broken off"),
        CallResult.WRONG_NUMBER: _("Wrong number"),
    }
    return names[result]


def status_name(status: Status) -> str:
    """The status in the window's language."""
    names = {
        Status.NEW: _("New"),
        Status.OPEN: _("Open"),
        Status.WAITING_CUSTOMER: _("Waiting for customer"),
        Status.ON_HOLD: _("On hold"),
        Status.RESOLVED: _("Solved"),
        Status.CLOSED: _("Closed"),
        Status.SPAM: _("Spam"),
    }
    return names[status]


def status_kind(status: Status) -> PillKind:
    """How the status looks."""
    return _STATUS_KINDS.get(status, PillKind.NEUTRAL)


def customer_now(customer: "CustomerCard", workspace_zone: str, now: datetime) -> datetime:
    """``now`` on the customer's own clock: as stated, else as last seen, else the workspace's."""
    return local_time(customer.timezone, customer.utc_offset_minutes, workspace_zone, now)


def clock_text(at: datetime, zone: tzinfo) -> str:
    """``14:28`` on the wall of that zone."""
    return at.astimezone(zone).strftime("%H:%M")


def day_text(day: date, today: date) -> str:
    """``Today, 12 November``; the year is told when it is another one."""
    form = "d MMMM" if day.year == today.year else "d MMMM yyyy"
    written = locale().toString(QDate(day.year, day.month, day.day), form)
    if day == today:
        return _("Today, {day}").format(day=written)
    if (today - day).days == 1:
        return _("Yesterday, {day}").format(day=written)
    return written


def short_day(day: date, today: date) -> str:
    """``3 Nov``, with the year when it is another one."""
    return locale().toString(QDate(day.year, day.month, day.day), "d MMM" if day.year == today.year else "d MMM yyyy")


def whole_day(day: date) -> str:
    """``3 Nov 2026``: of what may be years away, or is kept for years."""
    return locale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")


def moment_text(at: datetime, now: datetime, zone: tzinfo) -> str:
    """The time of day when it was today, else the day."""
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    return clock_text(at, zone) if day == today else short_day(day, today)


def due_text(at: datetime, now: datetime, zone: tzinfo) -> str:
    """``14:28`` when it is of today, else ``3 Nov, 14:28``."""
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    return clock_text(at, zone) if day == today else f"{short_day(day, today)}, {clock_text(at, zone)}"


_KILOBYTE = 1024


def size_text(size: int) -> str:
    """``1.2 MB``; of bytes by their number, which Qt writes in one form only."""
    if 0 <= size < _KILOBYTE:
        return ngettext("{count} byte", "{count} bytes", size).format(count=locale().toString(size))
    return locale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def file_icon(content_type: str, name: str = "") -> str:
    """Name of the icon of a kind of file."""
    kind, ending = content_type.lower(), name.lower().rpartition(".")[2]
    if ending in ("zip", "rar", "7z", "gz", "tar", "iso"):
        return "file-archive"
    if ending in ("xls", "xlsx", "csv", "ods"):
        return "file-spreadsheet"
    if kind == "message/rfc822" or ending in ("eml", "msg"):
        return "mail"
    family = kind.partition("/")[0]
    return {"image": "image", "audio": "music", "video": "video"}.get(family, "file-text")


def money_text(amount_minor: int, currency: str) -> str:
    """``12 480 ₽``; kopecks and cents only when there are any."""
    sign = {"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£"}.get(currency, one_line(currency, 8))
    whole = amount_minor % 100 == 0
    number = locale().toString(amount_minor / 100, "f", 0 if whole else 2)
    return f"{number} {sign}"


def addressed(customer: "CustomerCard", *, to: bool = False) -> str:
    """How this customer is addressed: ``Marina Andreevna, formal``; ``to``: in the dative, where Russian has one.

    Without a name one can be sure of, only the manner, or nothing.
    """
    from app.language.address import called, dative
    from app.language.name import person_name

    known = {preference.key: one_line(preference.value) for preference in reversed(customer.preferences)}
    person = person_name(customer.header_name or customer.name)
    name = known.get("call_me", "") or called(person, language())
    if to and language() == "ru":
        name = " ".join(dative(word, person.gender) for word in name.split())
    manner = {"formal": _("formal"), "informal": _("informal")}.get(known.get("address_form", ""), "")
    return ", ".join(part for part in (name, manner) if part)


def called_as(customer: "CustomerCard", locale: str) -> str:
    """The name by which a greeting in that language calls this customer; empty when none is sure."""
    from app.language.greeting import customer_name

    known = {preference.key: one_line(preference.value) for preference in reversed(customer.preferences)}
    mailbox = next((address for channel, address in customer.addresses if channel is Channel.EMAIL), "")
    header, asked = customer.header_name or customer.name, known.get("call_me", "")
    is_informal = known.get("address_form") == "informal"
    return customer_name(header, mailbox, asked, locale, "informal" if is_informal else "formal")


def locale() -> QLocale:
    """Numbers and dates of the window's language."""
    return QLocale("ru_RU" if language() == "ru" else "en_GB")


def instant_format() -> str:
    """How a field shows a day with its time: with dots in Russian, by ISO 8601 in English."""
    return "dd.MM.yyyy HH:mm" if language() == "ru" else "yyyy-MM-dd HH:mm"


def button_text(text: str) -> str:
    """Foreign text for a button or menu: an ampersand is no mnemonic."""
    return one_line(text).replace("&", "&&")
