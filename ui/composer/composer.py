"""The composer: what one writes to the customer or to colleagues, kept as it is typed, sent by one key."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.client.port import Link, LinkStatus
from app.client.row import ConversationCard, CustomerCard, TemplateRow
from app.commands.message import WriteNote
from app.domain.channel import INSTANT, undo_ms
from app.domain.status import Status
from app.language.template import TemplateProblem, fill
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.draft import DraftKeeper
from ui.composer.editor import FEWEST_LINES, MessageEditor
from ui.composer.frame import ComposerFrame
from ui.composer.outgoing import obstacle, reply_of, template_values, too_long
from ui.composer.template_picker import TemplatePicker
from ui.composer.top_bar import TopBar
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.button import IconButton, PrimaryButton
from ui.widgets.elided_label import ElidedLabel
from ui.wording import addressed

_AWAY = (Link.OFFLINE, Link.SIGNED_OUT, Link.UPGRADE)
_KEY = "Ctrl+Return"


class Composer(QWidget):
    """Belongs to the open conversation. Two editors, so that a note can never become a reply."""

    draft_changed = Signal(str)
    """The text to the customer changed. Carries all of it."""
    solved = Signal(object)
    """A reply that solves the request was sent. Carries the conversation's ``UUID``."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self._bridge = bridge
        self._card: ConversationCard | None = None
        self._customer: CustomerCard | None = None
        self._seen_seq = 0
        self._is_note = False
        self._notes: dict[UUID, str] = {}
        self.frame, self.top = ComposerFrame(), TopBar()
        self.reply_editor = MessageEditor("reply_editor", "bg.field")
        self.note_editor = MessageEditor("note_editor", "note.bg")
        self._stack, self._reason = QStackedWidget(), QLabel()
        self.templates = TemplatePicker()
        self._hint = ElidedLabel(step="meta", role="text.tertiary")
        self._quick = IconButton("zap", "")
        self.send_button = PrimaryButton()
        self.drafts = DraftKeeper(self._bridge.desk.save_draft, self)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.restyle()

    def _lay_out(self) -> None:
        self._reason.setWordWrap(True)
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setProperty("role", "secondary")
        self._stack.addWidget(self.reply_editor)
        self._stack.addWidget(self.note_editor)
        self._bottom, self._column, self._outer = QHBoxLayout(), QVBoxLayout(self.frame), QVBoxLayout(self)
        self._bottom.addWidget(self._quick)
        self._bottom.addWidget(self._hint, 1)
        self._bottom.addWidget(self.send_button)
        for part in (self.top, self._reason, self._stack, self.templates):
            self._column.addWidget(part)
        self._column.addLayout(self._bottom)
        self._outer.addWidget(self.frame)
        self._ways = QMenu(self.send_button)
        self._ways.aboutToShow.connect(self._fill_menu)

    def _connect(self) -> None:
        for editor in (self.reply_editor, self.note_editor):
            editor.typed.connect(self._on_typed)
            editor.focus_changed.connect(self._on_focus_changed)
            editor.left.connect(self.drafts.flush)
            editor.send_pressed.connect(self.send)
            editor.menu_pressed.connect(self.send_with_status)
        self.reply_editor.slash_pressed.connect(self.quick_reply)
        self.top.switched.connect(self.switch)
        self.templates.chosen.connect(self._on_template_chosen)
        self.templates.closed.connect(self.focus_text)
        self._quick.clicked.connect(self.quick_reply)
        self.send_button.clicked.connect(self.send)
        self.drafts.saved.connect(self._on_draft_saved)
        self._bridge.status_changed.connect(self._on_status_changed)

    # ------------------------------------------------------------------ what the pane does

    def open(self, card: ConversationCard | None, customer: CustomerCard | None) -> None:
        """Write in another conversation; the former one's text is kept."""
        self.flush()
        self._card, self._customer, self._seen_seq = card, customer, 0
        conversation_id = card.row.id if card else None
        self.drafts.open(conversation_id)
        self.templates.hide()
        self.reply_editor.set_text(self._bridge.queries.draft(conversation_id) if conversation_id else "")
        self.note_editor.set_text(self._notes.get(conversation_id, "") if conversation_id else "")
        self._hint.set_text("")
        self._set_note(card is not None and bool(obstacle(card)))
        self.setEnabled(card is not None)
        self.draft_changed.emit(self.reply_editor.text)

    def refresh(self, card: ConversationCard, customer: CustomerCard | None) -> None:
        """The open conversation was touched; an undone reply comes back when nothing else was begun."""
        self._card, self._customer = card, customer
        if not self.reply_editor.text and not self.drafts.is_waiting:
            text = self._bridge.queries.draft(card.row.id)
            if text:
                self.reply_editor.set_text(text)
                self.draft_changed.emit(text)
        self._set_note(self._is_note or bool(obstacle(card)))

    def set_seen(self, seq: int) -> None:
        """The newest entry that has been on the screen; only ever grows."""
        self._seen_seq = max(self._seen_seq, seq)

    def set_fewest_lines(self, lines: int = FEWEST_LINES) -> None:
        """How high it is while empty."""
        self.reply_editor.set_fewest_lines(lines)
        self.note_editor.set_fewest_lines(lines)

    def flush(self) -> None:
        """Save what is typed now."""
        self.drafts.flush()
        if self._card is not None:
            self._notes[self._card.row.id] = self.note_editor.text

    def focus_text(self) -> None:
        """Put the cursor where one writes."""
        self._editor().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def insert(self, text: str) -> None:
        """Put an opening line at the beginning of the reply; what is or will be written follows it apart."""
        if self._card is None or obstacle(self._card):
            return
        self._set_note(False)
        text += " " if self._card.row.channel in INSTANT else "\n\n"
        self.reply_editor.moveCursor(QTextCursor.MoveOperation.Start)
        self.reply_editor.insert(text)
        self.reply_editor.moveCursor(QTextCursor.MoveOperation.End)
        self.focus_text()

    def reply(self) -> None:
        """Write to the customer."""
        self._set_note(False)
        self.focus_text()

    def note(self) -> None:
        """Write to colleagues."""
        self._set_note(True)
        self.focus_text()

    def switch(self) -> None:
        """From reply to note and back; both texts stay."""
        self._set_note(not self._is_note)
        self.focus_text()

    @property
    def is_note(self) -> bool:
        """Is it a note that is being written?"""
        return self._is_note

    # ------------------------------------------------------------------ sending

    def send(self) -> None:
        """Send what is written, then wait for the customer; a note is saved."""
        self.send_then(Status.WAITING_CUSTOMER)

    def send_with_status(self) -> None:
        """Let the operator choose what happens next."""
        if not self._is_note:
            self.send_button.showMenu()

    def send_then(self, then: Status | None) -> None:
        """Send with that status; nothing happens while there is nothing to send."""
        body = self._editor().text.strip()
        if self._card is None or not body:
            return
        if too_long(body):
            self._hint.set_text(_("Too long for a message: at most 64 KB. Put the rest into another one."))
            return
        if self._submit(self._card, body, then) is None:
            self._hint.set_text(_("Not saved: this computer could not store it. The text stays here, try again."))
            return
        self._editor().set_text("")
        self._show_send()
        self._hint.set_text("")
        if not self._is_note:
            self.drafts.forget()
            self.draft_changed.emit("")
            if then is Status.RESOLVED:
                self.solved.emit(self._card.row.id)
        else:
            self._notes.pop(self._card.row.id, None)
        self.focus_text()

    def choices(self) -> QMenu:
        """The ways to send, as the button's menu shows them."""
        self._fill_menu()
        return self._ways

    def _submit(self, card: ConversationCard, body: str, then: Status | None) -> UUID | None:
        """None: it is not stored, the text must stay."""
        if self._is_note:
            return self._bridge.submit(WriteNote(card.row.id, self._bridge.new_id(), body))
        if obstacle(card):
            return None
        reply = reply_of(card, body, self._bridge.new_id(), self._seen_seq, then)
        return self._bridge.submit(reply, undo_ms=undo_ms(card.row.channel))

    def _fill_menu(self) -> None:
        menu = self._ways
        menu.clear()
        menu.addAction(_("Send, wait for customer"), partial(self.send_then, Status.WAITING_CUSTOMER))
        menu.addAction(_("Send and keep open"), partial(self.send_then, Status.OPEN))
        menu.addAction(_("Send and solve"), partial(self.send_then, Status.RESOLVED))

    # ------------------------------------------------------------------ reusable texts

    def quick_reply(self) -> None:
        """Offer texts to reuse."""
        if self._card is None or self._is_note:
            return
        locale = self._customer.locale if self._customer else ""
        self.templates.offer(self._bridge.queries.templates(), locale, self._card.row.channel.value)

    def _on_template_chosen(self, template: TemplateRow) -> None:
        self.templates.hide()
        if self._card is None:
            return
        try:
            text = fill(template.body, template_values(self._card, self._customer, self._bridge.desk.person))
        except TemplateProblem as problem:
            missing = _("This text needs “{name}”, which is not known here. Nothing was inserted.")
            broken = _("This text has a mistake in it. Nothing was inserted; tell whoever keeps the texts.")
            self._hint.set_text(missing.format(name=problem.name) if problem.name else broken)
            self.focus_text()
            return
        self.reply_editor.insert(text)
        self.focus_text()

    # ------------------------------------------------------------------ showing

    def _editor(self) -> MessageEditor:
        return self.note_editor if self._is_note else self.reply_editor

    def _set_note(self, is_note: bool) -> None:
        why = obstacle(self._card) if self._card else ""
        self._is_note = is_note or bool(why)
        channel = self._card.row.channel if self._card else None
        self.reply_editor.sends_by_enter = channel in INSTANT
        self._stack.setCurrentWidget(self._editor())
        name = addressed(self._customer, to=True) if self._customer else ""
        self.top.show_target(channel, name, is_note=self._is_note, may_switch=not why)
        self._reason.setText(why)
        self._reason.setVisible(bool(why))
        self._quick.setVisible(not self._is_note)
        self._show_send()
        self._on_focus_changed()

    def _show_send(self) -> None:
        if self._is_note:
            words = _("Save note")
        elif self._bridge.status.link in _AWAY:
            words = _("Queue to send")
        else:
            words = _("Send, wait for customer")
        self.send_button.setMenu(None if self._is_note else self._ways)  # type: ignore[arg-type]  # Qt takes none
        self.send_button.set_text(words, _KEY)
        self.send_button.setEnabled(bool(self._editor().text.strip()))

    def _on_typed(self) -> None:
        if not self._is_note:
            self.drafts.change(self.reply_editor.text)
            self.draft_changed.emit(self.reply_editor.text)
        self._hint.set_text("")
        self.send_button.setEnabled(bool(self._editor().text.strip()))

    def _on_draft_saved(self) -> None:
        if not self.reply_editor.text:
            self._hint.set_text("")
        elif self._bridge.status.link in _AWAY:
            self._hint.set_text(_("Draft kept on this computer"))
        else:
            self._hint.set_text(_("Draft saved"))

    def _on_status_changed(self, status: LinkStatus) -> None:
        self._show_send()

    def _on_focus_changed(self) -> None:
        self.frame.set_state(is_note=self._is_note, has_keys=self._editor().hasFocus())

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "drafts"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Distances of now."""
        look = theme()
        edge = look.size("focus.ring")
        self._outer.setContentsMargins(look.space(5), 0, look.space(5), look.space(5))
        self._column.setContentsMargins(edge, 0, edge, look.space(3))
        self._column.setSpacing(0)
        self._bottom.setContentsMargins(look.space(3), look.space(2), look.space(3), 0)
        self._bottom.setSpacing(look.space(4))
        self._reason.setContentsMargins(look.space(5), look.space(4), look.space(5), 0)

    def retranslate(self) -> None:
        """Fixed words."""
        self.reply_editor.setPlaceholderText(_("Write to the customer. “/” offers texts to reuse"))
        self.reply_editor.setAccessibleName(_("Reply to the customer"))
        self.note_editor.setPlaceholderText(_("Write to colleagues"))
        self.note_editor.setAccessibleName(_("Note, visible to the team only"))
        self._quick.set_name(_("Text to reuse"), "Ctrl+M")
        self.send_button.setToolTip("")
        self._set_note(self._is_note)
