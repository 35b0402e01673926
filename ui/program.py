"""The running program: from the painted frame to an open desk, and back to the sign-in."""

import importlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.client.port import Desk, Problem, Profile, Trouble
from app.client.settings import Settings
from ui.bridge.background import Background
from ui.bridge.crash import CrashReporter
from ui.crashes import Crashes
from ui.leaving import Leaving
from ui.link_door import LinkDoor
from ui.preferences import Preferences
from ui.reception import Reception
from ui.shell.key_book import KeyBook
from ui.shell.layout import LayoutStore
from ui.shell.window import MainWindow
from ui.theme.controller import ThemeController
from ui.translation import _
from ui.wardrobe import Wardrobe

if TYPE_CHECKING:
    from app.client.start import Surroundings
    from ui.session import Session


class Program(QObject):
    """Owns the long-lived objects. ``start`` decides what is shown first."""

    def __init__(
        self, app: QApplication, config: Path, *, language: str = "", around: "Surroundings | None" = None
    ) -> None:
        """``language``: of this run only, wins over the settings. ``around``: another world than this computer's."""
        super().__init__(app)
        self._app = app
        self._around = around
        self.controller = ThemeController(app, self)
        self.wardrobe = Wardrobe(app, self.controller, config, language)
        store = LayoutStore(QSettings(str(config / "window.ini"), QSettings.Format.IniFormat))
        self.window = MainWindow(self.controller, store, KeyBook(config))
        self.window.closed.connect(self.close)
        self.preferences = Preferences(self.wardrobe, self.window, config, self)
        self.preferences.changed.connect(self._on_settings_changed)
        self.window.sign_out_requested.connect(self._sign_out)
        self.window.switch_requested.connect(self._switch)
        self.reception = Reception(around, lambda: self._again(), self)  # noqa: PLW0108  it becomes another one
        self.reception.chosen.connect(self._open_profile)
        self.reception.failed.connect(self._show_trouble)
        self.reception.colleagues.changed.connect(self.window.status.left.show_left)
        self.crashes = Crashes(self.window.count_kept, self.close, self)
        self.crash = CrashReporter(self.window.save_drafts, self.crashes.show, self)
        self._signin: Any = None
        self._session: Session | None = None
        self.links = LinkDoor(lambda: self._session, self)
        self.leaving = Leaving(self)
        self.leaving.ended.connect(self._on_left)
        self._trial: Any = None
        self._profile: Profile | None = None
        self._passphrase: str | None = None
        self._again: Callable[[], None] = self.start

    # ------------------------------------------------------------------ what is shown

    def show_frame(self) -> None:
        """Paint the frame now, before anything slow is imported."""
        self.window.show()
        self._app.processEvents()

    def start(self, *, wanted: str = "") -> None:
        """Open the profile of that key, or the one used last; without one, the sign-in."""
        known = _known(self._around, wanted)
        if known:
            self._open_profile(known[0])
        else:
            self._show_signin()

    def start_trial(self) -> None:
        """Start the trial's server beside the window, then open its desk."""
        from app.client.start import start_trial

        self._again, self._profile = self.start_trial, None
        passphrase, around = self._passphrase, self._around
        self.window.show()
        self.window.show_doing(_("Starting a server on this computer. The first time it also makes a sample shop."))
        trial = partial(start_trial, passphrase=passphrase, around=around)
        self._in_background(lambda: self.leaving.wait() and trial(), self._on_trial_started)

    def run(self) -> int:
        """Handle events until the end; the exit code."""
        return self._app.exec()

    def raise_window(self) -> None:
        """Somebody started the program once more."""
        _to_front(self._signin if self._signin is not None and self._signin.isVisible() else self.window)

    @Slot()
    def close(self) -> None:
        """Save drafts, let leaving letters go, stop everything, end."""
        self._close_desk()
        self.reception.close()
        self.leaving.wait()
        if self._trial is not None:
            self._trial.stop()
            self._trial = None
        self.crash.release()
        self._app.quit()

    # ------------------------------------------------------------------ desks

    @Slot(object)
    def _open_profile(self, profile: Profile) -> None:
        """The keyring takes its time: meanwhile the list and the engine are imported here."""
        self._again = lambda: self._open_profile(profile)
        self._profile = profile
        if self._signin is not None:
            self._signin.set_busy(True)  # a second click opens no second desk
        self.window.show()
        self.window.show_doing(_("Opening your desk…"))
        passphrase, around = self._passphrase, self._around
        self._in_background(lambda: self.leaving.wait() and _opened(profile, passphrase, around), self._attach)
        _make_ready(self.window)

    @Slot(object)
    def _on_trial_started(self, trial: Any) -> None:
        self._trial = trial
        self.window.show_doing(_("The server runs. Opening your desk…"))
        self._in_background(trial.open_desk, self._on_trial_opened)

    @Slot(object)
    def _on_trial_opened(self, desk: Desk) -> None:
        self._attach(desk, self._trial.notices)

    @Slot(object)
    def _attach(self, desk: Desk, notices: Sequence[Problem] = ()) -> None:
        self._session = _session(self.window, desk, notices, self)
        self._session.set_letter_undo(self.wardrobe.settings.undo_seconds)
        self._session.locked.connect(self._show_trouble, Qt.ConnectionType.QueuedConnection)
        self.reception.leave(self._session, self._profile)
        signin, self._signin = self._signin, None
        if signin is not None:
            _put_away(signin)
        self.show_frame()
        self._session.build()
        self.links.hand_over()

    def _close_desk(self) -> None:
        self.window.save_drafts()
        session, self._session = self._session, None
        if session is not None:
            self.leaving.close(session)
        else:
            self.window.detach()

    # ------------------------------------------------------------------ sign-in

    def _show_signin(self) -> None:
        if self._signin is None:
            self._signin = _signin_window(self.controller, self._around)
            self._signin.submitted.connect(self._on_submitted)
            self._signin.passphrase_given.connect(self._on_passphrase_given)
            self._signin.trial_requested.connect(self.start_trial)
            self._signin.language_chosen.connect(self.preferences.speak)
            self.reception.attend(self._signin)
        if self._profile is not None and not self._profile.trial:
            self._signin.fill(self._profile.server_url)
        self.window.hide()
        self._signin.show()
        self._on_left()

    @Slot()
    def _on_left(self) -> None:
        """Who works here, once it is known what of theirs has not gone out."""
        if self._signin is not None and self.leaving.session is None:
            self.reception.look(self._passphrase)

    def _show_trouble(self, trouble: Trouble) -> None:
        if self._session is not None:
            self._close_desk()
        self._show_signin()
        self._signin.show_trouble(trouble)

    @Slot(object)
    def _on_submitted(self, typed: Any) -> None:
        from app.client.start import remember, sign_in

        self._signin.set_busy(True)
        self._again = lambda: self._on_submitted(typed)
        passphrase, around = self._passphrase, self._around

        def signed_in() -> Profile:
            profile = sign_in(typed.server, typed.email, typed.password, passphrase=passphrase, around=around)
            return remember(profile, around, kept=typed.kept)

        self.reception.watch(typed.server, self._in_background(signed_in, self._open_profile))

    @Slot(str)
    def _on_passphrase_given(self, passphrase: str) -> None:
        self._passphrase = passphrase
        self._signin.set_busy(True)
        self._again()

    @Slot()
    def _sign_out(self) -> None:
        self._in_background((lambda: None) if self._session is None else self._session.sign_out, self._switch)

    @Slot()
    def _switch(self, _signed_out: object = None) -> None:
        """Somebody else sits down: drafts are kept."""
        self._close_desk()
        self._show_signin()

    # ------------------------------------------------------------------ settings, language, look

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        if self._session is not None:
            self._session.set_letter_undo(settings.undo_seconds)

    # ------------------------------------------------------------------ work, bugs

    def _in_background(self, work: Callable[[], Any], done: Callable[[Any], None]) -> Background:
        running = Background(work, self)
        running.done.connect(done)
        running.failed.connect(self._show_trouble)
        running.start()
        return running


def _put_away(window: Any) -> None:
    window.close()
    window.deleteLater()


def _known(around: "Surroundings | None", wanted: str) -> Sequence[Profile]:
    from app.client.profile import read_profiles, user_folders

    folders = user_folders() if around is None else around.folders
    found = [it for it in read_profiles(folders) if wanted in ("", it.profile.key) and not it.profile.trial]
    return [it.profile for it in found if it.kept]


def _signin_window(controller: ThemeController, around: "Surroundings | None") -> Any:
    from app.client.start import profiles
    from ui.signin.window import SignInWindow

    return SignInWindow(controller, has_profiles=bool(profiles(around)))


def _session(window: MainWindow, desk: Desk, notices: Sequence[Problem], parent: QObject) -> "Session":
    from ui.session import Session

    return Session(window, desk, notices, parent)


def _make_ready(window: MainWindow) -> None:
    """What the list and the engine need."""
    window.prepare_list()
    importlib.import_module("app.client.start")


def _opened(profile: Profile, passphrase: str | None, around: "Surroundings | None") -> Desk:
    from app.client.surroundings import Surroundings

    with_keys = (around or Surroundings()).with_keys_of(profile.key, passphrase)

    from app.client.start import open_desk

    return open_desk(profile, around=with_keys, held=True)


def _to_front(window: QWidget) -> None:
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()
