"""Keys of calls in every window: a telephone rings whatever is open."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QMenu

from ui.shell.frame import Frame

OF_CALLS = ("new-call", "dial", "answer", "decline", "hangup")


class CallKeys(QObject):
    """Gives the actions to each window and dialog that comes to the front.

    A context of the whole application is not enough: Qt lets no key through to a window behind a modal dialog.
    """

    def __init__(self, window: Frame, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = [window.shortcuts[it] for it in OF_CALLS]
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._on_front)

    @Slot(QWindow)
    def _on_front(self, front: QWindow | None) -> None:
        if front is None:
            return
        for widget in QApplication.topLevelWidgets():
            if widget.windowHandle() == front and not isinstance(widget, QMenu):  # a menu would show them
                known = widget.actions()
                widget.addActions([it for it in self._actions if it not in known])
