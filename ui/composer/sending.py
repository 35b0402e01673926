"""From what is written to a command: whatever stands against it is said first, in the composer."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.client.row import ConversationCard
from app.commands.message import Reply, WriteNote
from app.domain.channel import undo_ms
from app.domain.status import Status
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.face import ComposerFace
from ui.composer.files import ComposerFiles
from ui.composer.outgoing import obstacle, reply_of, too_long
from ui.translation import _


class Sending(QObject):
    """Sends the text that is shown. ``card`` and ``seen_seq`` are set by the composer."""

    sent = Signal(object)
    """The shown text was stored as a command. Carries the ``Status`` that follows, or None."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace, files: ComposerFiles) -> None:
        super().__init__(face)
        self._bridge = bridge
        self._face = face
        self._files = files
        self.card: ConversationCard | None = None
        self.seen_seq = 0
        self.note_of: Callable[[UUID, UUID, str], WriteNote] = WriteNote
        """Makes the command of a note from conversation, entry and text."""
        bridge.troubled.connect(self._on_troubled)

    def open(self, card: ConversationCard | None) -> None:
        """Another conversation: nothing of it has been seen yet."""
        self.card, self.seen_seq = card, 0

    def refresh(self, card: ConversationCard) -> None:
        """The conversation as it is now."""
        self.card = card

    def send(self, then: Status | None) -> None:
        """Send with that status; nothing happens while there is nothing to send."""
        editors = self._face.editors
        body = editors.shown.text.strip()
        if self.card is None or not (body or (self._files.named() and not editors.is_note)):
            return
        if self._files.obstacle and not editors.is_note:
            self._face.hint.set_text(self._files.obstacle)
        elif too_long(body):
            self._face.hint.set_text(_("Too long for a message: at most 64 KB. Put the rest into another one."))
        elif self._submit(self.card, body, then) is not None:
            self.sent.emit(then)

    def _submit(self, card: ConversationCard, body: str, then: Status | None) -> UUID | None:
        """None: it is not stored, the text must stay."""
        if self._face.editors.is_note:
            return self._bridge.submit(self.note_of(card.row.id, self._bridge.new_id(), body))
        if obstacle(card):
            return None
        reply = reply_of(card, body, self._bridge.new_id(), self.seen_seq, then, self._files.named())
        return self._bridge.submit(reply, undo_ms=undo_ms(card.row.channel))

    def _on_troubled(self, command: object, sentence: str) -> None:
        if isinstance(command, Reply | WriteNote):
            self._face.hint.set_text(sentence)
