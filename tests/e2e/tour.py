"""A round through all that can be opened: each action, and in what it opens each field and list; and a census of Qt."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QMenu, QWidget

from tests.e2e.robot import LEFT_ALONE, leave_dialogs, strike
from ui.shell.window import MainWindow

PAUSE_MS = 8
TYPED = "ан"
MOST_ROWS = 20


class Tour(QObject):
    """Always the same round. As with the robot the next step is arranged before each: what opens runs its own loop."""

    def __init__(self, window: MainWindow, begin: Callable[[], None]) -> None:
        """``begin`` leads back to where each action begins."""
        super().__init__(window)
        self._window, self._begin = window, begin
        self._left = [it for it in window.shortcuts.actions if it not in LEFT_ALONE]
        self._top: QWidget | None = None
        self._inside: Iterator[None] = iter(())
        self.is_over = False
        self.last = ""

    def walk(self) -> None:
        """Go; it goes on by itself, and in the end leaves what it has opened."""
        QTimer.singleShot(PAUSE_MS, self, self._step)

    @Slot()
    def _step(self) -> None:
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if top is None and not self._left:
            self._close_windows()
            self.is_over = True
            return
        self.walk()
        if top is not None:
            self._look_into(top)
        else:
            self._begin()
            self._use(self._left.pop(0))

    def _use(self, name: str) -> None:
        self.last = name
        action = self._window.shortcuts.actions[name]
        if not (action.isEnabled() and action.isVisible()):
            return
        action.trigger()
        if action.isCheckable():
            action.trigger()
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit) and field.window() is self._window:  # the palette, pickers, filters
            field.insert(TYPED)
            QTimer.singleShot(PAUSE_MS // 2, field, lambda: strike(field, Qt.Key.Key_Escape))

    def _look_into(self, top: QWidget) -> None:
        if self._top is not top:
            self._top, self._inside = top, _look_at_all(top)
        try:
            next(self._inside)
        except StopIteration:
            self._top = None
            leave_dialogs()

    def _close_windows(self) -> None:
        for window in QApplication.topLevelWidgets():
            if window is not self._window and window.isVisible() and window.parent() is None:
                window.close()


def living() -> Counter[str]:
    """How many objects of Qt live in this process, by class, after what was let go is gone."""
    for _ in range(2):
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    windows = [it for it in QApplication.topLevelWidgets() if it.parent() is None]
    left: list[QObject | None] = [QCoreApplication.instance(), *windows]
    found = Counter[str]()
    # not ``findChildren``: PySide takes what it finds for its own children, and lets it go with that window
    while left:
        if (it := left.pop()) is not None:
            found[it.metaObject().className()] += 1
            left += it.children()
    return found


def _look_at_all(top: QWidget) -> Iterator[None]:
    """Write in each field, click each row."""
    if isinstance(top, QMenu):
        return
    for field in top.findChildren(QLineEdit):
        if field.isVisible() and field.isEnabled() and not field.isReadOnly():
            field.insert(TYPED)
            yield
    for view in top.findChildren(QAbstractItemView):
        for row in range(min(view.model().rowCount(), MOST_ROWS) if view.isVisible() and view.model() else 0):
            index = view.model().index(row, 0)
            view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
            yield
