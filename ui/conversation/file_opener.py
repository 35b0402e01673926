"""Files of messages to other programs, to the disk and to the clipboard: only when asked, the dangerous ones twice."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.client.handout import Handout, mark_foreign, safe_name
from app.client.row import FileRow
from ui.bridge.background import Background
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.file_check import all_dangers
from ui.conversation.file_words import danger_sentence, file_state
from ui.conversation.pictures import decoded
from ui.translation import _

_COPIED_SIDE = 4_000
_AT_ONCE_BYTES = 1_000_000
"""Decrypted and written in a few milliseconds; a larger file would hold up the window."""


class FileOpener(QObject):
    """What is not here yet is fetched first, and the wish is done when it arrives. Nothing is ever opened unasked."""

    failed = Signal(str)
    """It cannot be done. Carries the sentence."""

    def __init__(self, bridge: DeskBridge, window: QWidget, handout: Handout | None = None) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self._handout = handout or Handout()
        self._wishes: dict[str, Callable[[], None]] = {}
        self._copied = False
        self.question: QMessageBox | None = None
        """The question that is being asked."""
        program = QCoreApplication.instance()
        assert program is not None
        program.aboutToQuit.connect(self.close_copies)

    def open(self, file: FileRow) -> None:
        """Show it in the program the system has for it; a dangerous one only after a question."""
        self._with_content(file, partial(self.open, file), partial(self._judge, file))

    def save(self, file: FileRow) -> None:
        """Ask where to, and write it there."""
        self._with_content(file, partial(self.save, file), partial(self._save, file))

    def copy(self, file: FileRow) -> None:
        """To the clipboard: as a file, and a picture also as a picture."""
        self._with_content(file, partial(self.copy, file), partial(self._copy, file))

    def arrived(self) -> None:
        """The conversation was touched: do what waited for a file that is here now."""
        for sha256 in [it for it in self._wishes if self._bridge.queries.has_blob(it)]:
            self._wishes.pop(sha256)()

    def forget(self) -> None:
        """Another conversation is open: what was wanted in this one is only fetched."""
        self._wishes.clear()

    def close_copies(self) -> None:
        """Delete what was handed out; the clipboard no longer names it either."""
        if self._copied and QGuiApplication.clipboard().ownsClipboard():
            QGuiApplication.clipboard().clear()
        self._handout.close()

    # ------------------------------------------------------------------ inside

    def _with_content(self, file: FileRow, again: Callable[[], None], act: Callable[[bytes], None]) -> None:
        """Do it with the bytes; ``again`` is called when they are here, or ``failed`` tells why they never will be."""
        if file.scan == "infected":
            self.failed.emit(_("This file holds a virus. It stays on the server, nobody can open it."))
            return
        if self._bridge.queries.has_blob(file.blob):
            self._slowly(file, partial(self._bridge.queries.blob, file.blob), partial(self._got, file, again, act))
        else:
            self._fetch(file, again)

    def _got(self, file: FileRow, again: Callable[[], None], act: Callable[[bytes], None], content: object) -> None:
        if isinstance(content, bytes):
            act(content)
        else:
            self._fetch(file, again)

    def _fetch(self, file: FileRow, again: Callable[[], None]) -> None:
        self._wishes[file.blob] = again
        self._bridge.desk.want_blob(file.blob)
        if file.transfer is not None and file.transfer.failed:
            self.failed.emit(f"{file.name}: {file_state(file)}")

    def _slowly(self, file: FileRow, work: Callable[[], object], done: Callable[[object], None]) -> None:
        """A large file is read and written beside the window, a small one at once."""
        if file.size <= _AT_ONCE_BYTES:
            done(work())
            return
        running = Background(work, self)
        running.done.connect(done)
        running.done.connect(running.deleteLater)
        running.start()

    def _judge(self, file: FileRow, content: bytes) -> None:
        self._slowly(file, partial(all_dangers, file.name, content), partial(self._judged, file, content))

    def _judged(self, file: FileRow, content: bytes, dangers: Any) -> None:
        if dangers:
            self._ask(file, content, danger_sentence(file.name, dangers))
        else:
            self._open(file, content)

    def _save(self, file: FileRow, content: bytes) -> None:
        path, _kind = QFileDialog.getSaveFileName(self._window, _("Save file"), safe_name(file.name))
        if path:
            self._slowly(file, partial(_written, Path(path), content), self._tell_written)

    def _copy(self, file: FileRow, content: bytes) -> None:
        self._slowly(file, partial(self._copy_of, file, content), partial(self._put_copy, content))

    def _put_copy(self, content: bytes, path: object) -> None:
        if not isinstance(path, Path):
            self._tell_written(False)
            return
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        picture = decoded(content, _COPIED_SIDE)
        if not picture.isNull():
            data.setImageData(picture)
        QGuiApplication.clipboard().setMimeData(data)
        self._copied = True

    def _ask(self, file: FileRow, content: bytes, words: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, _("Open this file?"), "", parent=self._window)
        box.setObjectName("file_question")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(words)
        stop = box.addButton(_("Do not open"), QMessageBox.ButtonRole.RejectRole)
        save = box.addButton(_("Save as…"), QMessageBox.ButtonRole.ActionRole)
        anyway = box.addButton(_("Open anyway"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stop)
        box.setEscapeButton(stop)
        save.clicked.connect(partial(self.save, file))
        anyway.clicked.connect(partial(self._open, file, content))
        box.finished.connect(box.deleteLater)
        self.question = box
        box.open()

    def _open(self, file: FileRow, content: bytes) -> None:
        self._slowly(file, partial(self._copy_of, file, content), self._show_copy)

    def _show_copy(self, path: object) -> None:
        if not isinstance(path, Path):
            self._tell_written(False)
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.failed.emit(_("No program here opens this kind of file. Save it, and open it elsewhere."))

    def _copy_of(self, file: FileRow, content: bytes) -> Path | None:
        """Any thread; None: it cannot be written."""
        try:
            return self._handout.give(file.name, content)
        except OSError:
            return None

    def _tell_written(self, is_written: object) -> None:
        if not is_written:
            self.failed.emit(_("The file could not be saved there. Choose another folder, or free some space."))


def _written(path: Path, content: bytes) -> bool:
    """Whether it could be written. Any thread."""
    try:
        path.write_bytes(content)
    except OSError:
        return False
    mark_foreign(path)
    return True
