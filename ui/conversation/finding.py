"""Leads from what was found to its message in the timeline, and lets the words stand out."""

from uuid import UUID

from PySide6.QtCore import QObject, Qt, Slot

from app.client.row import ConversationCard
from app.client.search import Finder
from ui.conversation.document import Documents
from ui.conversation.find_bar import FindBar
from ui.conversation.marking import extra_selections
from ui.conversation.message_browser import MessageBrowser
from ui.conversation.timeline_view import TimelineView


class Finding(QObject):
    """Makes a find bar and joins it with the timeline. ``bar`` is for the pane to place."""

    def __init__(self, finder: Finder, timeline: TimelineView, documents: Documents) -> None:
        super().__init__(timeline)
        self._timeline, self._documents = timeline, documents
        self.bar = bar = FindBar(finder, timeline.parentWidget())
        bar.gone_to.connect(self.show_entry)
        bar.marked.connect(self.mark)
        bar.closed.connect(self._on_closed)

    @Slot(object)
    def show_card(self, card: ConversationCard | None) -> None:
        """Another conversation is open, or none."""
        self.bar.set_conversation(card.row.id if card is not None else None)

    def begin_reading(self) -> None:
        """Give the keyboard to what is read."""
        self._timeline.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def show_entry(self, entry_id: UUID) -> None:
        """Stand on that message, however old; nothing happens when it is not on this computer."""
        if self._timeline.go_to(entry_id):
            self._mark_open_text()

    @Slot(object)
    def mark(self, finds: object) -> None:
        """Let the words stand out that ``finds`` tells of a text, None: none."""
        self._documents.finds = finds  # type: ignore[assignment]
        self._mark_open_text()
        self._timeline.viewport().update()

    def _mark_open_text(self) -> None:
        browser = self._timeline.indexWidget(self._timeline.currentIndex())
        if isinstance(browser, MessageBrowser):
            finds = self._documents.finds
            browser.setExtraSelections(extra_selections(browser.document(), finds) if finds else [])

    @Slot()
    def _on_closed(self) -> None:
        self._timeline.setFocus()
