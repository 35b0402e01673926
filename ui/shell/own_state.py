"""One's own state: at work, or away and why; since when, and what follows from it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.work_state import WorkState
from ui.shell.frame import Frame
from ui.translation import _
from ui.widgets.menu import pop_up

LOOK_MS = 15_000
"""So often the minutes are looked at: nothing is painted while they are the same."""

GOES_ON = timedelta(hours=12)
"""So long a state goes on over a restart; after a night one begins anew at work."""


class OwnState(QObject):
    """Kept on this computer, seen by colleagues. Who is away is seen at no request, and told of nothing but calls."""

    chosen = Signal()
    """The person said what they do, be it the same as before."""
    changed = Signal()
    """Another state."""
    aged = Signal()
    """Another minute of it."""

    def __init__(self, now: Callable[[], datetime], parent: QObject) -> None:
        """``now``: on the person's wall."""
        super().__init__(parent)
        self._now = now
        self.state, self.since = WorkState.AVAILABLE, now()
        self._told = ""
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self.look)
        self._looking.start()

    @property
    def is_away(self) -> bool:
        """Whether one is not there for customers."""
        return self.state is not WorkState.AVAILABLE

    @property
    def lasted(self) -> str:
        """Hours and minutes of it; a clock that was set back makes none."""
        minutes = max(0, int((self._now() - self.since).total_seconds() // 60))
        return f"{minutes // 60}:{minutes % 60:02}"

    def choose(self, state: WorkState) -> None:
        """From now on; the same again changes nothing here, but it was said."""
        if state is not self.state:
            self._begin(state, self._now())
        self.chosen.emit()

    @Slot()
    def look(self) -> None:
        """Tell of another minute."""
        if self.lasted != self._told:
            self._told = self.lasted
            self.aged.emit()

    @property
    def kept(self) -> str:
        """For the next start."""
        return f"{self.state.value} {self.since.isoformat()}"

    def restore(self, kept: str) -> None:
        """As it was, unless that is long ago; what cannot be read is nothing."""
        name, _space, at = kept.partition(" ")
        try:
            state, since = WorkState(name), datetime.fromisoformat(at).astimezone(self._now().tzinfo)
        except ValueError:
            return
        if timedelta() <= self._now() - since < GOES_ON:
            self._begin(state, since)

    def menu(self, parent: QWidget) -> QMenu:
        """All states, the one of now marked."""
        menu = QMenu(parent)
        menu.setAccessibleName(_("My state"))
        group = QActionGroup(menu)
        for state in WorkState:
            act = menu.addAction(state_name(state), partial(self.choose, state))
            act.setCheckable(True)
            act.setChecked(state is self.state)
            group.addAction(act)
        return menu

    def ask(self, beside: QWidget, *, by_key: bool) -> None:
        """Open the menu over its place in the status bar; a key that opens it stands on what one likely wants."""
        menu = self.menu(beside)
        menu.aboutToHide.connect(menu.deleteLater)
        place = beside.mapToGlobal(beside.rect().topRight())
        size = menu.sizeHint()
        place.setX(place.x() - size.width())
        place.setY(place.y() - size.height())
        pop_up(menu, place, by_key=by_key)
        if by_key:
            menu.setActiveAction(menu.actions()[0 if self.is_away else 1])

    def _begin(self, state: WorkState, since: datetime) -> None:
        self.state, self.since = state, since
        self._told = self.lasted
        self.changed.emit()


class StateLine(QObject):
    """The state in the status bar, and in whatever else follows from it."""

    def __init__(
        self,
        frame: Frame,
        user_id: UUID,
        own: OwnState,
        follow: Callable[[bool], object],
        say: Callable[[WorkState], object],
    ) -> None:
        """``follow`` is told whether one is away; ``say`` tells colleagues what one does, each time one says so."""
        super().__init__(own)
        self._frame, self._own, self._follow, self._say = frame, own, follow, say
        self._key = f"state/{user_id.hex}"
        own.restore(str(frame.store.settings.value(self._key, "")))
        own.changed.connect(self._on_changed)
        own.chosen.connect(self._on_chosen)
        own.aged.connect(self._show)
        frame.status.state_requested.connect(self._on_pressed)
        self._tell()
        self._on_chosen()

    def ask(self) -> None:
        """F12: choose another one."""
        self._own.ask(self._frame.status.presence, by_key=True)

    def retranslate(self) -> None:
        """Its name in the window's language."""
        self._show()

    def close(self) -> None:
        """Somebody else may work here next."""
        self._frame.status.state_requested.disconnect(self._on_pressed)
        self._frame.status.show_state("", "", False)
        self._own.deleteLater()

    @Slot()
    def _on_pressed(self) -> None:
        self._own.ask(self._frame.status.presence, by_key=False)

    @Slot()
    def _on_changed(self) -> None:
        self._frame.store.settings.setValue(self._key, self._own.kept)
        self._tell()
        self._frame.status.say(_("{state} from now on").format(state=state_name(self._own.state)))

    @Slot()
    def _on_chosen(self) -> None:
        self._say(self._own.state)

    def _tell(self) -> None:
        self._follow(self._own.is_away)
        self._show()

    @Slot()
    def _show(self) -> None:
        self._frame.status.show_state(state_name(self._own.state), self._own.lasted, self._own.is_away)


def state_name(state: WorkState) -> str:
    """In words that fit whoever it is."""
    return {
        WorkState.AVAILABLE: _("At work"),
        WorkState.BREAK: _("Break"),
        WorkState.LUNCH: _("Lunch"),
        WorkState.MEETING: _("Meeting"),
        WorkState.TRAINING: _("Training"),
    }[state]
