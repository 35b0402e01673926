"""What comes when something else has been painted, or before: as soon as a person goes on without waiting for it."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot

_PRESSES = frozenset(
    {
        QEvent.Type.ShortcutOverride,
        QEvent.Type.KeyPress,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.DragEnter,
        QEvent.Type.Drop,
    }
)

_UNPAINTED_MS = 100
"""So long a frame is waited for: of a window that nobody sees nothing is painted."""

_THEN_MS = 5
"""What was pressed while it was painted comes first."""


class Afterwards(QObject):
    """Keeps one act until a frame was painted. A key or a button that is pressed meanwhile finds it done."""

    _painting = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._act: Callable[[], object] | None = None
        self._is_painted = False
        self._frame = QTimer(self, singleShot=True)
        self._frame.timeout.connect(self.now)
        self._painting.connect(self._on_painted, Qt.ConnectionType.QueuedConnection)

    def put(self, act: Callable[[], object]) -> None:
        """Do this after the frame; what was to be done is forgotten for it."""
        self._act, self._is_painted = act, False
        self._frame.start(_UNPAINTED_MS)
        _application().installEventFilter(self)

    @Slot()
    def now(self) -> None:
        """Do it before anything else, when it has not been done yet."""
        act, self._act = self._act, None
        if act is not None:
            self._frame.stop()
            _application().removeEventFilter(self)
            act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody presses something, or the frame is about to be painted."""
        if event.type() in _PRESSES:
            self.now()
        elif event.type() is QEvent.Type.UpdateRequest and not self._is_painted:
            self._is_painted = True
            self._painting.emit()
        return False

    @Slot()
    def _on_painted(self) -> None:
        """The queue comes to this after the painting it was emitted before."""
        if self._act is not None:
            self._frame.start(_THEN_MS)


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    assert application is not None
    return application
