"""Who comes next at a shared computer, what others left there, and what is done when a key was lost."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.client.port import Profile
from app.client.reach import Reach
from ui.bridge.background import Background
from ui.colleagues import AFTER_MS, Colleagues
from ui.tried import Tried

if TYPE_CHECKING:
    from app.client.start import Surroundings
    from ui.session import Session
    from ui.signin.window import SignInWindow


CLOSING_S = 1.0
"""A request for somebody who is away may take that long to end; its answer counts as lost then."""


class Reception(QObject):
    """Asks keyring and outboxes on threads of their own; the window never waits for them."""

    chosen = Signal(object)
    """A person who is signed in goes on. Carries the ``Profile``."""

    failed = Signal(object)
    """The world said no. Carries the ``Trouble``."""

    def __init__(self, around: "Surroundings | None", again: Callable[[], None], parent: QObject) -> None:
        """``again``: what was wanted can be tried once more: the key is back, or the outbox was put aside."""
        super().__init__(parent)
        self._around = around
        self._again = again
        self._passphrase: str | None = None
        self._window: SignInWindow | None = None
        self.tried = Tried(_on_the_wall)
        """What was tried at the sign-in."""
        self.colleagues = Colleagues(around, self)

    def attend(self, window: "SignInWindow") -> None:
        """Serve this sign-in window."""
        self._window = window
        window.form.server_named.connect(self._on_server_named)
        window.form.people.chosen.connect(self._on_chosen)
        window.form.log_requested.connect(self._on_log)
        self.colleagues.changed.connect(window.form.people.show_left)
        window.recovery.submitted.connect(self._on_recovery_key)
        window.recovery.anew_requested.connect(self._on_anew)

    def leave(self, session: "Session", profile: Profile | None) -> None:
        """A desk is open: the window is going, what others left goes out beside. None: a trial, which sends nothing."""
        self._window = None
        session.status_changed.connect(self.colleagues.on_status)
        if profile is None:
            self.colleagues.rest()
        else:
            self.colleagues.attend(profile.key, after_ms=AFTER_MS)

    def close(self) -> None:
        """The end of the program."""
        self.colleagues.rest(CLOSING_S)

    def look(self, passphrase: str | None) -> None:
        """Show who works here and what of theirs has not gone out; what can goes out meanwhile."""
        from app.client.people import people

        self._passphrase = passphrase
        self._begin(partial(people, self._around, passphrase), self._on_people)
        self.colleagues.attend()
        if self._window is not None:
            self._window.form.ask_for_server()

    @Slot(str)
    def _on_server_named(self, address: str) -> None:
        """Ask for it while the rest is typed."""
        from app.client.reach import look_at

        self._begin(lambda: (address, look_at(address)), self._on_reached)

    def watch(self, address: str, signing_in: Background) -> None:
        """What comes of a sign-in there is noted."""
        signing_in.done.connect(lambda _profile: self.tried.note(address, None))
        signing_in.failed.connect(partial(self.tried.note, address))

    @Slot()
    def _on_log(self) -> None:
        from ui.signin.tried_dialog import TriedDialog

        dialog = TriedDialog(self.tried, self._window)
        dialog.exec()
        dialog.deleteLater()

    @Slot(object)
    def _on_reached(self, reached: tuple[str, Reach]) -> None:
        self.tried.note(*reached)
        if self._window is not None:
            self._window.form.show_reach(*reached)

    def _begin(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        running = Background(work, self)
        running.done.connect(done)
        running.failed.connect(self.failed)
        running.start()

    @Slot(object)
    def _on_people(self, people: Sequence[Profile]) -> None:
        if self._window is not None:
            self._window.form.people.show_people(people)

    @Slot(object)
    def _on_chosen(self, profile: Profile) -> None:
        """Signed in: at once. Else the password is asked, with everything else filled in."""
        if profile.signed_in or profile.problems:
            self.chosen.emit(profile)
        elif self._window is not None:
            self._window.fill(profile.server_url, profile.email)
            self._window.form.ask_for_server()

    @Slot(str)
    def _on_recovery_key(self, typed: str) -> None:
        self._settle(partial(_recover, self._around, self._passphrase, typed))

    @Slot()
    def _on_anew(self) -> None:
        self._settle(partial(_begin_anew, self._around))

    def _settle(self, work: Callable[[str], None]) -> None:
        if self._window is not None:
            self._window.set_busy(True)
            self._begin(partial(work, self._window.lost), self._on_settled)

    @Slot(object)
    def _on_settled(self, _nothing: object) -> None:
        self._again()


def _on_the_wall() -> datetime:
    return datetime.now().astimezone()


def _recover(around: "Surroundings | None", passphrase: str | None, typed: str, profile_key: str) -> None:
    from app.client.start import recover_outbox

    recover_outbox(profile_key, typed, passphrase=passphrase, around=around)


def _begin_anew(around: "Surroundings | None", profile_key: str) -> None:
    from app.client.start import put_outbox_aside

    put_outbox_aside(profile_key, around=around)
