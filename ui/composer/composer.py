"""The composer: what one writes to the customer or to colleagues, kept as it is typed, sent by one key."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.client.customer_row import CustomerCard
from app.client.drafting import addressing_of, written_in
from app.client.port import AWAY
from app.client.row import ConversationCard, EntryRow, TemplateRow
from app.domain.delivery import WITHOUT_FILES
from app.domain.status import Status
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.aids import Aids
from ui.composer.face import ComposerFace
from ui.composer.files import ComposerFiles
from ui.composer.kept import KeptTexts
from ui.composer.mention import Mentions
from ui.composer.outgoing import obstacle
from ui.composer.sending import Sending
from ui.composer.unsent import Unsent


class Composer(QWidget):
    """Belongs to the open conversation. Two editors, so that a note can never become a reply."""

    draft_changed = Signal(str)
    """The text to the customer changed. Carries all of it."""
    newest_wanted = Signal()
    """The newest message is to be shown: it came after what was seen."""
    solved = Signal(object)
    """A reply that solves the request was sent. Carries the conversation's ``UUID``."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self._bridge = bridge
        self._card: ConversationCard | None = None
        self._customer: CustomerCard | None = None
        self.face = ComposerFace(self)
        self.editors, self.templates, self.send_button = self.face.editors, self.face.templates, self.face.send_button
        self.reply_editor, self.note_editor, self.top = self.editors.reply, self.editors.note, self.face.top
        self.files = ComposerFiles(bridge, self.face)
        self.aids = Aids(bridge, self.face, self.files)
        self.slots = self.aids.slots | {"mention": self.mention, "macro": self.quick_reply}
        self.mentions = Mentions(bridge, self.face)
        self._sending = Sending(bridge, self.face, self.files, self.aids.guards)
        self._sending.note_of = self.mentions.note_of
        self._kept = KeptTexts(bridge, self.face, self)
        self.drafts, self.note_drafts = self._kept.reply, self._kept.note
        self.unsent = Unsent(self, lambda: self._card)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.face)
        self._connect()
        self._set_note(False)

    def _connect(self) -> None:
        self.editors.typed.connect(self._on_typed)
        self.editors.left.connect(self.flush)
        self.editors.send_pressed.connect(self.send)
        self.editors.menu_pressed.connect(self.send_with_status)
        self.files.changed.connect(self._show_send)
        self.face.top.switched.connect(self.switch)
        self.templates.closed.connect(self.focus_text)
        self.send_button.chosen.connect(self.send_then)
        for keeper in (self.drafts, self.note_drafts):
            keeper.saved.connect(self._on_draft_saved)
            keeper.saved.connect(self.aids.sharing.touch)
        self._bridge.status_changed.connect(self._show_send)
        self._sending.sent.connect(self._on_sent)
        self.aids.guards.newest_wanted.connect(self.newest_wanted)
        self.aids.channels.switched.connect(self._kept.choice.save)
        self.aids.channels.switched.connect(self.reply)
        self.aids.later.taken_back.connect(lambda text: self._kept.choice.add(text.addressing))
        self.send_button.put_off.connect(self._sending.put_off)
        self._bridge.drafts_wanted.connect(self.flush)

    def open(self, card: ConversationCard | None, customer: CustomerCard | None) -> None:
        """Write in another conversation; the former one's text is kept."""
        self.flush()
        self._card, self._customer = card, customer
        self._sending.open(card)
        self.aids.open(card, customer)
        self.templates.hide()
        self.face.emoji.hide()
        self._kept.open(card)
        self.files.open(card)
        self.face.hint.set_text("")
        self._set_note(False)
        self.setEnabled(card is not None)
        self.draft_changed.emit(self.reply_editor.text)

    def refresh(self, card: ConversationCard, customer: CustomerCard | None) -> None:
        """The open conversation was touched; an undone reply comes back above what was begun since."""
        self._card, self._customer = card, customer
        self._sending.refresh(card)
        self.files.refresh(card)
        if self._kept.refresh(card):
            self.draft_changed.emit(self.reply_editor.text)
        self._set_note(self.is_note)

    def set_seen(self, seq: int) -> None:
        """The newest entry that has been on the screen; less than before only after a restore."""
        self.face.envelope.seen_seq = seq

    def set_fewest_lines(self, lines: int) -> None:
        """How high it is while empty."""
        self.face.set_fewest_lines(lines)

    def flush(self) -> None:
        """Save what is typed now."""
        self._kept.flush()

    def focus_text(self) -> None:
        """Put the cursor where one writes."""
        self.editors.focus_text()

    def insert(self, text: str, *, here: bool = False) -> None:
        """Put an opening line before the reply, what is or will be written apart, or a sentence where one writes."""
        if self._card is None or obstacle(self._card, self.face.envelope.channel):
            return
        self._set_note(False)
        if here:
            self.reply_editor.add(text)
        else:
            self.reply_editor.prepend(text + (" " if self.reply_editor.sends_by_enter else "\n\n"))
        self.focus_text()

    def take_back(self, entry: EntryRow) -> None:
        """A message that did not arrive is written anew: text, marks, way, copies and files that are here or there."""
        self.insert(written_in(entry.payload))
        self._kept.choice.add(addressing_of(entry.payload))
        self.files.take_back(entry.files, are_there=entry.delivery_reason not in WITHOUT_FILES)

    def reply(self) -> None:
        """Write to the customer."""
        self._set_note(False)
        self.focus_text()

    def note(self) -> None:
        """Write to colleagues."""
        self._set_note(True)
        self.focus_text()

    def mention(self) -> None:
        """Name a colleague in the note."""
        self.note()
        self.mentions.begin()

    def switch(self) -> None:
        """From reply to note and back; both texts stay."""
        if self.is_note:
            self.aids.guards.note_left()
        self._set_note(not self.is_note)
        self.focus_text()

    @property
    def is_note(self) -> bool:
        """Is it a note that is being written?"""
        return self.editors.is_note

    def send(self) -> None:
        """Send what is written, then wait for the customer; a note is saved."""
        self.send_then(Status.WAITING_CUSTOMER)

    def send_with_status(self) -> None:
        """Let the operator choose what happens next."""
        if not self.is_note:
            self.send_button.showMenu(by_key=True)

    def send_then(self, then: Status | None) -> None:
        """Send with that status, once nothing stands against it."""
        self._sending.send(then)

    def _on_sent(self, then: Status | None) -> None:
        """It has left the text."""
        assert self._card is not None
        self.editors.shown.set_text("")
        self._show_send()
        self.face.hint.set_text("")
        if self.is_note:
            self.note_drafts.forget()
        else:
            self.drafts.forget()
            self.files.forget()
            self._sending.forget()
            self._kept.choice.forget()
            self._set_note(False)
            self.draft_changed.emit("")
            if then is Status.RESOLVED:
                self.solved.emit(self._card.row.id)
        self.focus_text()

    def quick_reply(self, template: TemplateRow | None = None) -> None:
        """Offer texts to reuse, or put in one that was chosen elsewhere."""
        self.aids.quick_reply(template)

    def _set_note(self, is_note: bool) -> None:
        self.face.show_target(self._card, self._customer, is_note=is_note)
        self.aids.refresh(self._card, self._customer)
        self._show_send()

    def _show_send(self) -> None:
        self.face.show_send(is_away=self._bridge.status.link in AWAY)

    def _on_typed(self) -> None:
        if self.is_note:
            self.note_drafts.change(self.note_editor.text)
        else:
            self.drafts.change(self.reply_editor.text)
            self.draft_changed.emit(self.reply_editor.text)
        self.face.hint.set_text("")
        self._show_send()

    def _on_draft_saved(self) -> None:
        self.face.show_kept(is_away=self._bridge.status.link in AWAY)

    def changeEvent(self, event: QEvent) -> None:
        """Say to whom and how in the new language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "note_drafts"):
            self._set_note(self.is_note)
