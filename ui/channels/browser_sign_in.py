"""A sign-in at a provider: the browser is sent there, the server is asked until it has come back."""

from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.client.inbox import Declined
from app.protocol.inbox import SignInBegun, SignInState
from ui.bridge.asking import ask
from ui.bridge.desk_bridge import DeskBridge
from ui.browser import Open, copied_instead
from ui.channels.words import declined_words
from ui.translation import _

LOOK_MS = 1_500


class BrowserSignIn(QObject):
    """One at a time; ``stop`` when nobody waits any more."""

    told = Signal(str)
    """How it goes, in words."""
    finished = Signal(object)
    """The provider lets us in. Carries the ``UUID`` of the sign-in."""

    def __init__(self, bridge: DeskBridge, browse: Open, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._office = bridge.desk.inboxes
        self._browse = browse
        self._pending: UUID | None = None
        self._look = QTimer(self, interval=LOOK_MS, singleShot=True)
        self._look.timeout.connect(self._on_look)

    def begin(self, provider: str, address: str) -> None:
        """Send the browser there; what was begun before is forgotten."""
        self.stop()
        ask(self._bridge, lambda: self._office.begin_sign_in(provider, address), self._on_begun)

    def stop(self) -> None:
        """Wait no more."""
        self._look.stop()
        self._pending = None

    @Slot(object)
    def _on_begun(self, answer: SignInBegun | Declined) -> None:
        if isinstance(answer, Declined):
            self.told.emit(declined_words(answer))
            return
        self._pending = answer.id
        opened = self._browse(answer.url)
        asks = _("The browser asks for your permission. Come back here afterwards.")
        self.told.emit(asks if opened else copied_instead(answer.url))
        self._look.start()

    @Slot()
    def _on_look(self) -> None:
        pending = self._pending
        if pending is not None:
            ask(self._bridge, lambda: self._office.sign_in_state(pending), self._on_told)

    @Slot(object)
    def _on_told(self, answer: SignInState | Declined) -> None:
        pending = self._pending
        if pending is None:
            return
        if isinstance(answer, Declined) or answer.state in {"begun", "answered"}:
            self._look.start()
            return
        self.stop()
        if answer.state == "done":
            self.finished.emit(pending)
            return
        refused = _("The provider did not let us in ({said}). Nothing was changed. Try again.")
        self.told.emit(refused.format(said=answer.said or answer.state))
