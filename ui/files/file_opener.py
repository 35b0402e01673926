"""Files of messages to other programs, to the disk and to the clipboard: only when asked, the dangerous ones twice."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from app.client.handout import Handout, safe_name
from app.client.port import AWAY
from app.client.row import FileRow
from app.language.plain_text import one_line
from ui.bridge.background import Background
from ui.bridge.desk_bridge import DeskBridge
from ui.files.file_dialog import FileDialog
from ui.files.file_words import danger_sentence, file_state
from ui.files.giving import Given, give, give_with_picture, write
from ui.translation import _

_PATIENCE_S = 60.0
_LATER = "not_checked"
"""Why a file cannot be had that is asked for again by itself."""


class FileOpener(QObject):
    """What is not here yet is fetched first, and the wish is done when it arrives. Nothing is ever opened unasked."""

    failed = Signal(str)
    """It cannot be done, or not before the server answers again. Carries the sentence."""
    awaited = Signal(str)
    """It is being fetched. Carries the sentence."""
    begun = Signal(str)
    """Fetching has begun, of which nothing has come yet. Carries the name of the content."""
    done = Signal()
    """What was awaited is here and is done now."""

    def __init__(self, bridge: DeskBridge, window: QWidget, handout: Handout | None = None) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self.handout = handout or Handout()
        """Where the copies lie."""
        self._read = bridge.queries.blob
        self._running: list[Background] = []
        self._wishes: dict[str, tuple[FileRow, Callable[[], None]]] = {}
        self._copied = False
        self.question: QMessageBox | None = None
        """The question that is being asked."""
        program = QCoreApplication.instance()
        assert program is not None
        program.aboutToQuit.connect(self.close_copies)

    def open(self, file: FileRow) -> None:
        """Show it in the program the system has for it; a dangerous one only after a question."""
        self._give(file, anyway=False)

    def save(self, file: FileRow) -> None:
        """Ask where to, and write it there."""
        again = partial(self.save, file)
        if not self._is_at_hand(file, again):
            return
        path, _kind = FileDialog.getSaveFileName(self._window, _("Save file"), safe_name(file.name))
        if path:
            self._begin(file, partial(write, self._read, file, Path(path)), again, lambda _given: None)

    def copy(self, file: FileRow) -> None:
        """To the clipboard: as a file, and a picture also as a picture."""
        again = partial(self.copy, file)
        if self._is_at_hand(file, again):
            self._begin(file, partial(give_with_picture, self._read, self.handout, file), again, self._to_clipboard)

    def wait(self) -> None:
        """Until all that was begun is done: for tests and pictures."""
        while self._running:
            self._running[0].wait(_PATIENCE_S)
            QCoreApplication.processEvents()

    def arrived(self) -> None:
        """Something with files was touched: do what waited for one that is here now; say which cannot be had."""
        for sha256, (file, again) in list(self._wishes.items()):
            is_here, transfer = self._bridge.queries.whereabouts(sha256)
            if is_here:
                del self._wishes[sha256]
                self.done.emit()
                again()
            elif transfer is not None and transfer.failed not in ("", _LATER):
                del self._wishes[sha256]
                self._tell_failed(replace(file, transfer=transfer))

    def is_here(self, file: FileRow, again: Callable[[], None]) -> bool:
        """Tell whether its bytes are on this computer; if not they are fetched, and ``again`` is called then."""
        is_here, _transfer = self._bridge.queries.whereabouts(file.blob)
        if not is_here:
            self._await(file, again)
        return is_here

    def forget(self) -> None:
        """Another conversation is open: what was wanted in this one is only fetched."""
        self._wishes.clear()

    def close_copies(self) -> None:
        """Delete what was handed out; the clipboard no longer names it either."""
        if self._copied and QGuiApplication.clipboard().ownsClipboard():
            QGuiApplication.clipboard().clear()
        self.handout.close()

    # ------------------------------------------------------------------ inside

    def _give(self, file: FileRow, *, anyway: bool) -> None:
        again = partial(self._give, file, anyway=anyway)
        if self._is_at_hand(file, again):
            work = partial(give, self._read, self.handout, file, anyway=anyway)
            self._begin(file, work, again, partial(self._launch, file))

    def _is_at_hand(self, file: FileRow, again: Callable[[], None]) -> bool:
        """False: ``again`` is called when it is here, or ``failed`` told why it never will be."""
        if file.scan == "infected":
            words = _("This file holds a virus. It stays on the server, nobody can open it.")
            self.failed.emit(words)
            return False
        return self.is_here(file, again)

    def _begin(
        self,
        file: FileRow,
        work: Callable[[], Given | None],
        again: Callable[[], None],
        go_on: Callable[[Given], object],
    ) -> None:
        """Read and write beside the window: a large file takes a second, a share on the network longer."""
        running = Background(work, self)
        self._running.append(running)

        def done(given: Given | None) -> None:
            self._running.remove(running)
            if given is None:
                self._await(file, again)
            elif given.path is None and not given.dangers:
                self.failed.emit(_("The file could not be saved there. Choose another folder, or free some space."))
            else:
                go_on(given)

        running.done.connect(done)
        running.broke.connect(lambda: self._running.remove(running))
        running.start()

    def _launch(self, file: FileRow, given: Given) -> None:
        if given.dangers:
            self._ask(file, danger_sentence(file.name, given.dangers))
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(given.path))):
            self.failed.emit(_("No program here opens this kind of file. Save it, and open it elsewhere."))

    def _to_clipboard(self, given: Given) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(given.path))])
        if given.picture is not None and not given.picture.isNull():
            data.setImageData(given.picture)
        QGuiApplication.clipboard().setMimeData(data)
        self._copied = True

    def _await(self, file: FileRow, again: Callable[[], None]) -> None:
        self._wishes[file.blob] = file, again
        self._bridge.desk.want_blob(file.blob)
        name = one_line(file.name, 120)
        if file.transfer is not None and file.transfer.failed:
            self._tell_failed(file)
        elif self._bridge.status.link in AWAY:
            words = _("“{name}” is not on this computer yet. It opens as soon as the server answers.")
            self.failed.emit(words.format(name=name))
        else:
            self.begun.emit(file.blob)
            self.awaited.emit(_("“{name}” is being fetched…").format(name=name))

    def _tell_failed(self, file: FileRow) -> None:
        self.failed.emit(f"{one_line(file.name, 120)}: {file_state(file)}")

    def _ask(self, file: FileRow, words: str) -> None:
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
        anyway.clicked.connect(partial(self._give, file, anyway=True))
        box.finished.connect(box.deleteLater)
        self.question = box
        box.open()
