"""What went no further in the open request is said where the next answer is written: nobody believes it was sent."""

from PySide6.QtCore import QObject

from app.client.refusal import refusal
from app.client.row import ChangeRow, ChangeState, ConversationCard
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.face import ComposerFace
from ui.translation import _, catalogue

_REFUSED = frozenset({ChangeState.HELD, ChangeState.CONFLICT, ChangeState.REJECTED})
_SHOWN = 80


class RefusedLine(QObject):
    """Tells of the last change that was held, overtaken or refused there."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace) -> None:
        super().__init__(face)
        self._bridge, self._face = bridge, face
        self._shown = ""

    def show_for(self, card: ConversationCard | None) -> None:
        """Say it as long as it is so."""
        words = self._words(card)
        if words and words != self._shown:
            self._face.refused.ask(words, [(_("Show"), self._face.changes_requested.emit)])
        elif not words:
            self._face.refused.hide()
        self._shown = words

    def _words(self, card: ConversationCard | None) -> str:
        if card is None:
            return ""
        of_it = [it for it in self._bridge.queries.changes() if it.conversation_id == card.row.id]
        refused = [it for it in of_it if it.state in _REFUSED]
        return _sentence(refused[-1]) if refused else ""


def _sentence(change: ChangeRow) -> str:
    why = refusal(change.code, catalogue())
    text = one_line(str(change.args.get("body", "")), _SHOWN)
    quoted = _("“{text}”").format(text=text)
    return f"{why} {quoted}" if text else why
