"""Opening hours in a form: the week in lines, days off, days with other hours, and what comes of them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.client.inbox import InboxRow
from app.domain.business_hours import Calendar, calendar, days_off, is_open, next_opening, other_hours, written
from app.language.day_text import range_text, ranges
from app.language.opening_hours import from_when
from app.language.special_text import special_lines, special_of
from app.language.week_text import week_lines, week_of
from app.protocol.inbox import SetHours
from ui.channels.days_off import DaysOff
from ui.channels.fields import text_area
from ui.channels.page import plain_label
from ui.theme.tokens import theme
from ui.translation import _, language
from ui.widgets.announce import announce
from ui.zone import zone_of

_LINES = 4
_SPECIAL_LINES = 2


class HoursField(QWidget):
    """Hours and days off of everybody, or of one queue."""

    edited = Signal()
    """Something was written or chosen."""

    def __init__(self, row: InboxRow, now: datetime, parent: QWidget | None = None) -> None:
        """``now`` in the workspace's zone."""
        super().__init__(parent)
        of_queue = (row.hours.get("queues") or {}).get(str(row.queue_id))
        has_own = isinstance(of_queue, dict)
        self._kept: dict[bool, dict[str, Any]] = {False: row.hours, True: row.hours}
        if isinstance(of_queue, dict):
            self._kept[True] = of_queue
        self._zone: tzinfo = now.tzinfo or UTC
        self._moment = now
        self.own = QCheckBox(_("The queue “{queue}” has hours of its own").format(queue=row.queue_name))
        self.own.setChecked(has_own)
        self.week = text_area(_("Opening hours"), "", _LINES)
        self.week.setPlaceholderText(_("Mon–Fri 09:00–18:00"))
        self.week.setObjectName("inbox_hours")
        self.days_off = DaysOff((), now.date())
        self.special = text_area(_("Days with other hours"), "", _SPECIAL_LINES)
        self.special.setPlaceholderText(_("31 December 09:00–15:00"))
        self.special.setObjectName("inbox_special_hours")
        self.effect = plain_label("secondary")
        self._show(has_own)
        self._before = self._now()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(4))
        for part in (self.week, self.days_off, _label(self.special), self.special, self.effect, self.own):
            column.addWidget(part)
        for text in (self.week, self.special):
            text.textChanged.connect(self._on_changed)
        self.days_off.changed.connect(self._on_days_changed)
        self.own.toggled.connect(self._on_own)
        for news in (self.week.textChanged, self.special.textChanged, self.days_off.changed, self.own.toggled):
            news.connect(self.edited)
        self.days_off.line.textChanged.connect(self.edited)
        self._on_changed()

    def _show(self, own: bool) -> None:
        """What is kept of the queue alone, or of everybody."""
        kept = self._kept[own]
        zone = kept.get("timezone") or self._kept[False].get("timezone")
        self._zone = zone_of(str(zone)) if zone else self._zone
        self._moment = self._moment.astimezone(self._zone)
        hours = calendar(kept, self._zone)
        self.week.setPlainText("" if hours is None else week_lines(hours.week, language()))
        other = other_hours(kept)
        off = {*days_off(kept)} - other.keys() | {day for day, spans in other.items() if not spans}
        self.days_off.put(off, self._moment.date())
        ahead = {day: spans for day, spans in other.items() if day >= self._moment.date()}
        self.special.setPlainText(special_lines(ahead, language()))
        self._shown = self._now()[1:]

    def unsaved(self) -> dict[str, Any]:
        """What is written here and not saved yet; nothing when all is as it was."""
        own, week, days, special = self._now()
        line = self.days_off.line.text().strip()
        if self._now() == self._before and not line:
            return {}
        off = [it.isoformat() for it in sorted(days)]
        return {"own": own, "week": week, "special": special, "days": off, "line": line}

    def put_back(self, left: Mapping[str, Any]) -> None:
        """What had been written when the program ended. Raises ``ValueError``: of another make."""
        days = [date.fromisoformat(str(it)) for it in left.get("days") or ()]
        self.own.setChecked(bool(left.get("own")))
        self.week.setPlainText(str(left.get("week", "")))
        self.special.setPlainText(str(left.get("special", "")))
        self.days_off.put(days, self._moment.date())
        self.days_off.line.setText(str(left.get("line", "")))

    def wish(self) -> SetHours | None:
        """What is to be kept; None: nothing was changed. Raises ``ValueError`` with the line that is none."""
        days = sorted(self.days_off.take())
        if self._now() == self._before:
            return None
        week, special = week_of(self.week.toPlainText()), special_of(self.special.toPlainText(), self._moment.date())
        return SetHours(week=week, own=self.own.isChecked(), holidays=days, special=self._over() | special)

    def _over(self) -> dict[str, list[str]]:
        """Days with other hours that are behind us: they are not shown, and what was counted by them stays right."""
        kept = other_hours(self._kept[self.own.isChecked()])
        return {day.isoformat(): written(spans) for day, spans in kept.items() if spans and day < self._moment.date()}

    def _now(self) -> tuple[bool, str, frozenset[date], str]:
        own, week, special = self.own.isChecked(), self.week.toPlainText(), self.special.toPlainText()
        return own, week.strip(), self.days_off.days, special.strip()

    @Slot(bool)
    def _on_own(self, own: bool) -> None:
        """Untouched hours make way for the others: those of one queue do not become everybody's unseen."""
        if self._now()[1:] == self._shown:
            self._show(own)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        words = self._effect()
        self.effect.setText(words)
        self.effect.setVisible(bool(words))

    @Slot()
    def _on_days_changed(self) -> None:
        self._on_changed()
        if self.isVisible():
            announce(self.days_off.line, f"{self.days_off.summary.text()} {self.effect.text()}")

    def _effect(self) -> str:
        """What a customer who writes now, or on a day off, waits for; empty while the week cannot be read."""
        try:
            week = week_of(self.week.toPlainText())
            special = special_of(self.special.toPlainText(), self._moment.date())
        except ValueError:
            return ""
        off = {it for it in self.days_off.days if it.isoformat() not in special}
        hours = calendar({"week": week, "holidays": [it.isoformat() for it in off], "special": special}, self._zone)
        if hours is None:
            return _("Without opening hours somebody is always there, also on days off.")
        opens = next_opening(hours, self._moment)
        told = (
            self._open_after_all(self.days_off.days - off),
            self._today(hours, opens),
            self._after(off, hours, opens),
        )
        return " ".join(it for it in told if it)

    def _open_after_all(self, days: frozenset[date]) -> str:
        """Which of the days off are none: they have hours of their own."""
        told = ", ".join(range_text(first, last, language()) for first, last in ranges(days))
        return _("Not off, but open by other hours: {days}.").format(days=told) if told else ""

    def _today(self, hours: Calendar, opens: datetime) -> str:
        if is_open(hours, self._moment):
            return _("Open now.")
        if opens <= self._moment:
            return _("It does not open within a year.")
        return _("Closed now; next open {when}.").format(when=self._when(hours, opens))

    def _after(self, off: set[date], hours: Calendar, told: datetime) -> str:
        """When it opens again after the days that were added last, else after the next ones, unless that is told."""
        added = self.days_off.added
        ahead = [it for it in ranges(off) if it[1] >= self._moment.date()]
        ahead.sort(key=lambda it: added is None or not it[0] <= added <= it[1])
        for first, last in ahead:
            opens = next_opening(hours, datetime.combine(last + timedelta(days=1), time(), hours.zone))
            if opens != told:
                days = range_text(first, last, language())
                return _("After {days}: open {when}.").format(days=days, when=self._when(hours, opens))
        return ""

    def _when(self, hours: Calendar, opens: datetime) -> str:
        return from_when(opens, self._moment, hours.zone, language())


def _label(field: QPlainTextEdit) -> QLabel:
    made = QLabel(field.accessibleName())
    made.setBuddy(field)
    made.setProperty("role", "secondary")
    made.setFont(theme().font("meta", weight=500))
    return made
