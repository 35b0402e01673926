"""What leaves the timeline: links to the browser, files to the disk, long messages to a window of their own."""

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.client.row import EntryRow, FileRow
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.browser import Open, copied_instead, open_address
from ui.conversation.entry_text import TimelineWords
from ui.conversation.whole_message import WholeMessage
from ui.translation import _

SAFE_SCHEMES = ("http", "https", "mailto")
_LONGEST_NAME = 120
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))
"""No file system's separator, drive, stream or wildcard."""


class Opener(QObject):
    """Opens what a customer sent, only in harmless ways and only when the operator asked; files are never opened."""

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

    def open_link(self, address: str) -> None:
        """To the browser or the mail program; every other kind of address does nothing."""
        url = QUrl(address)
        if url.scheme().lower() in SAFE_SCHEMES and not self._open(address):
            self.failed.emit(copied_instead(address))

    def save_file(self, file: FileRow) -> None:
        """Ask where to, and write it there; what is not here yet is only fetched."""
        content = self._bridge.queries.blob(file.blob)
        if content is None:
            self._bridge.desk.want_blob(file.blob)
            return
        path, _kind = QFileDialog.getSaveFileName(self._window, _("Save file"), safe_name(file.name))
        if not path:
            return
        try:
            Path(path).write_bytes(content)
        except OSError:
            self.failed.emit(_("The file could not be saved there. Choose another folder, or free some space."))

    def show_whole(self, entry: EntryRow) -> None:
        """The message from beginning to end."""
        WholeMessage(entry, self._words.author(entry), self._window).open()


def safe_name(name: str) -> str:
    """A foreign file name that cannot be a path or a hidden file; its kind stays visible."""
    clean = one_line(name, 4 * _LONGEST_NAME).translate(_NOT_IN_NAMES).strip(". ")
    stem, dot, kind = clean.rpartition(".")
    if dot and len(kind) <= 8:
        clean = f"{stem[: _LONGEST_NAME - len(kind) - 1].rstrip()}.{kind}"
    return clean[:_LONGEST_NAME] or "file"
