"""One of a few good times, or any other."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QDateTime, QTimeZone
from PySide6.QtWidgets import QButtonGroup, QDateTimeEdit, QRadioButton, QVBoxLayout, QWidget

from ui.theme.tokens import theme
from ui.translation import _
from ui.wording import clock_text, instant_format, locale, short_day


class TimeChoice(QWidget):
    """Arrows choose; touching the field chooses another time."""

    def __init__(
        self, now: datetime, offered: Sequence[tuple[str, datetime]], *, none: str = "", parent: QWidget | None = None
    ) -> None:
        """``now`` and ``offered`` in the operator's zone; ``none``: words of no time at all, empty: there is one."""
        super().__init__(parent)
        self._now = now
        self._group = QButtonGroup(self)
        self._values: list[datetime | None] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(4))
        for name, time in offered:
            self._add(_("{when}: {time}").format(when=name, time=self._told(time)), time)
        self._other = self._add(_("Another time"), None)
        self.field = QDateTimeEdit()
        self.field.setLocale(locale())
        self.field.setDisplayFormat(instant_format())
        self.field.setCalendarPopup(True)
        self.field.setAccessibleName(_("Date and time"))
        self.field.setMinimumDateTime(_shown(now))
        self.field.setDateTime(_shown(now + timedelta(days=1)))
        self.field.dateTimeChanged.connect(lambda: self._other.setChecked(True))
        self._column.addWidget(self.field)
        self.none = self._add(none, None) if none else None
        self._group.button(0).setChecked(True)
        self.setFocusProxy(self._group.button(0))

    @property
    def time(self) -> datetime | None:
        """What is chosen; None: no time at all."""
        button = self._group.checkedButton()
        if button is self._other:
            wall = self.field.dateTime().toPython()
            assert isinstance(wall, datetime)
            return wall.replace(tzinfo=self._now.tzinfo, second=0, microsecond=0)
        return self._values[self._group.checkedId()]

    def _told(self, time: datetime) -> str:
        assert time.tzinfo is not None
        clock = clock_text(time, time.tzinfo)
        return clock if time.date() == self._now.date() else f"{short_day(time.date(), self._now.date())}, {clock}"

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
