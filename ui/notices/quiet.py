"""Do not disturb: for an hour, until some time, or until it is turned off; what has an end ends by itself."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from ui.translation import _

LOOK_MS = 10_000
"""So often it is looked whether the end has come: a computer that slept counts by the clock, not by a timer."""

_ENDLESS = "on"
_MORNING = 9
_HOURS = 8


class Quiet(QObject):
    """Whether one asked not to be disturbed, and until when."""

    changed = Signal()
    """It began, ended, or ends at another time."""

    def __init__(self, now: Callable[[], datetime], parent: QObject) -> None:
        """``now``: on the person's wall."""
        super().__init__(parent)
        self._now = now
        self.is_on = False
        self.until: datetime | None = None
        """When it ends; None while it is on: when it is turned off."""
        self._day = now().date()
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self.look)

    def begin(self, until: datetime | None) -> None:
        """From now until then; None: until ``end``."""
        self.is_on, self.until = True, until
        self._day = self._now().date()
        if until is None:
            self._looking.stop()
        else:
            self._looking.start()
        self.changed.emit()

    @Slot()
    def end(self) -> None:
        """One may be disturbed again."""
        self._looking.stop()
        if self.is_on:
            self.is_on, self.until = False, None
            self.changed.emit()

    @Slot()
    def look(self) -> None:
        """End it when its time has come; with another day its end is called otherwise."""
        if self.until is None:
            return
        if self._now() >= self.until:
            self.end()
        elif self._now().date() != self._day:
            self.begin(self.until)

    @property
    def kept(self) -> str:
        """For the next start: when it ends, or that it has no end; empty while it is off."""
        return "" if not self.is_on else _ENDLESS if self.until is None else self.until.isoformat()

    def restore(self, kept: str) -> None:
        """As it was; what has ended meanwhile has ended, and what cannot be read is nothing."""
        if kept == _ENDLESS:
            self.begin(None)
            return
        try:
            until = datetime.fromisoformat(kept).astimezone(self._now().tzinfo)
        except ValueError:
            return
        if until > self._now():
            self.begin(until)

    @property
    def words(self) -> str:
        """``Do not disturb until 15:00``; empty while it is off."""
        if not self.is_on:
            return ""
        if self.until is None:
            return _("Do not disturb")
        return _("Do not disturb until {time}").format(time=self._told(self.until))

    def menu(self, parent: QWidget | None = None) -> QMenu:
        """For how long; while it is on also its end."""
        menu = QMenu(_("Do not disturb"), parent)
        menu.setObjectName("quiet_menu")
        if self.is_on:
            menu.addAction(_("May be disturbed again"), self.end)
            menu.addSeparator()
        now = self._now()
        hour = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
        self._offer(menu, _("For an hour, until {time}").format(time=self._told(hour)), hour)
        later = menu.addMenu(_("Until"))
        for time in full_hours(now):
            self._offer(later, self._told(time), time)
        morning = (now + timedelta(days=1)).replace(hour=_MORNING, minute=0, second=0, microsecond=0)
        self._offer(menu, _("Until tomorrow, {time}").format(time=f"{morning:%H:%M}"), morning)
        self._offer(menu, _("Until I turn it off"), None)
        return menu

    def _offer(self, menu: QMenu, name: str, until: datetime | None) -> None:
        menu.addAction(name, partial(self.begin, until))

    def _told(self, time: datetime) -> str:
        clock = f"{time:%H:%M}"
        return clock if time.date() == self._now().date() else _("tomorrow, {time}").format(time=clock)


def full_hours(now: datetime) -> Iterator[datetime]:
    """The next ones, none of them only minutes away."""
    first = (now + timedelta(minutes=75)).replace(minute=0, second=0, microsecond=0)
    return (first + timedelta(hours=more) for more in range(_HOURS))
