"""Where the keyboard goes when what had it is gone: Qt gives it to whatever comes next, mostly the search."""

import shiboken6
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from ui.shell.screens import Screens


class KeyboardBack(QObject):
    """A call was saved, a fact written, a notice opened: one goes on in the talk, unless somebody says where."""

    def __init__(self, window: QWidget, screens: Screens, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._screens = window, screens
        self._given: QWidget | None = None
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._give_back)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        self._given = None
        if old is None or new is None or not shiboken6.isValid(old) or old.isVisible():
            return
        if old.window() is self._window and new.window() is self._window:
            self._given = new
            self._soon.start()

    @Slot()
    def _give_back(self) -> None:
        given, self._given = self._given, None
        if given is not None and given is QApplication.focusWidget():
            self._screens.talk.focus_composer()
