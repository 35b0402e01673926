"""Texts that stood here before: one button, there while there are any, with a menu that puts one back in."""

from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from app.client.row import ConversationCard, DraftKind
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.face import ComposerFace
from ui.wording import clock_text, short_day

_MOST, _SHOWN = 10, 70


class PastTexts(QObject):
    """What was deleted or overwritten in the last 30 days; nothing of it is lost by putting another one in."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace) -> None:
        super().__init__(face)
        self._bridge = bridge
        self._face = face
        self._card: ConversationCard | None = None
        self.menu = QMenu(face)
        face.past.clicked.connect(self._open)

    def show_for(self, card: ConversationCard | None) -> None:
        """Offer the button while there is something."""
        self._card = card
        kind = DraftKind.NOTE if self._face.editors.is_note else DraftKind.REPLY
        found = self._bridge.desk.drafts.earlier(card.row.id, kind)[:_MOST] if card is not None else ()
        self._face.past.setVisible(bool(found))
        self.menu.clear()
        now = self._bridge.now()
        for it in found:
            day = short_day(it.at.astimezone(self._bridge.zone).date(), now.date())
            at = f"{day}, {clock_text(it.at, self._bridge.zone)}"
            words = one_line(it.text, _SHOWN).replace("&", "&&")
            self.menu.addAction(f"{words}\t{at}", partial(self._use, it.text))

    def _use(self, text: str) -> None:
        editor = self._face.editors.shown
        editor.insert(f"\n\n{text}" if editor.text.strip() else text)
        self._face.editors.focus_text()

    def _open(self) -> None:
        self.menu.popup(self._face.past.mapToGlobal(QPoint(0, 0)))
