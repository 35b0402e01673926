"""What the composer does with files: takes them in, keeps them with the draft, gives them to the message."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtGui import QGuiApplication

from app.client.row import ConversationCard, FileRow, OutgoingFile, TextFile
from app.commands.message import FileOfMessage
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.adding import Adding
from ui.composer.face import ComposerFace
from ui.composer.file_opening import FileOpening
from ui.composer.pasted import Pasted, pasted_from
from ui.files.file_dialog import FileDialog
from ui.translation import _, ngettext
from ui.widgets.key_badge import told_with

_TOLD = 2
"""Refusals that are told word for word."""


class ComposerFiles(QObject):
    """The files of the open draft; what is still being added when another one is opened finds its way all the same."""

    changed = Signal()
    """Other files, or still another number of them coming."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace) -> None:
        super().__init__(face)
        self._bridge = bridge
        self._bar = face.files
        self._face = face
        self._card: ConversationCard | None = None
        self._folder = ""
        self._refused: list[str] = []
        self.opening = FileOpening(bridge, face.files, face)
        self.opening.said.connect(face.hint.set_text)
        self.opening.serve(face.templates)
        self._adding = Adding(bridge.desk, self)
        self._adding.added.connect(self._on_added)
        self._adding.refused.connect(self._on_refused)
        self._adding.counted.connect(self._show_coming)
        self._bar.changed.connect(self._on_changed)
        for editor in (face.editors.reply, face.editors.note):
            editor.given.connect(self.take)
        face.attach.clicked.connect(self.choose)

    # ------------------------------------------------------------------ what the composer asks

    @property
    def obstacle(self) -> str:
        """Why the message cannot be sent with these files; empty when it can."""
        return self._bar.obstacle

    @property
    def is_empty(self) -> bool:
        """Is there no file, and none coming?"""
        return not self._bar.files and not self._bar.coming

    def named(self) -> list[FileOfMessage]:
        """The files as the command names them."""
        return [FileOfMessage(it.id, it.name, it.content_type, it.size, it.blob) for it in self._bar.files]

    def open(self, card: ConversationCard | None) -> None:
        """Another conversation is open: its draft's files."""
        self._card = card
        self.opening.forget()
        self._show(self._kept())

    def refresh(self, card: ConversationCard) -> None:
        """The conversation was touched: an undone message brings its files back."""
        self._card = card
        if tuple(self._kept()) != self._bar.files:
            self._show(self._kept())

    def forget(self) -> None:
        """They left with their message."""
        if self._kept():  # the last keys were not saved, so nobody else could tell that this draft left
            self._save(())
        else:
            self._show(())

    def discard(self) -> None:
        """They are not to be sent at all."""
        self._save(())

    def take(self, pasted: Pasted) -> None:
        """Add what was pasted or dropped."""
        if self._card is None:
            return
        if self._face.editors.is_note and not pasted.text:
            self._face.hint.set_text(_("A note takes no files. They go to the customer, with an answer."))
            return
        self._refused.clear()
        if pasted.paths:
            self._adding.add_paths(self._card.row.id, pasted.paths)
        elif pasted.picture is not None:
            self._adding.add_picture(self._card.row.id, pasted.picture, picture_name(self._bridge.now()))
        if pasted.spare:
            named = _("Pasted as text. {key} adds it as a picture.")
            bare = _("Pasted as text. “Paste as a picture” in the menu adds it as a picture.")
            self._face.hint.set_text(told_with("Shift+F3", named, bare))

    def paste_picture(self) -> None:
        """Add the clipboard's content as a picture, also when it is a text as well."""
        pasted = pasted_from(QGuiApplication.clipboard().mimeData(), as_picture=True)
        if pasted.picture is None and not pasted.paths:
            self._face.hint.set_text(_("There is no picture in the clipboard."))
        self.take(pasted if pasted.picture is not None or pasted.paths else Pasted())

    def choose(self) -> None:
        """Let the operator choose files."""
        if self._card is None:
            return
        conversation_id = self._card.row.id
        paths, _kind = FileDialog.getOpenFileNames(self._face, _("Attach files"), self._folder or documents())
        if paths:
            self._folder = str(Path(paths[0]).parent)
        self._refused.clear()
        self._adding.add_paths(conversation_id, [Path(it) for it in paths])

    @Slot(str)
    def _on_refused(self, words: str) -> None:
        """Of several none is told in the place of another."""
        self._refused.append(words)
        more = len(self._refused) - _TOLD
        rest = [ngettext("{count} more was not added.", "{count} more were not added.", more).format(count=more)]
        self._face.hint.set_text(" ".join(self._refused[:_TOLD] + (rest if more > 0 else [])))

    def keep(self, files: Sequence[OutgoingFile]) -> None:
        """Add files that are kept already."""
        known = {it.id for it in self._bar.files}
        self._save((*self._bar.files, *(it for it in files if it.id not in known)))

    def attach(self, files: Sequence[TextFile]) -> None:
        """Add the files of a text to reuse as if they were chosen; those whose bytes are nowhere yet are named."""
        here = {it.blob for it in self._bar.files}
        new = [it.file for it in files if it.is_usable and it.file.blob not in here]
        if new:
            self.keep([replace(it, id=self._bridge.new_id()) for it in new])
        self._bar.tell_missing([one_line(it.file.name, 80) for it in files if not it.is_usable])

    def take_back(self, files: Sequence[FileRow], *, are_there: bool) -> None:
        """Add the files of a message that did not arrive: by name when the server has them, else those that are here.

        The others are named.
        """
        if self._card is None:
            return
        away = [it for it in files if are_there and not it.local]
        if away:
            new_id = self._bridge.new_id
            self.keep([OutgoingFile(new_id(), it.name, it.content_type, it.size, it.blob) for it in away])
        lost = self._adding.add_again(self._card.row.id, [it for it in files if it not in away])
        if lost:
            words = _("No longer on this computer, add it again: {names}")
            self._face.hint.set_text(words.format(names=", ".join(lost)))

    # ------------------------------------------------------------------ inside

    def _kept(self) -> Sequence[OutgoingFile]:
        return self._bridge.queries.draft_files(self._card.row.id) if self._card is not None else ()

    def _on_added(self, conversation_id: UUID, file: OutgoingFile) -> None:
        if self._card is not None and self._card.row.id == conversation_id:
            self._save((*self._bar.files, file))
        else:
            kept = self._bridge.queries.draft_files(conversation_id)
            self._bridge.desk.save_draft_files(conversation_id, [*kept, file])

    def _on_changed(self) -> None:
        self._save(self._bar.files)

    def _save(self, files: Sequence[OutgoingFile]) -> None:
        self._show(files)
        if self._card is not None:
            self._bridge.desk.save_draft_files(self._card.row.id, files)

    def _show(self, files: Sequence[OutgoingFile]) -> None:
        if self._card is not None:
            self._bar.show_files(files, self._card.files_limit)
        else:
            self._bar.show_files((), self._bar.limit)
        self._show_coming()

    def _show_coming(self) -> None:
        self._bar.set_coming(self._adding.coming(self._card.row.id if self._card is not None else None))
        self.changed.emit()


def documents() -> str:
    """Where people keep their files: never the program's own folder."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return found if Path(found).is_dir() else str(Path.home())


def picture_name(now: datetime) -> str:
    """A picture without a name is called by when it was added."""
    return _("Picture {time}.png").format(time=f"{now:%Y-%m-%d %H.%M.%S}")
