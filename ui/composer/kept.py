"""What is written in a conversation as it is kept: shown when it is opened, saved as it is typed and chosen."""

from dataclasses import replace

from PySide6.QtCore import QObject

from app.client.drafting import USUAL, Addressing
from app.client.row import ConversationCard, DraftKind
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.draft import DraftKeeper
from ui.composer.face import ComposerFace


class KeptTexts:
    """The reply and the note, each with its keeper, and to whom the reply goes."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace, parent: QObject) -> None:
        self._queries = bridge.queries
        self.reply = DraftKeeper(bridge.desk.save_draft, DraftKind.REPLY, parent)
        self.note = DraftKeeper(bridge.desk.save_draft, DraftKind.NOTE, parent)
        self.choice = KeptChoice(bridge, face)
        self._pairs = ((self.reply, face.editors.reply), (self.note, face.editors.note))

    def open(self, card: ConversationCard | None) -> None:
        """Another conversation: its texts of before."""
        for keeper, editor in self._pairs:
            kept = self._queries.draft(card.row.id, keeper.kind) if card else ""
            keeper.open(card.row.id if card else None, kept)
            editor.set_text(kept)
        self.choice.open(card)

    def refresh(self, card: ConversationCard) -> bool:
        """Show what somebody else put in: a message was undone, another desk went on; tells whether there was any."""
        news = False
        for keeper, editor in self._pairs:
            if keeper.is_news(text := self._queries.draft(card.row.id, keeper.kind)):
                editor.set_text(text)
                news = True
        self.choice.refresh(card)
        return news

    def flush(self) -> None:
        """Save what is typed now."""
        self.reply.flush()
        self.note.flush()


class KeptChoice:
    """By which way and to whom the reply goes: a part of the draft, and gone where there is none."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace) -> None:
        self._drafts, self._queries, self._face = bridge.desk.drafts, bridge.queries, face
        self._card: ConversationCard | None = None
        self._known = USUAL
        face.recipients.changed.connect(self.save)

    def open(self, card: ConversationCard | None) -> None:
        """What was chosen there before."""
        if self._card is not None and (card is None or card.row.id != self._card.row.id):
            self._leave(self._card)
        self._card = card
        if card is None:
            return
        self._known = self._drafts.addressing(card.row.id)
        if self._has_draft(card):
            self._face.envelope.choose(self._known, card.row.channel)
        else:
            self.forget()

    def refresh(self, card: ConversationCard) -> None:
        """A message was undone: what was chosen for it, too."""
        if self._drafts.addressing(card.row.id) != self._known:
            self.open(card)

    def add(self, addressing: Addressing) -> None:
        """An answer is taken back: its way, and its copies beside those of now."""
        if self._card is None:
            return
        copies = dict.fromkeys((*addressing.cc, *self._face.envelope.cc))
        joined = replace(addressing, cc=tuple(copies))
        self._face.envelope.choose(joined, self._card.row.channel)
        self._face.recipients.retranslate()
        self.save()

    def save(self) -> None:
        """Keep what is chosen now."""
        self._keep(self._face.envelope.chosen)

    def forget(self) -> None:
        """The reply has left with it."""
        self._keep(USUAL)

    def _leave(self, card: ConversationCard) -> None:
        """Copies of a text that was thrown away are not for one that comes there from elsewhere."""
        if not self._has_draft(card):
            self.forget()

    def _has_draft(self, card: ConversationCard) -> bool:
        return bool(self._queries.draft(card.row.id).strip() or self._queries.draft_files(card.row.id))

    def _keep(self, addressing: Addressing) -> None:
        if self._card is not None and addressing != self._known:
            self._drafts.address(self._card.row.id, addressing)
            self._known = self._drafts.addressing(self._card.row.id)  # a full disk keeps what was there before
