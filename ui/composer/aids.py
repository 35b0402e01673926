"""What helps one write in the composer; each part works on its face and knows nothing of the others."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.client.row import ConversationCard, CustomerCard, TemplateRow
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.face import ComposerFace
from ui.composer.offer import Offers
from ui.composer.quick import QuickReplies
from ui.composer.sharing import DraftSharing
from ui.composer.spelling import Spelling
from ui.translation import _


class Aids(QObject):
    """Kept fresh by the composer."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace) -> None:
        super().__init__(face)
        self._face = face
        self._card: ConversationCard | None = None
        self._customer: CustomerCard | None = None
        self.sharing = DraftSharing(bridge, self)
        self.offers = Offers(bridge, face.offer, face.editors)
        self.spelling = Spelling(bridge, (face.editors.reply, face.editors.note))
        self.spelling.none_left.connect(lambda: face.hint.set_text(_("No misspelled words.")))
        self._quick = QuickReplies(bridge, face)
        self.slots: dict[str, Callable[[], object]] = {"spelling": self.check_spelling}
        """What keys and menus ask for, by the keymap's ids."""
        face.editors.reply.slash_pressed.connect(self.quick_reply)
        face.quick.clicked.connect(lambda _checked=False: self.quick_reply())

    def open(self, card: ConversationCard | None, customer: CustomerCard | None) -> None:
        """Another conversation is open."""
        self._card, self._customer = card, customer
        self.spelling.show_for(card, customer)

    def refresh(self, card: ConversationCard | None, customer: CustomerCard | None) -> None:
        """It was touched, or another text of it is shown."""
        self._card, self._customer = card, customer
        self.offers.show_for(card)

    def check_spelling(self) -> None:
        """Go to the next misspelled word."""
        self.spelling.next_mistake(self._face.editors.shown)

    def quick_reply(self, template: TemplateRow | None = None) -> None:
        """Offer texts to reuse, or put in one that was chosen elsewhere."""
        if self._card is not None and not self._face.editors.is_note:
            self._quick.offer(self._card, self._customer, template)
