"""One of a few good times, or any other."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QDateTime, QTimeZone
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QDateTimeEdit, QRadioButton, QVBoxLayout, QWidget

from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.choice import paint_arrow
from ui.wording import clock_text, instant_format, locale, short_day


class TimeField(QDateTimeEdit):
    """Any time from now on; a day later to begin with."""

    def __init__(self, now: datetime, parent: QWidget | None = None) -> None:
        """``now`` in the operator's zone."""
        super().__init__(parent)
        self._zone = now.tzinfo
        self.setLocale(locale())
        self.setDisplayFormat(instant_format())
        self.setCalendarPopup(True)
        self.setAccessibleName(_("Date and time"))
        self.setMinimumDateTime(_shown(now))
        self.setDateTime(_shown(now + timedelta(days=1)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, then the arrow that opens the calendar."""
        super().paintEvent(event)
        paint_arrow(QPainter(self), self)

    @property
    def instant(self) -> datetime:
        """What stands in it."""
        wall = self.dateTime().toPython()
        assert isinstance(wall, datetime)
        return wall.replace(tzinfo=self._zone, second=0, microsecond=0)


def offered_words(name: str, time: datetime, now: datetime) -> str:
    """A time to choose: ``Tomorrow by noon: Fri 13 Nov, 12:00``; both in the operator's zone."""
    assert time.tzinfo is not None
    clock = clock_text(time, time.tzinfo)
    told = clock if time.date() == now.date() else f"{short_day(time.date(), now.date())}, {clock}"
    return _("{when}: {time}").format(when=name, time=told)


class TimeChoice(QWidget):
    """Arrows choose; touching the field chooses another time."""

    def __init__(
        self, now: datetime, offered: Sequence[tuple[str, datetime]], *, none: str = "", parent: QWidget | None = None
    ) -> None:
        """``now`` and ``offered`` in the operator's zone; ``none``: words of no time at all, empty: there is one."""
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._values: list[datetime | None] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(4))
        for name, time in offered:
            self._add(offered_words(name, time, now), time)
        self._other = self._add(_("Another time"), None)
        self.field = TimeField(now)
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
            return self.field.instant
        return self._values[self._group.checkedId()]

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
