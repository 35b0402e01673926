"""Texts to reuse: offered for the open conversation, filled with its values, put where the cursor is, with files."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor

from app.client.customer_row import CustomerCard
from app.client.row import ConversationCard, TemplateRow
from app.language.gap import gaps
from app.language.spacing import spaced
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.editor import around
from ui.composer.face import ComposerFace
from ui.composer.files import ComposerFiles
from ui.composer.gaps import select_gap
from ui.composer.outgoing import filled


class QuickReplies(QObject):
    """Works on the face of a composer, and on the files of its draft."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace, files: ComposerFiles) -> None:
        super().__init__(face)
        self._bridge = bridge
        self._files = files
        self._face = face
        self._card: ConversationCard | None = None
        self._customer: CustomerCard | None = None
        self._slash: QTextCursor | None = None
        face.templates.chosen.connect(self._on_chosen)
        face.templates.spaced.connect(self._on_spaced)

    def offer(self, card: ConversationCard, customer: CustomerCard | None, template: TemplateRow | None = None) -> None:
        """Show those that fit the customer's language and the channel, or put in the one chosen elsewhere."""
        self._card, self._customer, self._slash = card, customer, None
        if template is not None:
            self._on_chosen(template)
            return
        locale = customer.locale if customer else ""
        self._face.templates.offer(self._bridge.queries.templates(), locale, card.row.channel.value, self._filled)

    def offer_for_slash(self, card: ConversationCard, customer: CustomerCard | None) -> None:
        """The same; the text takes the place of the slash before the cursor, which stays when none is chosen."""
        self.offer(card, customer)
        self._slash = self._face.editors.reply.textCursor()
        self._slash.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor)

    def _filled(self, template: TemplateRow) -> str:
        """As it would be put in; one that cannot be filled as it is kept."""
        if self._card is None:
            return template.body
        return filled(template, self._card, self._customer, self._bridge.desk.person)[0] or template.body

    def _on_spaced(self) -> None:
        """The slash was meant as one: what was typed after it belongs behind it."""
        if self._slash is not None:
            self._face.editors.reply.insert(" ")

    def _on_chosen(self, template: TemplateRow) -> None:
        self._face.templates.hide()
        if self._card is None:
            return
        text, problem = filled(template, self._card, self._customer, self._bridge.desk.person)
        self._face.hint.set_text(problem)
        if text:
            self._put_in(text)
            self._files.attach(template.files)
        self._face.editors.focus_text()

    def _put_in(self, text: str) -> None:
        """Where the cursor is, in place of a slash that asked for it: one step to be undone."""
        editor = self._face.editors.reply
        cursor = self._place(editor.textCursor())
        start = cursor.selectionStart()
        cursor.beginEditBlock()
        cursor.insertText(_apart(text, cursor))
        cursor.endEditBlock()
        editor.setTextCursor(cursor)
        editor.ensureCursorVisible()
        if gaps(text):
            select_gap(editor, start)

    def _place(self, cursor: QTextCursor) -> QTextCursor:
        """What the text takes the place of."""
        slash, self._slash = self._slash, None
        return slash if slash is not None and slash.selectedText() == "/" else cursor


def _apart(text: str, cursor: QTextCursor) -> str:
    """A text of several lines, such as a letter's closing, is a paragraph of its own; words stand a space apart."""
    line, after = around(cursor)
    if "\n" not in text:
        return spaced(text, line, after)
    before = QTextCursor(cursor)
    before.setPosition(cursor.selectionStart())
    before.movePosition(QTextCursor.MoveOperation.Start, QTextCursor.MoveMode.KeepAnchor)
    written = before.selection().toPlainText().rstrip(" ")
    above = max(0, 2 - len(written) + len(written.rstrip("\n"))) if written.strip() else 0
    return "\n" * above + text + ("\n\n" if after[:1].isalnum() else "")
