"""What is written in the composer and not sent, for those who have to ask what becomes of it."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from app.client.row import ConversationCard, DraftKind
from app.domain.status import Status
from ui.composer.aids import Aids
from ui.composer.draft import DraftKeeper
from ui.composer.editor import MessageEditor
from ui.composer.face import ComposerFace
from ui.composer.files import ComposerFiles
from ui.composer.guards import OwedPart
from ui.composer.outgoing import obstacle


class Writing(Protocol):
    """What is needed of the composer."""

    reply_editor: MessageEditor
    note_editor: MessageEditor
    drafts: DraftKeeper
    note_drafts: DraftKeeper
    files: ComposerFiles
    draft_changed: SignalInstance
    face: ComposerFace
    aids: Aids

    @property
    def is_note(self) -> bool: ...
    def switch(self) -> None: ...
    def send_then(self, then: Status | None) -> None: ...
    def focus_text(self) -> None: ...


class Unsent:
    """Both texts and the files of the open conversation."""

    def __init__(self, composer: Writing, card: Callable[[], ConversationCard | None]) -> None:
        """``card``: the open conversation."""
        self._composer = composer
        self._card = card

    def found(self) -> tuple[DraftKind, str] | None:
        """What would be left behind: text or files to the customer before a text to colleagues; None without any."""
        if self._card() is None:
            return None
        composer = self._composer
        files = ", ".join(file.name for file in composer.files.named())
        if reply := composer.reply_editor.text.strip() or files:
            return DraftKind.REPLY, reply
        note = composer.note_editor.text.strip()
        return (DraftKind.NOTE, note) if note else None

    def may_send(self, kind: DraftKind) -> bool:
        """Does nothing stand in the way of such a text?"""
        card = self._card()
        if card is None or kind is DraftKind.NOTE:
            return card is not None
        return not (obstacle(card, self._composer.face.envelope.channel) or self._composer.files.obstacle)

    def send(self, kind: DraftKind, then: Status | None) -> None:
        """Send the text of that kind, whichever is shown."""
        if self._composer.is_note is not (kind is DraftKind.NOTE):
            self._composer.switch()
        self._composer.send_then(then)

    def discard(self, kind: DraftKind) -> None:
        """Throw that text away, with its files; the other one was not asked about and stays."""
        composer = self._composer
        if kind is DraftKind.NOTE:
            composer.note_editor.set_text("")
            composer.note_drafts.forget()
            return
        composer.reply_editor.set_text("")
        composer.drafts.forget()
        composer.files.discard()
        composer.draft_changed.emit("")

    def put(self, part: QWidget) -> None:
        """Give what is asked before solving its place, under the text."""
        self._composer.face.put_under_text(part)

    def ask_before_solving(self, owed: OwedPart) -> None:
        """An answer that solves is asked about first, too."""
        self._composer.aids.guards.owed = owed

    def focus_text(self) -> None:
        """The keyboard is back where one writes."""
        self._composer.focus_text()
