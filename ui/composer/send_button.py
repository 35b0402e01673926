"""The button that says what sending does, with the other ways in its menu."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.status import Status
from ui.translation import _
from ui.widgets.button import PrimaryButton

_KEY = "Ctrl+Return"


class SendButton(PrimaryButton):
    """Sends nothing itself."""

    chosen = Signal(object)
    """The text is to leave. Carries the ``Status`` the request gets then."""
    put_off = Signal(object)
    """The text is to leave later. Carries the instant, None: at a time to be chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ways = QMenu(self)
        self._later = QMenu(self._ways)  # one for ever: of a menu in a menu, PySide forgets at a clear what it is
        self.now: Callable[[], datetime] | None = None
        """The operator's wall clock; without it nothing is put off."""
        self._ways.aboutToShow.connect(self._fill_menu)
        self.clicked.connect(partial(self.chosen.emit, Status.WAITING_CUSTOMER))

    def show_state(self, *, is_note: bool, is_away: bool) -> None:
        """Say what pressing does: a note is saved; without a connection a reply waits here."""
        words = _("Queue to send") if is_away else _("Send, wait for customer")
        self.setMenu(None if is_note else self._ways)
        self.set_text(_("Save note") if is_note else words, _KEY)

    def choices(self) -> QMenu:
        """The ways to send, as the menu shows them."""
        self._fill_menu()
        return self._ways

    def _fill_menu(self) -> None:
        self._ways.clear()
        self._later.clear()
        for words, then in (
            (_("Send, wait for customer"), Status.WAITING_CUSTOMER),
            (_("Send and keep open"), Status.OPEN),
            (_("Send and solve"), Status.RESOLVED),
        ):
            self._ways.addAction(words, partial(self.chosen.emit, then))
        if self.now is None:
            return
        self._later.setTitle(_("Send later"))
        self._ways.addMenu(self._later)
        for words, at in times(self.now()):
            self._later.addAction(words, partial(self.put_off.emit, at))
        self._later.addAction(_("At another time…"), partial(self.put_off.emit, None))


def times(now: datetime) -> list[tuple[str, datetime]]:
    """Times one is likely to mean, in words; whole hours, the next working week."""
    hour = (now + timedelta(minutes=75)).replace(minute=0, second=0, microsecond=0)
    found = [(_("In an hour or so, {time}"), hour)]
    evening = now.replace(hour=18, minute=0, second=0, microsecond=0)
    if evening > hour:
        found.append((_("Today, {time}"), evening))
    morning = (now + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    found.append((_("Tomorrow, {time}"), morning))
    monday = morning + timedelta(days=(7 - morning.weekday()) % 7)
    if monday != morning:
        name = _("In a week, {time}") if monday.weekday() == now.weekday() else _("Monday, {time}")
        found.append((name, monday))
    return [(words.format(time=f"{at:%H:%M}"), at) for words, at in found]
