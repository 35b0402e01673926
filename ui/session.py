"""One desk in the window, from the list that is shown at once to the last draft that is kept."""

import importlib
import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog

from app.client.errors import explain
from app.client.port import Desk, Problem
from ui.bridge.background import Background
from ui.bridge.desk_bridge import DeskBridge
from ui.collector import work_quietly
from ui.shell.status_bar import SAID_LONG_MS
from ui.shell.window import MainWindow
from ui.translation import catalogue

if TYPE_CHECKING:
    from app.language.phone import CallLink
    from ui.shell.screens import Screens

CLOSING_S = 5.0
"""Closing waits for the server and for threads, at most about two seconds (``Desk.close``)."""
_STARTED_MS = 3_000
"""The engine's threads have imported what they need."""


class Session(QObject):
    """The list at once; the panes and the desk's own threads after it, while the list is worked with."""

    ended = Signal()
    """Everything is closed: the profile can be opened again."""

    def __init__(self, window: MainWindow, desk: Desk, notices: Sequence[Problem], parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._desk = desk
        self._notices = notices
        self._bridge = DeskBridge(desk, self)
        self.locked, self.status_changed = self._bridge.locked, self._bridge.status_changed
        self._call: CallLink | None = None
        self._closing = Background(desk.close, self)
        self._steps: Iterator[None] = iter(())
        self._later = QTimer(self, interval=0)
        self._later.timeout.connect(self._on_later)
        self._started = QTimer(self, interval=_STARTED_MS, singleShot=True)
        self._started.timeout.connect(work_quietly)
        self._place = window.show_list(self._bridge)

    def set_letter_undo(self, seconds: int) -> None:
        """The person's own undo time of letters."""
        self._bridge.letter_undo_ms = seconds * 1_000

    def build(self) -> None:
        """What the panes import first takes longest: on a thread; then they come piece by piece."""
        importing = Background(_import_commands, self)
        importing.done.connect(self._on_imported)
        importing.start()

    def sign_out(self) -> None:
        """Forget the tokens; unsent work stays, by name. Any thread: the keyring may take its time."""
        self._desk.sign_out()

    def end(self) -> None:
        """Off the screen at once; letters that are leaving go, threads stop and files close beside the window."""
        self._later.stop()
        self._started.stop()
        self._steps = iter(())
        for dialog in self._window.findChildren(QDialog):
            dialog.done(QDialog.DialogCode.Rejected)  # asks nothing: what stands in it may not stay
        self._window.detach()
        for over in (self._closing.done, self._closing.failed):
            over.connect(self._on_closed)
        QTimer.singleShot(0, self._closing.start)  # what was on the screen is deleted first: it still reads

    def wait(self, seconds: float = CLOSING_S) -> None:
        """Wait until everything is closed; any thread, or the main one at the very end of the program."""
        if threading.current_thread() is threading.main_thread():
            self._closing.start()
        self._closing.wait(seconds)

    @Slot(object)
    def _on_closed(self, _nothing: object) -> None:
        self.ended.emit()
        self.deleteLater()

    @Slot(object)
    def _on_imported(self, _module: object) -> None:
        from ui.shell.panes import screens_in_steps

        self._steps = screens_in_steps(self._bridge, self._place)
        self._later.start()

    @Slot()
    def _on_later(self) -> None:
        try:
            next(self._steps)
        except StopIteration as built:
            self._later.stop()
            if built.value is not None:
                self._complete(built.value)

    def _complete(self, screens: "Screens") -> None:
        self._window.attach(self._bridge, screens)
        self._window.activateWindow()
        self._desk.begin()
        self._start_telling()
        self._take_call()
        work_quietly()
        self._started.start()
        told = [str(explain(problem, catalogue())) for problem in (*self._notices, *self._desk.problems())]
        if self._window.desk_view is not None:
            told += filter(None, [self._window.desk_view.place.recovered()])
        if told:
            self._say(" ".join(told))
        self._bridge.noticed.connect(self._say)

    def take_call(self, call: "CallLink") -> None:
        """A switchboard tells of a call; before the panes are there it waits for them."""
        self._call = call
        self._take_call()

    def _take_call(self) -> None:
        if self._call is not None and self._window.desk_view is not None:
            call, self._call = self._call, None
            self._window.desk_view.calls.begin(call)

    def _start_telling(self) -> None:
        """Notices of the system, sounds and the tray; nothing of them is opened before something is told."""
        from ui.notices.ways import open_ways

        if self._window.desk_view is not None:
            self._window.desk_view.telling.start(open_ways)

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self._window.status.say(sentence, SAID_LONG_MS)


def _import_commands() -> object:
    return importlib.import_module("app.commands.all")
