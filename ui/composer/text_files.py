"""The files that go with a text to reuse, as they are attached where the text is written: by dialog, paste and drop."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.client.handout import Handout
from app.client.row import OutgoingFile, TextFile
from app.commands.message import FileOfMessage
from app.domain.attachment import MAIL_BYTES
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.adding import Adding
from ui.composer.file_bar import FileBar
from ui.composer.file_opening import FileOpening
from ui.composer.files import documents, picture_name
from ui.composer.pasted import Pasted, has_content, pasted_from
from ui.files.file_dialog import FileDialog
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button


class TextEdit(QPlainTextEdit):
    """The words of a text; what else is pasted or dropped is a file."""

    given = Signal(object)
    """Something was pasted or dropped. Carries ``Pasted``; its text is written already."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text and files."""
        return has_content(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Write what is text; say what else there is."""
        pasted = pasted_from(source)
        if pasted.text:
            self.textCursor().insertText(pasted.text)
        self.given.emit(pasted)


class TextFiles(QWidget):
    """A button, the files, and what is to be known of them; keeps their bytes, the dialog saves which they are."""

    said = Signal(str)
    """Something cannot be added. Carries the sentence."""

    def __init__(self, bridge: DeskBridge, body: TextEdit, handout: Handout | None = None) -> None:
        """``handout``: where copies for other programs lie."""
        super().__init__()
        self._bridge = bridge
        self._open: UUID | None = None
        self._known: dict[UUID, TextFile] = {}
        self._may_change = True
        self._said = ""
        self._folder = ""
        self.attach, self.bar, self._told = (
            Button(_("Attach files…"), icon_name="paperclip"),
            FileBar(is_flush=True),
            QLabel(),
        )
        self.attach.setObjectName("attach_to_text")
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setProperty("role", "secondary")
        self.opening = FileOpening(bridge, self.bar, self, handout)
        self.opening.said.connect(self._on_said)
        self._adding = Adding(bridge.desk, self)
        self._adding.added.connect(self._on_added)
        self._adding.refused.connect(self.said)
        self._adding.counted.connect(self._show_coming)
        self.bar.changed.connect(self._tell)
        self.attach.clicked.connect(self._choose)
        body.given.connect(self.take)
        self.setAcceptDrops(True)
        self._lay_out()

    def _lay_out(self) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        row.addWidget(self.attach)
        row.addStretch(1)
        for part in (self.bar, self._told):
            column.addWidget(part)
        column.addLayout(row)

    def show_files(self, template_id: UUID, files: Sequence[TextFile], *, may_change: bool) -> None:
        """Another text is open."""
        self.opening.forget()
        self._said = ""
        self._open, self._may_change = template_id, may_change
        self._known = {it.file.id: it for it in files}
        self.bar.show_files([it.file for it in files], MAIL_BYTES, stay=not may_change)
        self.attach.setVisible(may_change)
        self._show_coming()
        self._tell()

    def named(self) -> list[FileOfMessage]:
        """The files as the command names them."""
        return [FileOfMessage(it.id, it.name, it.content_type, it.size, it.blob) for it in self.bar.files]

    @property
    def obstacle(self) -> str:
        """Why the text cannot be saved with these files; empty when it can."""
        return _("A file is still being added. Save in a moment.") if self.bar.coming else self.bar.obstacle

    def take(self, pasted: Pasted) -> None:
        """Add what was pasted or dropped."""
        if self._open is None or not self._may_change:
            return
        if pasted.paths:
            self._adding.add_paths(self._open, pasted.paths)
        elif pasted.picture is not None:
            self._adding.add_picture(self._open, pasted.picture, picture_name(self._bridge.now()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files, where they may be attached."""
        if self._may_change and pasted_from(event.mimeData()).paths:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach them."""
        self.take(Pasted(paths=pasted_from(event.mimeData()).paths))
        event.acceptProposedAction()

    def _choose(self) -> None:
        paths, _kind = FileDialog.getOpenFileNames(self, _("Attach files"), self._folder or documents())
        if paths:
            self._folder = str(Path(paths[0]).parent)
            self.take(Pasted(paths=tuple(Path(it) for it in paths)))

    def _on_added(self, template_id: UUID, file: OutgoingFile) -> None:
        """What was read after another text was opened belongs to none."""
        if template_id == self._open and file.blob not in {it.blob for it in self.bar.files if not self._is_lost(it)}:
            others = [it for it in self.bar.files if it.blob != file.blob]
            self.bar.show_files([*others, file], MAIL_BYTES)
            self._tell()

    def _is_lost(self, file: OutgoingFile) -> bool:
        return file.id in self._known and bool(self._known[file.id].lost)

    def _show_coming(self) -> None:
        self.bar.set_coming(self._adding.coming(self._open))

    def _on_said(self, words: str) -> None:
        self._said = words
        self._tell()

    def _tell(self) -> None:
        """Of which files the bytes are not at the server, and what became of one that was to be opened."""
        known = [self._known[it.id] for it in self.bar.files if it.id in self._known]
        lost = [one_line(it.file.name, 80) for it in known if it.lost]
        coming = [one_line(it.file.name, 80) for it in known if it.coming and not it.lost]
        words = []
        if lost:
            words.append(_("Never reached the server, attach it again: {names}").format(names=", ".join(lost)))
        if coming:
            words.append(_("Still on its way to the server: {names}").format(names=", ".join(coming)))
        if self._said:
            words.append(self._said)
        self._told.setText("\n".join(words))
        self._told.setVisible(bool(words))
