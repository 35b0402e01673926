"""Texts to reuse: offered for the open conversation, filled with its values, put where the cursor is."""

from PySide6.QtCore import QObject

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
        face.templates.chosen.connect(self._on_chosen)

    def offer(self, card: ConversationCard, customer: CustomerCard | None, template: TemplateRow | None = None) -> None:
        """Show those that fit the customer's language and the channel, or put in the one chosen elsewhere."""
        self._card, self._customer = card, customer
        if template is not None:
            self._on_chosen(template)
            return
        locale = customer.locale if customer else ""
        self._face.templates.offer(self._bridge.queries.templates(), locale, card.row.channel.value)

    def _on_chosen(self, template: TemplateRow) -> None:
        self._face.templates.hide()
        if self._card is None:
            return
        text, problem = filled(template, self._card, self._customer, self._bridge.desk.person)
        self._face.hint.set_text(problem)
        editor = self._face.editors.reply
        start = editor.textCursor().selectionStart()
        editor.insert(text)
        if gaps(text):
            cursor = editor.textCursor()
            cursor.setPosition(start)
            editor.setTextCursor(cursor)
            editor.next_gap()
        self._face.editors.focus_text()
