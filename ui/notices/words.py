"""Notices in words: titles that betray nothing, and what stands below them inside our own window."""

from datetime import datetime, tzinfo

from app.client.notice.announcer import News
from app.client.notice.journal import Way
from app.client.notice.policy import Event, Outcome
from app.client.notice.row import ArrivalRow, NoticeRow
from app.domain.notice import MUST_SEE, NoticeKind
from app.language.named import in_language
from app.language.plain_text import one_line
from ui.translation import _, language, ngettext
from ui.wording import clock_text

ICONS = {
    NoticeKind.MENTION: ("at-sign", "note.text"),
    NoticeKind.ASSIGNED: ("user-round-check", "accent.text"),
    NoticeKind.PROMISE_SOON: ("handshake", "promise"),
    NoticeKind.PROMISE_BROKEN: ("handshake", "danger"),
    NoticeKind.SLA_SOON: ("timer", "warning"),
    NoticeKind.SLA_MISSED: ("timer", "danger"),
    NoticeKind.SURVEY_LOW: ("star", "warning"),
}
"""Icon and colour role of each kind; the words say the same."""


def title_of(event: Event, by: str = "") -> str:
    """What happened, without a word of or about the customer."""
    name = one_line(by, 60) or _("A colleague")
    titles = {
        Event.MENTION: _("{name} mentioned you").format(name=name),
        Event.ASSIGNED: _("{name} gave you a request").format(name=name) if by else _("A request is yours now"),
        Event.PROMISE_SOON: _("A promise is due in 15 minutes"),
        Event.PROMISE_BROKEN: _("A promise is overdue"),
        Event.SLA_SOON: _("An answer is due soon"),
        Event.SLA_MISSED: _("An answer is late"),
        Event.SURVEY_LOW: _("A customer is not satisfied"),
        Event.MESSAGE: _("New message"),
        Event.REQUEST: _("New request"),
        Event.CALL: _("Incoming call"),
    }
    return titles[event]


def gathered(count: int) -> str:
    """The title of one notice that stands for many."""
    return ngettext("{count} new notice", "{count} new notices", count).format(count=count)


def about(row: NoticeRow | ArrivalRow) -> str:
    """Whom and what it is about, for our own window: name and subject."""
    parts = (one_line(row.customer, 80), one_line(row.subject, 120))
    return " · ".join(part for part in parts if part) or _("A request that is not on this computer")


def place(row: NoticeRow | ArrivalRow) -> str:
    """Queue and number: all that the board of the system tells by default."""
    number = "" if row.number is None else f"№ {row.number}"
    queue = one_line(in_language(row.queue_names, row.queue, language()), 60)
    return " · ".join(part for part in (queue, number) if part)


def news_of(row: NoticeRow | ArrivalRow, *, with_text: bool) -> News:
    """A notice, or a message that came in, as it is told outside of the window."""
    body = about(row) if with_text else place(row)
    if isinstance(row, ArrivalRow):
        event = Event.MESSAGE if row.mine else Event.REQUEST
        subject = row.entry_id if row.mine else row.conversation_id
        return News(subject, event, row.conversation_id, title_of(event), body)
    event = Event(row.kind.value)
    return News(row.id, event, row.conversation_id, title_of(event, row.by), body, row.kind in MUST_SEE)


def sentence(row: NoticeRow, now: datetime, zone: tzinfo) -> str:
    """A notice as a screen reader says it."""
    state = "" if row.seen else _("not seen yet")
    parts = (title_of(Event(row.kind.value), row.by), about(row), place(row), clock_text(row.at, zone), state)
    return ", ".join(part for part in parts if part)


def way_name(way: Way) -> str:
    """A way of telling."""
    return {Way.BOARD: _("Notice"), Way.SOUND: _("Sound")}[way]


def outcome_words(outcome: Outcome) -> str:
    """What became of one way, and why."""
    words = {
        Outcome.SHOWN: _("shown"),
        Outcome.REPEATED: _("shown again, it was not seen"),
        Outcome.GATHERED: _("shown together with others"),
        Outcome.PLAYED: _("played"),
        Outcome.OPENED: _("opened from there"),
        Outcome.IN_FRONT: _("not shown: the window was in front"),
        Outcome.DO_NOT_DISTURB: _("held back: do not disturb"),
        Outcome.QUIET_HOURS: _("held back: quiet hours"),
        Outcome.IN_CALL: _("silent: during a call"),
        Outcome.OFF: _("off in the settings"),
        Outcome.TOO_SOON: _("silent: another sound less than 10 s before"),
        Outcome.BY_DESIGN: _("not meant for this"),
        Outcome.FAILED: _("failed: this computer has none that answers"),
    }
    return words[outcome]


def event_title(event: Event) -> str:
    """An event of the journal, which keeps no names."""
    return title_of(event) if event is not Event.MENTION else _("A mention")
