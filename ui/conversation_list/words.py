"""Words of a row: its time, its last line, and the sentence a screen reader says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDate, QLocale

from app.client.query import Queries
from app.client.row import ConversationRow
from app.client.view import Tab, View, ViewKind
from app.domain.entry import AuthorKind
from app.language.plain_text import one_line
from ui.deadline import deadline_in_words, shows_promise
from ui.translation import _, language
from ui.widgets.key_badge import told_with
from ui.wording import channel_name, due_text, short_day

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


def leaving_words(row: ConversationRow, now: datetime) -> str:
    """``Leaves at 09:00`` or ``Leaves 13 Nov, 09:00``; empty when no answer was put off."""
    if row.leaves_at is None:
        return ""
    at = row.leaves_at.astimezone(now.tzinfo)
    if at.date() == now.date():
        return _("Leaves at {time}").format(time=f"{at:%H:%M}")
    return _("Leaves {day}, {time}").format(day=short_day(at.date(), now.date()), time=f"{at:%H:%M}")


def snippet(row: ConversationRow, now: datetime) -> tuple[str, str]:
    """The marked beginning ("Draft:") and the rest of the last line."""
    if row.answering:
        return "", row.answering
    if row.draft:
        return _("Draft:"), row.draft
    if row.leaves_at is not None:
        return "", leaving_words(row, now)
    if shows_promise(row) and row.promise_text:
        return "", row.promise_text
    if row.preview_author is AuthorKind.USER and row.preview:
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
        leaving_words(row, now),
        deadline_in_words(row, now),
    ]
    return ", ".join(part for part in parts if part)


def view_name(view: View, queries: Queries) -> str:
    """The name of a place of the rail."""
    if view.kind is ViewKind.QUEUE:
        queue = next((each for each in queries.queues() if each.id == view.queue_id), None)
        return queue.names.get(language(), queue.name) if queue else ""
    if view.kind is ViewKind.SAVED:
        saved = next((each for each in queries.saved_views() if each.id == view.saved_id), None)
        return one_line(saved.name) if saved else ""
    return {
        ViewKind.MINE: _("My inbox"),
        ViewKind.UNASSIGNED: _("Unassigned"),
        ViewKind.PROMISES: _("Promises due"),
        ViewKind.FOLLOW_UPS: _("Follow-ups"),
        ViewKind.MENTIONS: _("Mentions"),
        ViewKind.JUNK: _("Not customers"),
    }[view.kind]


def empty_words(view: View, promise_at: datetime | None, now: datetime) -> tuple[str, str, str]:
    """What an empty list says, its button or nothing, and its icon."""
    if view.filter:
        return _("Nothing for “{text}”. Check the number or try the name.").format(text=view.filter), "", "search"
    if view.only and view.kind is not ViewKind.SAVED:
        return _("Nothing here is like that. Take a filter off to see more."), "", "list-filter"
    if view.tab is not Tab.OPEN or view.kind is ViewKind.JUNK:
        return _("Nothing here."), "", "inbox"
    if view.kind is not ViewKind.MINE:
        return _EMPTY.get(view.kind, _nobody)()
    words = _("All clear.")
    if promise_at is not None:
        is_today = promise_at.date() == now.astimezone(promise_at.tzinfo).date()
        words = _("All clear. Next promise at {time}.") if is_today else _("All clear. Next promise: {time}.")
        words = words.format(time=due_text(promise_at, now, promise_at.tzinfo or UTC))
    return words, _("Take from queue"), "circle-check"


def _nobody() -> tuple[str, str, str]:
    return _("Nobody is waiting. New ones appear here."), "", "inbox"


def _no_promises() -> str:
    named = _("No promises today. Make one in a request: {key}.")
    return told_with("Ctrl+O", named, _("No promises today. Make one in a request."))


def _nothing_aside() -> str:
    named = _("Nothing is put aside. Put a request aside until a time: {key}.")
    return told_with("Ctrl+T", named, _("Nothing is put aside. Put a request aside until a time."))


_EMPTY: dict[ViewKind, Callable[[], tuple[str, str, str]]] = {
    ViewKind.PROMISES: lambda: (_no_promises(), "", "handshake"),
    ViewKind.FOLLOW_UPS: lambda: (_nothing_aside(), "", "calendar-clock"),
    ViewKind.MENTIONS: lambda: (_("Nobody has mentioned you. When a colleague does, it is here."), "", "at-sign"),
    ViewKind.SAVED: lambda: (_("Nothing fits this search now. What does appears by itself."), "", "search"),
}  # fmt: skip
