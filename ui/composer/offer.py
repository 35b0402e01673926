"""What others had begun to write here, or this person at another computer: one line, to be used or dismissed."""

from PySide6.QtCore import QObject

from app.client.drafting import DraftOffer
from app.client.row import ConversationCard, DraftKind
from app.commands.draft import SettleDraft
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.editors import Editors
from ui.composer.line import ComposerLine
from ui.translation import _

_SHOWN = 160


class Offers(QObject):
    """Offers one text after the other; nothing is put into the text by itself."""

    def __init__(self, bridge: DeskBridge, line: ComposerLine, editors: Editors) -> None:
        super().__init__(line)
        self._bridge = bridge
        self._line = line
        self._editors = editors
        self._shown: DraftOffer | None = None
        line.closed.connect(self._dismiss)

    def show_for(self, card: ConversationCard | None) -> None:
        """Offer what there is for that conversation and the text that is shown."""
        kind = DraftKind.NOTE if self._editors.is_note else DraftKind.REPLY
        found = self._bridge.desk.drafts.offers(card.row.id) if card is not None else ()
        offer = next((it for it in found if it.kind is kind), None)
        if offer is None or card is None:
            self._shown = None
            self._line.hide()
        elif offer != self._shown:
            self._shown, conversation_id = offer, card.row.id
            self._line.ask(
                _words(offer),
                [
                    (_("Use"), lambda: self._use(offer, SettleDraft(conversation_id, offer.draft_id))),
                    (_("Dismiss"), lambda: self._settle(SettleDraft(conversation_id, offer.draft_id))),
                ],
            )

    def _use(self, offer: DraftOffer, settled: SettleDraft) -> None:
        editor = self._editors.note if offer.kind is DraftKind.NOTE else self._editors.reply
        editor.insert(f"\n\n{offer.text}" if editor.text.strip() else offer.text)
        self._settle(settled)
        self._editors.focus_text()

    def _dismiss(self) -> None:
        if self._line.buttons:
            self._line.answer(1)

    def _settle(self, settled: SettleDraft) -> None:
        self._shown = None
        self._line.hide()
        self._bridge.submit(settled)


def _words(offer: DraftOffer) -> str:
    start = one_line(offer.text, _SHOWN)
    if not offer.author:
        return _("At another computer you wrote: “{text}”").format(text=start)
    return _("{name} had begun: “{text}”").format(name=offer.author, text=start)
