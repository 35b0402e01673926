"""Texts to reuse: offered for the open conversation, filled with its values, put where the cursor is."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor

from app.client.customer_row import CustomerCard
from app.client.row import ConversationCard, TemplateRow
from app.language.gap import gaps
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.face import ComposerFace
from ui.composer.outgoing import filled


class QuickReplies(QObject):
    """Works on the face of a composer."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace) -> None:
        super().__init__(face)
        self._bridge = bridge
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
        editor = self._face.editors.reply
        if text:
            self._take_slash()
            text = _apart(text, editor.textCursor())
        start = editor.textCursor().selectionStart()
        editor.insert(text)
        if gaps(text):
            cursor = editor.textCursor()
            cursor.setPosition(start)
            editor.setTextCursor(cursor)
            editor.next_gap()
        self._face.editors.focus_text()

    def _take_slash(self) -> None:
        slash, self._slash = self._slash, None
        if slash is not None and slash.selectedText() == "/":
            slash.removeSelectedText()
            self._face.editors.reply.setTextCursor(slash)


def _apart(text: str, cursor: QTextCursor) -> str:
    """A text of several lines, such as a letter's closing, is a paragraph of its own under what is written."""
    before = cursor.document().toPlainText()[: cursor.selectionStart()].rstrip(" ")
    if "\n" not in text or not before.strip():
        return text
    return "\n" * max(0, 2 - len(before) + len(before.rstrip("\n"))) + text
