"""What leaves the timeline: links to the browser, files to other programs, long messages to a window of their own."""

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWidgets import QWidget

from app.client.row import EntryRow
from ui.bridge.desk_bridge import DeskBridge
from ui.browser import Open, copied_instead, open_address
from ui.conversation.entry_text import TimelineWords
from ui.conversation.file_opener import FileOpener
from ui.conversation.row_act import RowActs
from ui.conversation.whole_message import WholeMessage

SAFE_SCHEMES = ("http", "https", "mailto")


class Opener(QObject):
    """Opens what a customer sent, only in harmless ways and only when the operator asked."""

    failed = Signal(str)
    """A file could not be saved, or no program took a link. Carries the sentence."""

    def __init__(
        self, bridge: DeskBridge, words: TimelineWords, window: QWidget, *, browser: Open = open_address
    ) -> None:
        super().__init__(window)
        self._open = browser
        self._bridge = bridge
        self._words = words
        self._window = window
        self.files = FileOpener(bridge, window)
        self.files.failed.connect(self.failed)

    def serve(self, acts: RowActs) -> None:
        """Do what is wanted of rows."""
        acts.link_activated.connect(self.open_link)
        acts.whole_requested.connect(self.show_whole)
        acts.file_activated.connect(self.files.open)
        acts.file_saved.connect(self.files.save)
        acts.file_copied.connect(self.files.copy)

    def open_link(self, address: str) -> None:
        """To the browser or the mail program; every other kind of address does nothing."""
        url = QUrl(address)
        if url.scheme().lower() in SAFE_SCHEMES and not self._open(address):
            self.failed.emit(copied_instead(address))

    def show_whole(self, entry: EntryRow) -> None:
        """The message from beginning to end."""
        WholeMessage(entry, self._words.author(entry), self._window).open()
