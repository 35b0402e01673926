"""Files that go with what is written, opened as those of messages are."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.client.handout import Handout
from app.client.port import Touched
from app.client.row import FileRow, OutgoingFile
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.file_bar import FileBar
from ui.composer.template_picker import TemplatePicker
from ui.files.file_acts import FileActs, add_file_acts
from ui.files.file_look import FileLook
from ui.wording import button_text


class FileOpening(QObject):
    """What a bar and a list of files ask for; windows of its own stand before ``window``."""

    said = Signal(str)
    """Why a file does not open yet, or cannot; empty: it has opened. Carries the sentence."""

    def __init__(self, bridge: DeskBridge, bar: FileBar, window: QWidget, handout: Handout | None = None) -> None:
        """``handout``: where copies for other programs lie that outlive the window."""
        super().__init__(window)
        self._bridge, self._bar, self._window = bridge, bar, window
        self.look = FileLook(bridge, window, handout)
        files = self.look.files
        files.failed.connect(self.said)
        files.awaited.connect(self.said)
        files.done.connect(partial(self.said.emit, ""))
        bar.opened.connect(self._on_opened)
        bar.menu_wanted.connect(self._on_menu_wanted)
        bridge.touched.connect(self._on_touched)

    def serve(self, texts: TemplatePicker) -> None:
        """Do what is wanted of the files of a list of texts."""
        texts.file_wanted.connect(self.at)
        texts.files_wanted.connect(self._show_menu)

    def at(self, file: OutgoingFile, among: Iterable[OutgoingFile]) -> None:
        """Look at it; ``among``: the files it stands beside."""
        self.look.at(self._row(file), [self._row(it) for it in among])

    def menu(self, files: Iterable[OutgoingFile]) -> QMenu:
        """What can be done with each; the caller shows and deletes it."""
        menu, rows = QMenu(self._window), [self._row(it) for it in files]
        for row in rows:
            own = menu if len(rows) == 1 else menu.addMenu(button_text(row.name))
            acts = FileActs(
                to_look=partial(self.look.at, row, rows),
                to_open=partial(self.look.files.open, row),
                to_save=partial(self.look.files.save, row),
                to_copy=partial(self.look.files.copy, row),
            )
            add_file_acts(own, row, acts)
        return menu

    def forget(self) -> None:
        """Something else is written now: what was wanted is only fetched."""
        self.look.files.forget()

    def _row(self, file: OutgoingFile) -> FileRow:
        is_here, transfer = self._bridge.queries.whereabouts(file.blob)
        return FileRow(
            file.id, file.name, file.content_type, file.size, file.blob, "", inline=False, local=is_here,
            transfer=transfer,
        )  # fmt: skip

    def _on_opened(self, file: OutgoingFile) -> None:
        self.at(file, self._bar.files)

    def _on_menu_wanted(self, file: OutgoingFile, where: QPoint) -> None:
        self._show_menu([file], where)

    def _show_menu(self, files: list[OutgoingFile], where: QPoint) -> None:
        menu = self.menu(files)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _on_touched(self, _touched: Touched) -> None:
        self.look.files.arrived()
