"""What colleagues do, for the screens: asked when it is shown, told when it changes."""

from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.client.presence import Presence
from ui.bridge.line import Line


class Standing(QObject):
    """Lives on the main thread."""

    changed = Signal()
    """Some do something else than before, or it is known or unknown now."""

    def __init__(self, presence: Presence, parent: QObject) -> None:
        super().__init__(parent)
        self._presence = presence
        presence.on_standing(Line(self._on_news))

    def of(self, user_id: UUID | None) -> str | None:
        """What one does: see ``app.client.presence.Presence.state``; None for nobody, too."""
        return None if user_id is None else self._presence.state(user_id)

    @Slot()
    def _on_news(self) -> None:
        self.changed.emit()
