"""What leaves the timeline: links to the browser, files to other programs, long messages to a window of their own."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from app.client.row import EntryRow
from app.language.cloud_link import CloudLink, cloud_links
from ui.bridge.desk_bridge import DeskBridge
from ui.browser import Open, copied_instead, open_address
from ui.conversation.cloud_words import cloud_question, host_of
from ui.conversation.entry_text import TimelineWords
from ui.conversation.row_act import RowActs
from ui.conversation.whole_message import WholeMessage
from ui.files.file_look import FileLook
from ui.translation import _

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
        self.question: QMessageBox | None = None
        """The question about a file in a cloud that is being asked."""
        self.look = FileLook(bridge, window)
        self.files = self.look.files
        self.files.failed.connect(self.failed)

    def serve(self, acts: RowActs) -> None:
        """Do what is wanted of rows."""
        acts.link_activated.connect(self.open_link)
        acts.whole_requested.connect(self.show_whole)
        acts.file_activated.connect(self.files.open)
        acts.file_looked_at.connect(self.look.at)
        acts.file_saved.connect(self.files.save)
        acts.file_copied.connect(self.files.copy)

    def open_link(self, address: str) -> None:
        """To the browser or the mail program; every other kind of address does nothing.

        Before a file in a cloud is opened the operator is asked, whether a chip, the menu or the text names it.
        """
        if QUrl(address).scheme().lower() not in SAFE_SCHEMES:
            return
        cloud = next(iter(cloud_links(address)), None)
        if cloud is not None:
            self._ask(replace(cloud, url=address), address)  # the host that is named is the one that is opened
        else:
            self._go(address)

    def _ask(self, cloud: CloudLink, address: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, _("Open this file?"), "", parent=self._window)
        box.setObjectName("cloud_question")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(cloud_question(cloud))
        stop = box.addButton(_("Do not open"), QMessageBox.ButtonRole.RejectRole)
        goes = box.addButton(_("Open {host}").format(host=host_of(address)), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stop)
        box.setEscapeButton(stop)
        goes.clicked.connect(partial(self._go, address))
        box.finished.connect(box.deleteLater)
        self.question = box
        box.open()

    def _go(self, address: str, _checked: bool = False) -> None:
        if not self._open(address):
            self.failed.emit(copied_instead(address))

    def show_whole(self, entry: EntryRow) -> None:
        """The message from beginning to end."""
        WholeMessage(entry, self._words.author(entry), self._window).open()
