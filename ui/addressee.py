"""Opens what an address of ours names, as soon as there is a desk to show it."""

from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Slot

from ui.shell.window import MainWindow
from ui.talk_link import linked

_LOOK_MS = 200


class Addressee(QObject):
    """Takes addresses from anywhere: what is none of ours does nothing. The newest wish counts."""

    def __init__(self, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._wish: tuple[UUID, UUID | None] | None = None
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._try)

    @Slot(str)
    def open(self, address: str) -> None:
        """Show that request, and the message in it when one is named; waits until somebody has signed in."""
        self._wish = linked(address) or self._wish
        self._try()

    @Slot()
    def _try(self) -> None:
        view = self._window.desk_view
        if view is None or self._wish is None:
            (self._look.stop if self._wish is None else self._look.start)()
            return
        (conversation_id, entry_id), self._wish = self._wish, None
        self._look.stop()
        view.navigator.open(conversation_id)
        if entry_id is not None:
            view.screens.talk.show_entry(entry_id)
