"""The two texts of the composer, one above the other: to the customer, and to colleagues."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.composer.editor import FEWEST_LINES, MessageEditor
from ui.translation import _


class Editors(QStackedWidget):
    """Two editors, so that a note can never become a reply. One of them is shown."""

    typed = Signal()
    """The shown text changed by hand or by an insertion."""
    left = Signal()
    """The keyboard went elsewhere."""
    focus_changed = Signal()
    """The keyboard came or went."""
    send_pressed = Signal()
    """The text is to leave."""
    menu_pressed = Signal()
    """The text is to leave in a way to choose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_awaited = False
        self.reply = MessageEditor("reply_editor", "bg.field", self, takes_files=True)
        self.note = MessageEditor("note_editor", "note.bg", self)
        for editor in (self.reply, self.note):
            self.addWidget(editor)
            editor.typed.connect(self.typed)
            editor.left.connect(self.left)
            editor.focus_changed.connect(self.focus_changed)
            editor.send_pressed.connect(self.send_pressed)
            editor.menu_pressed.connect(self.menu_pressed)

    @property
    def is_note(self) -> bool:
        """Is it the note that is shown?"""
        return self.currentWidget() is self.note

    @property
    def shown(self) -> MessageEditor:
        """The editor that is shown."""
        return self.note if self.is_note else self.reply

    def show_note(self, is_note: bool) -> None:
        """Show the note or the reply; both texts stay."""
        self.setCurrentWidget(self.note if is_note else self.reply)

    def focus_text(self) -> None:
        """Put the cursor where one writes, as soon as there is a request to write in."""
        self._is_awaited = not self.isEnabled()
        self.shown.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        """Who wanted to write before the request was there has the keyboard when it comes."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange and self.isEnabled() and self._is_awaited:
            self.focus_text()

    def set_fewest_lines(self, lines: int = FEWEST_LINES) -> None:
        """How high they are while empty."""
        self.reply.set_fewest_lines(lines)
        self.note.set_fewest_lines(lines)

    def retranslate(self) -> None:
        """Names and what stands in an empty text."""
        self.reply.setPlaceholderText(_("Write to the customer. “/” offers texts to reuse"))
        self.reply.setAccessibleName(_("Reply to the customer"))
        self.note.setPlaceholderText(_("Write to colleagues"))
        self.note.setAccessibleName(_("Note, visible to the team only"))
