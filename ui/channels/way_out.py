"""That letters do not leave by an inbox: asked of the server while one looks, and said in plain words."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.client.inbox import WayOutTrouble
from app.domain.reason import data_of
from app.language.delivery_words import happened
from ui.bridge.asking import ask
from ui.bridge.desk_bridge import DeskBridge
from ui.channels.words import Standing, of_state
from ui.translation import _, catalogue

_AGAIN_MS = 20_000

_LIKE_INCOMING = {
    "smtp.unreachable": "unreachable", "smtp.silent": "unreachable", "smtp.certificate": "certificate",
    "smtp.needs_tls": "needs_tls", "smtp.wrong_password": "wrong_password", "smtp.token_refused": "token_refused",
    "smtp.provider_away": "provider_away", "smtp.busy": "busy",
}  # fmt: skip
"""What is to be done is the same as when letters do not come in."""


class WaysOut(QObject):
    """``troubles`` by inbox; asked anew from time to time, for they come and go without a row."""

    answered = Signal()
    """The server said something, if only that it does not tell."""
    changed = Signal()
    """Other inboxes are in trouble than before, or for another reason."""

    def __init__(self, bridge: DeskBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.troubles: Mapping[UUID, WayOutTrouble] = {}
        self._again = QTimer(self, interval=_AGAIN_MS)
        self._again.timeout.connect(self.look)

    @Slot()
    def look(self) -> None:
        """Ask now, and from now on."""
        self._again.start()
        ask(self._bridge, self._bridge.desk.inboxes.ways_out, self._on_answered)

    @Slot(object)
    def _on_answered(self, answer: object) -> None:
        """Who may not know, or does not reach the server, is told nothing new."""
        if isinstance(answer, Mapping) and answer != self.troubles:
            self.troubles = answer
            self.changed.emit()
        self.answered.emit()


def out_standing(trouble: WayOutTrouble) -> Standing:
    """What is the matter with the way out, what becomes of the letters, what to do."""
    reason = trouble.reason
    kept = _("Letters wait and leave by themselves when it works again; after five days they are given up.")
    to_do = _("Enter one under “Password and servers…”.")
    if reason != "smtp.none":
        to_do = of_state(_LIKE_INCOMING.get(reason, "busy")).to_do
    return Standing(_("Letters do not leave"), happened(reason, data_of(reason), catalogue()), kept, to_do)
