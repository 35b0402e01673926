"""From what is written to a command: whatever stands against it is said first, in the composer."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.client.row import ConversationCard
from app.commands.later import SendLater
from app.commands.message import Reply, WriteNote
from app.domain.channel import undo_ms
from app.domain.status import Status
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.face import ComposerFace
from ui.composer.files import ComposerFiles
from ui.composer.guards import Guards
from ui.composer.later import ask_time
from ui.composer.outgoing import obstacle, reply_of, too_long
from ui.translation import _


class Sending(QObject):
    """Sends the text that is shown. ``card`` is set by the composer."""

    sent = Signal(object)
    """The shown text was stored as a command. Carries the ``Status`` that follows, or None."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace, files: ComposerFiles, guards: Guards) -> None:
        super().__init__(face)
        self._bridge = bridge
        self._face = face
        self._files = files
        self._guards = guards
        self.card: ConversationCard | None = None
        self.note_of: Callable[[UUID, UUID, str], WriteNote] = WriteNote
        """Makes the command of a note from conversation, entry and text."""
        bridge.troubled.connect(self._on_troubled)

    def open(self, card: ConversationCard | None) -> None:
        """Another conversation: nothing of it has been seen yet."""
        self.card, self._face.envelope.seen_seq = card, 0
        self.forget()

    def refresh(self, card: ConversationCard) -> None:
        """The conversation as it is now."""
        self.card = card

    def forget(self) -> None:
        """What was chosen for one reply is not for the next."""
        self._face.envelope.clear()
        self._guards.forget()

    def send(self, then: Status | None, at: datetime | None = None) -> None:
        """Send with that status, at once or at that time; nothing happens while there is nothing to send."""
        editors = self._face.editors
        body = editors.shown.text.strip()
        if self.card is None or not (body or (self._files.named() and not editors.is_note)):
            return
        if self._files.obstacle and not editors.is_note:
            self._face.hint.set_text(self._files.obstacle)
        elif too_long(body):
            self._face.hint.set_text(_("Too long for a message: at most 64 KB. Put the rest into another one."))
        elif not editors.is_note and self._guards.is_unfilled(body, lambda: self.send(then, at)):
            editors.reply.next_gap(from_start=True)
        elif not self._is_stopped(self.card, then, at) and self._submit(self.card, body, then, at) is not None:
            self.sent.emit(then if at is None else None)

    def put_off(self, at: datetime | None) -> None:
        """Send at that time, None: at one the operator chooses; then wait for the customer."""
        at = at or ask_time(self._bridge.now(), self._face)
        if at is not None and not self._face.editors.is_note:
            self.send(Status.WAITING_CUSTOMER, at)

    def _is_stopped(self, card: ConversationCard, then: Status | None, at: datetime | None) -> bool:
        """Whether a reply has to wait for the operator's word; notes are asked about nothing."""
        if self._face.editors.is_note or obstacle(card, self._face.envelope.channel):
            return False
        self._face.recipients.settle()
        return self._guards.stops(card, then, lambda: self.send(then, at))

    def _submit(self, card: ConversationCard, body: str, then: Status | None, at: datetime | None) -> UUID | None:
        """None: it is not stored, the text must stay."""
        if self._face.editors.is_note:
            return self._bridge.submit(self.note_of(card.row.id, self._bridge.new_id(), body))
        if obstacle(card, self._face.envelope.channel):
            return None
        if at is not None:
            return self._bridge.submit(_put_off(self.reply(card, body, then), at))
        reply, along = self.reply(card, body, then), self._guards.along(card, then)
        return self._bridge.submit(reply, undo_ms=undo_ms(reply.channel), along=along)

    def reply(self, card: ConversationCard, body: str, then: Status | None) -> Reply:
        """What the shown text is as a command."""
        files, envelope = self._files.named(), self._face.envelope
        return reply_of(card, body, self._bridge.new_id(), then, files, envelope)

    def _on_troubled(self, command: object, sentence: str) -> None:
        if isinstance(command, Reply | SendLater | WriteNote):
            self._face.hint.set_text(sentence)


def _put_off(reply: Reply, at: datetime) -> SendLater:
    """The same for a later time."""
    return SendLater(
        conversation_id=reply.conversation_id,
        entry_id=reply.entry_id,
        body=reply.body,
        channel=reply.channel,
        seen_seq=max(reply.seen_seq, reply.confirmed_seq or 0),
        send_at=at,
        then_status=reply.then_status,
        files=reply.files,
        cc=reply.cc,
        marked=reply.marked,
        switched=reply.switched,
        to=reply.to,
    )
