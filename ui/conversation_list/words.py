"""Words of a row: its time, its last line, and the sentence a screen reader says."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QLocale

from app.client.row import ConversationRow, QueueRow, Tab, View, ViewKind
from app.domain.entry import AuthorKind
from ui.deadline import deadline_in_words, shows_promise
from ui.translation import _, language
from ui.wording import channel_name

_DAY = "d MMM"


def locale() -> QLocale:
    """Numbers and dates of the window's language."""
    return QLocale(QLocale.Language.Russian if language() == "ru" else QLocale.Language.English)


def time_text(at: datetime, now: datetime) -> str:
    """Hours and minutes today, "yesterday", else day and month; in the time zone of ``now``."""
    local, today = at.astimezone(now.tzinfo), now.date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return _("yesterday")
    form = _DAY if local.year == today.year else "dd.MM.yy"
    return locale().toString(QDate(local.year, local.month, local.day), form)


def snippet(row: ConversationRow) -> tuple[str, str]:
    """The marked beginning ("Draft:") and the rest of the last line."""
    if row.answering:
        return "", row.answering
    if row.draft:
        return _("Draft:"), row.draft
    if shows_promise(row) and row.promise_text:
        return "", row.promise_text
    if row.preview_author is AuthorKind.USER:
        return "", _("You: {text}").format(text=row.preview)
    return "", row.preview


def sentence(row: ConversationRow, now: datetime) -> str:
    """The whole row as one sentence."""
    parts = [row.customer_name, _("VIP") if row.vip else "", channel_name(row.channel).lower(), row.subject]
    parts += [
        _("unread") if row.unread else "",
        _("draft") if row.draft else "",
        _("not sent yet") if row.unsent else "",
        row.answering,
        deadline_in_words(row, now),
    ]
    return ", ".join(part for part in parts if part)


def view_name(view: View, queues: Sequence[QueueRow]) -> str:
    """The name of a place of the rail."""
    if view.kind is ViewKind.QUEUE:
        queue = next((each for each in queues if each.id == view.queue_id), None)
        return queue.names.get(language(), queue.name) if queue else ""
    return {
        ViewKind.MINE: _("My inbox"),
        ViewKind.UNASSIGNED: _("Unassigned"),
        ViewKind.PROMISES: _("Promises due"),
        ViewKind.JUNK: _("Not customers"),
    }[view.kind]


def empty_words(view: View, promise_at: datetime | None) -> tuple[str, str, str]:
    """What an empty list says, its button or nothing, and its icon."""
    if view.filter:
        return _("Nothing for “{text}”. Check the number or try the name.").format(text=view.filter), "", "search"
    if view.tab is not Tab.OPEN or view.kind is ViewKind.JUNK:
        return _("Nothing here."), "", "inbox"
    if view.kind is ViewKind.PROMISES:
        return _("No promises today."), "", "handshake"
    if view.kind is not ViewKind.MINE:
        return _("Nobody is waiting. New ones appear here."), "", "inbox"
    words = _("All clear.")
    if promise_at is not None:
        words = _("All clear. Next promise at {time}.").format(time=f"{promise_at:%H:%M}")
    return words, _("Take from queue"), "circle-check"
