"""A window over the fake desk on an X screen; every key of the keymap is pressed, what it sets off is noted.

``python -m tests.keys.station SWITCH FOLDER PLACE...`` prints one JSON object: what came of each action's key there.
"""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

import ui
from tests.fakes.desk import FakeDesk
from tests.keys.board import Board
from tests.living import live
from tests.ui.talk import MARINA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.keymap import keyed_actions
from ui.shell.layout import LayoutStore
from ui.shell.panes import build_screens
from ui.shell.window import MainWindow
from ui.theme.controller import ThemeController

PATIENCE_S = 10.0


class Mark(QObject):
    """Hears the key that no action has: when it has come, all keys before it have been handled."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.heard = False
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow the mark."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Pause:
            self.heard |= event.type() is QEvent.Type.KeyRelease
            return True
        return False


class Station:
    """Presses keys and notes which actions are set off; their own deeds are cut off."""

    def __init__(self, app: QApplication, board: Board, folder: Path) -> None:
        self._board, self._mark = board, Mark(app)
        self._fired: list[str] = []
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.window = MainWindow(ThemeController(app), LayoutStore(settings))
        self.window.resize(1440, 900)
        self.window.show()
        desk = FakeDesk()
        bridge = DeskBridge(desk, self.window)
        self.window.attach(bridge, build_screens(bridge, self.window.show_list(bridge)))
        assert self.window.desk_view is not None
        self._view = self.window.desk_view
        self._talk = talk_of(desk, MARINA).id
        for action_id, action in self.window.shortcuts.actions.items():
            action.triggered.disconnect()
            action.triggered.connect(partial(self._note, action_id))
        self.editor = self._view.screens.composer.reply_editor  # type: ignore[attr-defined]

    def places(self) -> dict[str, QWidget]:
        """Where the keyboard may be."""
        pane = self._view.workspace.list_pane
        pane.open_filter()
        timeline = self._view.screens.conversation.timeline  # type: ignore[attr-defined]
        filtering, search = pane.filter.field, self.window.search
        return {
            "editor": self.editor, "list": pane.view, "timeline": timeline, "filter": filtering, "search": search,
        }  # fmt: skip

    def press(self, key: str, focus: QWidget) -> list[str]:
        """What a key sets off there; ``typed`` when it wrote into the text, ``moved`` when another talk was opened."""
        self._fired.clear()
        self._view.navigator.open(self._talk)
        for action in self.window.shortcuts.actions.values():
            action.setEnabled(True)
            action.setVisible(True)
        self.until(self.is_active)
        focus.setFocus()
        self.until(focus.hasFocus)
        before = self.editor.toPlainText()
        self._board.be_russian()
        self._board.press(key)
        self.settle()
        if self.editor.toPlainText() != before:
            self._fired.append("typed")
        if self._view.navigator.open_id != self._talk:
            self._fired.append("moved")
        return sorted(set(self._fired))

    def settle(self) -> None:
        """Until the keys that were pressed have been handled."""
        self._mark.heard = False
        self._board.press("Pause")
        self.until(lambda: self._mark.heard)

    def is_active(self) -> bool:
        """Has the window the keyboard? There is no window manager to give it."""
        self.window.activateWindow()
        return self.window.isActiveWindow()

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the window live until it is so."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"{condition} with the keyboard at {QApplication.focusWidget()}")
            live(1)

    def _note(self, action_id: str, _checked: bool = False) -> None:
        self._fired.append(action_id)


def main() -> int:
    """Press them all."""
    switch, folder = sys.argv[1], Path(sys.argv[2])
    app = QApplication(sys.argv[:1])
    station = Station(app, Board(switch), folder)
    found: dict[str, dict[str, list[str]]] = {}
    for name in sys.argv[3:]:
        place = station.places()[name]
        for keyed in keyed_actions().values():
            found.setdefault(keyed.id, {})[name] = station.press(keyed.win_linux, place)
    print(json.dumps({"here": sorted(station.window.shortcuts.actions), "found": found}))
    station.window.detach()
    return 0


assert ui  # imported first: see ui.immortal

if __name__ == "__main__":
    sys.exit(main())
