"""Deadlines of a conversation as a ring with words: short in a row, whole in a header or for a screen reader."""

from datetime import datetime, timedelta

from app.client.row import ConversationRow
from app.domain.sla import Clock, reply_clock
from app.domain.status import Status
from ui.translation import _
from ui.widgets.sla_ring import Sla, SlaState, left_text
from ui.wording import short_day

PROMISE_TARGET = timedelta(hours=2)
"""A promise has a deadline but no target: its ring starts to empty two hours before."""

_STATES = {
    Clock.ON_TRACK: SlaState.ON_TRACK,
    Clock.DUE_SOON: SlaState.SOON,
    Clock.AT_RISK: SlaState.AT_RISK,
    Clock.BREACHED: SlaState.LATE,
}
_SOLVED = frozenset({Status.RESOLVED, Status.CLOSED})
_STILL = frozenset({SlaState.PAUSED, SlaState.SOLVED})


def shows_promise(row: ConversationRow) -> bool:
    """Is the promise what this row is about: nothing else is due before it. A solved request may owe one still."""
    if row.promise_due_at is None:
        return False
    return row.reply_due_at is None or row.promise_due_at < row.reply_due_at


def deadline_of(row: ConversationRow, now: datetime) -> Sla | None:
    """What is due next, promise or reply, in as few words as a row has room for; None when nothing is."""
    if shows_promise(row) and row.promise_due_at is not None:
        return promise_deadline(row.promise_due_at, now)
    return _reply(row, now) if row.follow_up_at is None else _follow_up(row, now)


def promise_deadline(due_at: datetime, now: datetime) -> Sla:
    """A promise that is owed, wherever it is shown: the same colour and the same part of a ring."""
    return _running(due_at, PROMISE_TARGET, now)


def reply_deadline(row: ConversationRow, now: datetime) -> Sla | None:
    """When the customer is to be answered, in whole words; a promise stands elsewhere in a header."""
    sla = _reply(row, now)
    if sla is None or sla.state in _STILL:
        return sla
    words = _("reply late {time}") if sla.state is SlaState.LATE else _("reply due in {time}")
    return Sla(sla.state, words.format(time=sla.text), sla.share)


def deadline_in_words(row: ConversationRow, now: datetime) -> str:
    """What is due next, for a screen reader; empty when nothing is."""
    sla = deadline_of(row, now)
    if sla is None:
        return ""
    if sla.state in _STILL:
        return sla.text
    if row.follow_up_at is not None and row.follow_up_at <= now and row.reply_due_at is None:
        return _("it is time to follow up")
    promised = shows_promise(row)
    if sla.state is SlaState.LATE:
        words = _("promise late by {time}") if promised else _("reply late by {time}")
        return words.format(time=sla.text.lstrip("+"))
    words = _("promise due in {time}") if promised else _("reply due in {time}")
    return words.format(time=sla.text)


def _reply(row: ConversationRow, now: datetime) -> Sla | None:
    if row.status in _SOLVED:
        return Sla(SlaState.SOLVED, _("solved"))
    if row.reply_due_at is not None and row.reply_target_s > 0:
        return _running(row.reply_due_at, timedelta(seconds=row.reply_target_s), now)
    if row.status is Status.WAITING_CUSTOMER:
        return Sla(SlaState.PAUSED, _("on customer"))
    if row.status is Status.ON_HOLD:
        return Sla(SlaState.PAUSED, _("on hold"))
    return None


def _follow_up(row: ConversationRow, now: datetime) -> Sla | None:
    """When it comes back, unless the customer's answer is due; from then on it asks for somebody."""
    assert row.follow_up_at is not None
    reply = _reply(row, now)
    if reply is not None and reply.state not in _STILL:
        return reply
    if row.status in _SOLVED:
        return reply
    if row.follow_up_at <= now:
        return Sla(SlaState.SOON, _("follow up"), 0.0)
    at = row.follow_up_at.astimezone(now.tzinfo)
    if at.date() == now.date():
        return Sla(SlaState.PAUSED, _("until {time}").format(time=f"{at:%H:%M}"))
    return Sla(SlaState.PAUSED, _("until {time}").format(time=short_day(at.date(), now.date())))


def _running(due_at: datetime, target: timedelta, now: datetime) -> Sla:
    left = due_at - now
    state = _STATES[reply_clock(due_at - target, now, target=target)]
    return Sla(state, left_text(left), max(0.0, min(1.0, left / target)))
