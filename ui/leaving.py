"""A desk on its way out: off the screen at once, closed beside the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from ui.session import Session


class Leaving(QObject):
    """Knows the session that is being closed; whoever opens a desk waits for it: it may be the same one."""

    ended = Signal()
    """It is closed: what of it has not gone out is known."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.session: Session | None = None

    def close(self, session: "Session") -> None:
        """Begin."""
        self.session = session
        session.ended.connect(self._on_ended)
        session.end()

    def wait(self) -> bool:
        """Until it is closed; any thread. True, so that it can stand before what comes next."""
        if (session := self.session) is not None:
            session.wait()
        return True

    @Slot()
    def _on_ended(self) -> None:
        self.session = None
        self.ended.emit()
