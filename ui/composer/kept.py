"""Both texts of a conversation as they are kept: shown when it is opened, saved as they are typed."""

from uuid import UUID

from PySide6.QtCore import QObject

from app.client.row import DraftKind
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.draft import DraftKeeper
from ui.composer.editors import Editors


class KeptTexts:
    """The reply and the note, each with its keeper."""

    def __init__(self, bridge: DeskBridge, editors: Editors, parent: QObject) -> None:
        self._queries = bridge.queries
        self.reply = DraftKeeper(bridge.desk.save_draft, DraftKind.REPLY, parent)
        self.note = DraftKeeper(bridge.desk.save_draft, DraftKind.NOTE, parent)
        self._pairs = ((self.reply, editors.reply), (self.note, editors.note))

    def open(self, conversation_id: UUID | None) -> None:
        """Another conversation: its texts of before."""
        for keeper, editor in self._pairs:
            kept = self._queries.draft(conversation_id, keeper.kind) if conversation_id else ""
            keeper.open(conversation_id, kept)
            editor.set_text(kept)

    def refresh(self, conversation_id: UUID) -> bool:
        """Show what somebody else put in: a message was undone, another desk went on; tells whether there was any."""
        news = False
        for keeper, editor in self._pairs:
            if keeper.is_news(text := self._queries.draft(conversation_id, keeper.kind)):
                editor.set_text(text)
                news = True
        return news

    def flush(self) -> None:
        """Save what is typed now."""
        self.reply.flush()
        self.note.flush()
