"""Until when a conversation is put aside: a few good times, or any."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QDateTime, QTimeZone, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDateTimeEdit,
    QDialog,
    QDialogButtonBox,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui.theme.tokens import theme
from ui.translation import _
from ui.wording import clock_text, instant_format, locale, short_day

_MORNING, _AFTERNOON = 9, 15
_MONDAY = 0


def times(now: datetime) -> list[tuple[str, datetime]]:
    """Times to choose from, each in words; the earliest first, none twice."""
    today = now.replace(minute=0, second=0, microsecond=0)
    tomorrow = today.replace(hour=_MORNING) + timedelta(days=1)
    monday = today.replace(hour=_MORNING) + timedelta(days=(_MONDAY - now.weekday()) % 7 or 7)
    soon = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
    found = [(_("In an hour"), soon)]
    if today.replace(hour=_AFTERNOON) > soon:
        found.append((_("This afternoon"), today.replace(hour=_AFTERNOON)))
    found.append((_("Tomorrow morning"), tomorrow))
    found.append((_("In three days"), today.replace(hour=_MORNING) + timedelta(days=3)))
    if monday != tomorrow:
        found.append((_("Next Monday"), monday))
    return found


class FollowUpDialog(QDialog):
    """Arrows choose, Enter does it."""

    chosen = Signal(object)
    """A time was chosen. Carries it, or None: it is not aside any more."""

    def __init__(self, now: datetime, at: Sequence[datetime | None], parent: QWidget | None = None) -> None:
        """``now`` in the operator's zone; ``at``: when those it is about come back."""
        super().__init__(parent)
        self.setObjectName("follow_up_dialog")
        self.setWindowTitle(_("Follow up later"))
        self._now = now
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme().space(4))
        self._values: list[datetime | None] = []
        for name, time in times(now):
            same = time.date() == now.date()
            day = clock_text(time, time.tzinfo) if same else self._told(time)  # type: ignore[arg-type]
            self._add(_("{when}: {time}").format(when=name, time=day), time)
        self._other = self._add(_("Another time"), None)
        self.time = QDateTimeEdit()
        self.time.setLocale(locale())
        self.time.setDisplayFormat(instant_format())
        self.time.setCalendarPopup(True)
        self.time.setAccessibleName(_("Date and time"))
        self.time.setMinimumDateTime(_shown(now))
        self.time.setDateTime(_shown(now + timedelta(days=1)))
        self.time.dateTimeChanged.connect(lambda: self._other.setChecked(True))
        self._column.addWidget(self.time)
        self._off = self._add(_("Not aside any more"), None) if any(at) else None
        self._end()

    @property
    def until(self) -> datetime | None:
        """What was chosen; None: not aside any more."""
        button = self._group.checkedButton()
        if button is self._other:
            wall = self.time.dateTime().toPython()
            assert isinstance(wall, datetime)
            return wall.replace(tzinfo=self._now.tzinfo, second=0, microsecond=0)
        return self._values[self._group.checkedId()]

    def _end(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Put aside"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._column.addWidget(buttons)
        self.setMinimumWidth(theme().size("toast"))
        first = self._group.button(0)
        first.setChecked(True)
        first.setFocus()

    def _told(self, time: datetime) -> str:
        return f"{short_day(time.date(), self._now.date())}, {time:%H:%M}"

    def _add(self, text: str, value: datetime | None) -> QRadioButton:
        button = QRadioButton(text)
        button.setAccessibleName(text)
        self._group.addButton(button, len(self._values))
        self._values.append(value)
        self._column.addWidget(button)
        return button


def _shown(at: datetime) -> QDateTime:
    """The wall clock of the operator's zone, whatever this computer's is."""
    made = QDateTime(at.year, at.month, at.day, at.hour, at.minute, 0)
    made.setTimeZone(QTimeZone(QTimeZone.Initialization.LocalTime))
    return made
