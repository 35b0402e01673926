"""What the composer looks like: its frame with target, texts, hint and buttons; it decides nothing."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.client.customer_row import CustomerCard
from app.client.row import ConversationCard
from app.domain.channel import INSTANT, Channel
from ui.composer.editor import FEWEST_LINES
from ui.composer.editors import Editors
from ui.composer.emoji_picker import EmojiPicker
from ui.composer.envelope import Envelope
from ui.composer.file_bar import FileBar
from ui.composer.frame import ComposerFrame
from ui.composer.line import ComposerLine
from ui.composer.outgoing import obstacle, ways_of
from ui.composer.recipients import Recipients
from ui.composer.send_button import SendButton
from ui.composer.template_picker import TemplatePicker
from ui.composer.top_bar import TopBar
from ui.composer.writing_row import Hint, WritingRow
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import beside_reading, follow, show_when
from ui.widgets.beside import BesideOrBelow
from ui.widgets.button import IconButton
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.key_badge import told_with
from ui.wording import addressed


class ComposerFace(QWidget):
    """All parts of the composer, laid out."""

    changes_requested = Signal()
    """What was refused is to be shown where it is settled."""
    lowered = Signal(int)
    """The window leaves another number of lines to a text that is empty. Carries the number."""

    _is_away = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frame = frame = ComposerFrame(self)
        self.top, self.editors = TopBar(frame), Editors(frame)
        self.reason, self.templates = QLabel(frame), TemplatePicker(frame)
        self.hint = Hint(step="meta", role="text.tertiary")
        self.hint_line = ElidedLabel(step="meta", role="text.secondary")
        self.quick = IconButton("zap", "")
        self.attach = IconButton("paperclip", "")
        self.attach.setObjectName("attach_button")
        self.emoji_button, self.marks = IconButton("smile", ""), IconButton("a-large-small", "")
        self.shot, self.past = IconButton("monitor", ""), IconButton("history", "")
        self.emoji = EmojiPicker(frame)
        self.mention = IconButton("at-sign", "")
        self.mention.setObjectName("mention_button")
        self.files = FileBar(frame)
        self.envelope = Envelope()
        self.recipients = Recipients(self.envelope, frame)
        self.offer = ComposerLine("draft_offer", "history", frame)
        self.guard = ComposerLine("send_guard", "triangle-alert", frame, fill="warning.subtle", role="warning")
        self.later = ComposerLine("later_line", "calendar-clock", frame)
        self.refused = ComposerLine("refused_line", "circle-alert", frame, fill="warning.subtle", role="warning")
        self.send_button = SendButton()
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setProperty("role", "secondary")
        self._lay_out()
        self.fewest_lines, self._row = FEWEST_LINES, WritingRow(self._bottom, self, self.hint)
        self.hint.overflowed.connect(self._on_overflowed)
        self.hint_line.hide()
        self.editors.focus_changed.connect(self.show_focus)
        self.restyle()
        self.retranslate()

    def _lay_out(self) -> None:
        self._column, self._outer, tools = QVBoxLayout(self.frame), QVBoxLayout(self), QWidget()
        self._said = QHBoxLayout()
        self._tools = QHBoxLayout(tools)
        self._bottom = BesideOrBelow(tools, self.send_button, self.frame, is_tight=True)
        self._tools.setContentsMargins(0, 0, 0, 0)
        for button in (
            self.quick, self.attach, self.shot, self.emoji_button, self.marks, self.past, self.mention,
        ):  # fmt: skip
            self._tools.addWidget(button)
        self._tools.addWidget(self.hint, 1)
        above = (self.top, self.recipients, self.reason, self.refused, self.later, self.offer)
        for part in (*above, self.editors, self.files, self.guard, self.templates, self.emoji):
            self._column.addWidget(part)
        self._column.addLayout(self._said)
        self._said.addWidget(self.hint_line)
        self._column.addWidget(self._bottom)
        self._outer.addWidget(self.frame)

    def set_fewest_lines(self, lines: int) -> None:
        """How high it is while empty, and other texts of the window with it."""
        self.fewest_lines = lines
        self.editors.set_fewest_lines(lines)
        self._row.set_room(has_room=lines > 1)
        self.lowered.emit(lines)

    def put_under_text(self, part: QWidget) -> None:
        """Give something that is offered for the text a place right below it."""
        self._column.insertWidget(self._column.indexOf(self.editors) + 1, part)

    def show_target(self, card: ConversationCard | None, customer: CustomerCard | None, *, is_note: bool) -> None:
        """To whom and how; ``is_note`` False is a wish: where no reply is possible it is a note all the same."""
        why = obstacle(card, self.envelope.channel) if card else ""
        self.editors.show_note(is_note or bool(why))
        own = card.row.channel if card else None
        channel = (self.envelope.channel or own) if card else None
        self.editors.reply.sends_by_enter = channel in INSTANT
        name = addressed(customer, to=True) if customer else ""
        self.top.is_other = channel is not own
        self.top.show_target(channel, name, is_note=self.editors.is_note, may_switch=not why)
        self.reason.setText(_with_other_way(why, card, customer) if card is not None and why else "")
        self.reason.setVisible(bool(why))
        for part in (self.quick, self.attach, self.shot):
            part.setVisible(not self.editors.is_note)
        self.editors.reply.takes_marks = channel is Channel.EMAIL
        self.marks.setVisible(self.editors.reply.takes_marks and not self.editors.is_note)
        self.mention.setVisible(self.editors.is_note)
        show_when(self.files, not self.editors.is_note and self.files.is_needed)
        self.show_focus()

    def show_send(self, *, is_away: bool) -> None:
        """What the button does now, and whether there is something to send."""
        self.send_button.show_state(is_note=self.editors.is_note, is_away=is_away)
        files = not self.editors.is_note and bool(self.files.files)
        stopped = not self.editors.is_note and bool(self.files.obstacle)
        is_written = bool(self.editors.shown.text.strip()) or files
        self.send_button.setEnabled(is_written and not stopped)
        self._row.set_needed(is_needed=is_written)

    def show_kept(self, *, is_away: bool) -> None:
        """What is typed is on the disk; nothing is said of an empty text."""
        self._is_away = is_away
        words = _("Draft kept on this computer") if is_away else _("Draft saved")
        self.hint.set_text(words if self.editors.shown.text else "", short=_("Saved here") if is_away else _("Saved"))

    def _on_overflowed(self, words: str) -> None:
        """What is said is read whole: beside the buttons a sentence was cut after two words."""
        self.hint_line.set_text(words)
        self.hint_line.setVisible(bool(words))

    def show_focus(self) -> None:
        """The frame shows where the keyboard is."""
        self.frame.set_state(is_note=self.editors.is_note, has_keys=self.editors.shown.hasFocus())

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_outer"):
            follow(self, event)
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below what is read, not beside it: in a wide window the room goes to the margins."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        look = theme()
        side = beside_reading(self.width(), look.space(5))
        self._outer.setContentsMargins(side, look.space(3), side, look.space(5))

    def restyle(self) -> None:
        """Distances of now."""
        look = theme()
        edge = look.size("focus.ring")
        self._place()
        self._column.setContentsMargins(edge, 0, edge, look.space(3))
        self._column.setSpacing(0)
        self._bottom.setContentsMargins(look.space(3), look.space(2), look.space(3), 0)
        self._tools.setSpacing(look.space(4))
        self._said.setContentsMargins(look.space(4), look.space(2), look.space(4), 0)
        self.reason.setContentsMargins(look.space(5), look.space(4), look.space(5), 0)

    def retranslate(self) -> None:
        """Fixed words."""
        self.editors.retranslate()
        self.quick.set_name(_("Text to reuse"), "Ctrl+M")
        self.attach.set_name(_("Attach files"))
        self.emoji_button.set_name(_("Emoji"), "Ctrl+;")
        self.marks.set_name(_("Bold, italic, lists, links"))
        self.past.set_name(_("Texts that stood here before"))
        self.shot.set_name(_("Picture of the screen"))
        self.mention.set_name(_("Mention a colleague"), "@")
        self.send_button.setToolTip("")
        if self.hint.text:
            self.show_kept(is_away=self._is_away)


def _with_other_way(why: str, card: ConversationCard, customer: CustomerCard | None) -> str:
    """What stands against an answer, and by which key it goes by another channel, where there is one."""
    other = next((it.channel for it in ways_of(card, customer) if it.hindrance is None), None)
    if other is None or obstacle(card, other):
        return why
    named, bare = _("{key} answers by another channel."), _("“Reply in another channel” in the menu does.")
    return f"{why} {told_with('Shift+F4', named, bare)}"
