"""Looking at a file: here when it is a picture or a PDF, in its own program when it is anything else."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.client.handout import Handout
from app.client.row import FileRow
from ui.bridge.desk_bridge import DeskBridge
from ui.files.file_opener import FileOpener
from ui.files.preview import Preview
from ui.files.previewing import Previewing, can_preview


class FileLook(QObject):
    """The one way to a file, wherever it is named; windows of its own stand before ``window``."""

    def __init__(self, bridge: DeskBridge, window: QWidget, handout: Handout | None = None) -> None:
        """``handout``: where copies for other programs lie that outlive the window."""
        super().__init__(window)
        self._window = window
        self.files = FileOpener(bridge, window, handout)
        self._previewing = Previewing(bridge.queries.blob, self)
        self.preview: Preview | None = None
        """The file that is being looked at."""

    def at(self, file: FileRow, among: Sequence[FileRow]) -> None:
        """Show a picture or a PDF here as soon as it is on this computer; other files go the way of ``FileOpener``.

        ``among``: the files it came with.
        """
        if not can_preview(file):
            self.files.open(file)
        elif file.local:
            self._show(file, [it for it in among if can_preview(it) and it.local])
        else:
            here = replace(file, local=True)
            again = partial(self.at, here, [here if it == file else it for it in among])
            if self.files.is_here(file, again):
                again()

    def _show(self, file: FileRow, shown: Sequence[FileRow]) -> None:
        self.preview = Preview(shown, file, self._previewing, self._window)
        self.preview.saved.connect(self.files.save)
        self.preview.opened.connect(self.files.open)
        self.preview.finished.connect(self.preview.deleteLater)
        self.preview.open()

    def wait(self) -> None:
        """Until what is being drawn, read or written is done: for pictures of screens."""
        self._previewing.wait()
        self.files.wait()
