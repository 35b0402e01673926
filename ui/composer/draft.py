"""Keeps what is being written: 300 ms after the last key, when the keyboard leaves, and when another request opens."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.client.row import DraftKind

SAVE_AFTER_MS = 300
AGAIN_AFTER_MS = 5_000
"""There was no room."""


class DraftKeeper(QObject):
    """Saves the text of one conversation through ``save``, which tells whether there was room; never loses the last
    keys.
    """

    saved = Signal()
    """The text is kept."""

    def __init__(
        self, save: Callable[[UUID, str, DraftKind], bool], kind: DraftKind, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._save = save
        self.kind = kind
        self._conversation_id: UUID | None = None
        self._text = self._known = ""
        self._is_waiting = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.flush)

    def open(self, conversation_id: UUID | None, kept: str = "") -> None:
        """Save what belongs to the former conversation, then keep another's; ``kept``: its text of before."""
        self.flush()
        self._timer.stop()
        self._is_waiting = False  # what there was no room for stays in memory with its own request
        self._conversation_id, self._known = conversation_id, kept

    def is_news(self, kept: str) -> bool:
        """Whether somebody else changed the kept text: a message was undone, or had back. Told once."""
        news = bool(kept) and not self._is_waiting and kept != self._known
        self._known = kept if news else self._known
        return news

    def change(self, text: str) -> None:
        """The text is now this."""
        self._text = text
        if self._conversation_id is not None:
            self._is_waiting = True
            self._timer.start(SAVE_AFTER_MS)

    def flush(self) -> None:
        """Save now if there is something to save; without room, once there is some."""
        self._timer.stop()
        if not self._is_waiting or self._conversation_id is None:
            return
        self._known = self._text if self._text.strip() else ""
        self._is_waiting = not self._save(self._conversation_id, self._known, self.kind)
        if self._is_waiting:
            self._timer.start(AGAIN_AFTER_MS)
        else:
            self.saved.emit()

    def forget(self) -> None:
        """The text left: there is no draft any more."""
        self._timer.stop()
        self._is_waiting, self._known = False, ""
        if self._conversation_id is not None:
            self._save(self._conversation_id, "", self.kind)
