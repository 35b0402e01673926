"""Keys of calls in every window: a telephone rings whatever is open."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from ui.shell.frame import Frame

OF_CALLS = ("new-call", "dial", "answer", "decline", "hangup")
_HAS_THEM = "call_keys"


class CallKeys(QObject):
    """Gives the actions to each window and dialog that the keyboard goes to.

    A context of the whole application is not enough: Qt lets no key through to a window behind a modal dialog.
    """

    def __init__(self, window: Frame, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = [window.shortcuts[it] for it in OF_CALLS]
        window.setProperty(_HAS_THEM, True)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            return
        window = now.window()
        if not window.property(_HAS_THEM) and not isinstance(window, QMenu):  # a menu would show them
            window.setProperty(_HAS_THEM, True)
            window.addActions(self._actions)
