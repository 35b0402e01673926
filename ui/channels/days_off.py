"""Days off: typed as one says them, one line a range, and what is wrong with what was typed."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.language.day_text import LONGEST, NoDay, Wrong, days_of, range_text, ranges
from ui.channels.page import plain_label
from ui.theme.tokens import theme
from ui.translation import _, language, ngettext
from ui.widgets.announce import announce
from ui.widgets.button import Button
from ui.widgets.selection import FollowedSelection

_RANGE = Qt.ItemDataRole.UserRole
_MOST_SHOWN = 4
"""Rows of the list before it scrolls."""


class DayLine(QLineEdit):
    """Enter adds what was typed; the dialog around is not saved by it."""

    entered = Signal()
    """Enter was pressed over some text."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """An empty line leaves Enter to the dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self.entered.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class DaysOff(QWidget):
    """Keeps what was typed until it is a day: nothing is guessed, nothing thrown away."""

    changed = Signal()
    """Days were added or removed."""

    def __init__(self, days: Iterable[date], today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days: frozenset[date] = frozenset(days)
        self.added: date | None = None
        """The last day of what was added last."""
        self._today = today
        self.line, self.add, self.remove = DayLine(), Button(_("Add")), Button(_("Remove"))
        self.list, self.problem, self.summary = QListWidget(), plain_label("danger"), plain_label("secondary")
        FollowedSelection(self.list)
        self.line.setPlaceholderText(_("1–8 January"))
        self.line.setObjectName("inbox_day_off")
        self.line.setAccessibleName(_("Days off"))
        self.line.setAccessibleDescription(_("A day or a range; Enter adds it."))
        self.add.setAccessibleName(_("Add the days off"))
        self.remove.setAccessibleName(_("Remove the chosen days off"))
        self.list.setAccessibleName(_("Days off"))
        self._lay_out()
        self.line.entered.connect(self._on_added)
        self.line.textEdited.connect(self._on_edited)
        self.add.clicked.connect(self._on_added)
        self.remove.clicked.connect(self._on_removed)
        self._say("")
        self._show()

    def _lay_out(self) -> None:
        look = theme()
        label = QLabel(_("Days off"))
        label.setBuddy(self.line)
        label.setProperty("role", "secondary")
        label.setFont(look.font("meta", weight=500))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.space(3))
        grid.setColumnStretch(0, 1)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.line, 1, 0)
        grid.addWidget(self.add, 1, 1)
        grid.addWidget(self.problem, 2, 0, 1, 2)
        grid.addWidget(self.list, 3, 0)
        grid.addWidget(self.remove, 3, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.summary, 4, 0, 1, 2)

    def put(self, days: Iterable[date], today: date) -> None:
        """Show these instead."""
        self.added, self._today = None, today
        self._set(frozenset(days))

    def take(self) -> frozenset[date]:
        """All days off, with what still stands in the line. Raises ``NoDay``: that is none; it stays and is told."""
        if self.line.text().strip() and not self._add():
            raise NoDay(self.line.text().strip(), Wrong.UNREAD)
        return self.days

    def _add(self) -> bool:
        try:
            days = days_of(self.line.text(), self._today)
        except NoDay as wrong:
            self._say(wrong_words(wrong))
            return False
        self._say("")
        self.line.clear()
        self.added = days[-1]
        self._set(self.days | frozenset(days))
        return True

    def _set(self, days: frozenset[date]) -> None:
        self.days = days
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """The ranges, those that are over last and paler."""
        found = list(ranges(self.days))
        ahead = [it for it in found if it[1] >= self._today]
        over = [it for it in found if it[1] < self._today]
        row = self.list.currentRow()
        self.list.clear()
        for first, last in ahead:
            self.list.addItem(range_text(first, last, language()))
        for first, last in over:
            item = QListWidgetItem(_("{days} (over)").format(days=range_text(first, last, language())))
            item.setForeground(theme().color("text.tertiary"))
            self.list.addItem(item)
        for number, its in enumerate([*ahead, *over]):
            self.list.item(number).setData(_RANGE, its)
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        for part in (self.list, self.remove):
            part.setVisible(bool(found))
        self._fit()
        self.summary.setText(summary_words(sum(1 for it in self.days if it >= self._today)))

    def _fit(self) -> None:
        shown = max(1, min(self.list.count(), _MOST_SHOWN))
        height = self.list.sizeHintForRow(0) if self.list.count() else 0
        self.list.setFixedHeight(shown * height + 2 * self.list.frameWidth() + theme().space(2))

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        if words and self.isVisible():
            announce(self.line, words)

    @Slot()
    def _on_added(self) -> None:
        if self.line.text().strip():
            self._add()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_edited(self) -> None:
        self._say("")

    @Slot()
    def _on_removed(self) -> None:
        at = self.list.currentRow()
        if at < 0:
            return
        first, last = self.list.item(at).data(_RANGE)
        self.added = None
        self._set(frozenset(it for it in self.days if not first <= it <= last))
        if not self.days:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)


def summary_words(count: int) -> str:
    """How many are still to come."""
    if not count:
        return _("No days off ahead.")
    return ngettext("{count} day off ahead.", "{count} days off ahead.", count).format(count=count)


def wrong_words(wrong: NoDay) -> str:
    """What is wrong with what was typed, and how it is written."""
    words = {
        Wrong.UNREAD: _("“{text}” is no day. Write it as 9 May, 31.12.2026 or 1–8 January."),
        Wrong.NO_SUCH_DAY: _("“{text}”: there is no such day."),
        Wrong.BACKWARDS: _("“{text}” ends before it begins."),
        Wrong.TOO_LONG: ngettext(
            "“{text}” is longer than {count} day; add it in parts.",
            "“{text}” is longer than {count} days; add it in parts.",
            LONGEST,
        ),
    }
    return words[wrong.why].format(text=wrong, count=LONGEST)
