"""Files on their way into a message: read and kept away from the main thread, refused with a sentence."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QMimeDatabase, QObject, Signal
from PySide6.QtGui import QImage

from app.client.errors import explain
from app.client.port import Desk, Trouble
from app.client.row import FileRow, OutgoingFile
from app.domain.attachment import MAX_FILE_BYTES
from app.language.plain_text import one_line
from ui.bridge.background import Background
from ui.composer.pasted import png_of
from ui.translation import _, catalogue
from ui.wording import size_text


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a file was not added."""

    words: str


class Adding(QObject):
    """One file after the other, to the conversation that was open when it began, whatever is open when it is done."""

    added = Signal(object, object)
    """A file is kept. Carries the conversation's ``UUID`` and the ``OutgoingFile``."""
    refused = Signal(str)
    """A file cannot be added. Carries the sentence."""
    counted = Signal()
    """More or fewer are still being read."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting: deque[tuple[UUID, Callable[[], OutgoingFile | _Refusal]]] = deque()
        self._running: Background | None = None

    def add_paths(self, conversation_id: UUID, paths: Sequence[Path]) -> None:
        """Read these files, in their order."""
        for path in paths:
            self._begin(conversation_id, partial(_read, self._desk, path))

    def add_picture(self, conversation_id: UUID, picture: QImage, name: str) -> None:
        """Write the picture as a file and keep it."""
        self._begin(conversation_id, partial(_write, self._desk, picture, name))

    def add_again(self, conversation_id: UUID, files: Sequence[FileRow]) -> list[str]:
        """Keep copies of files that are on this computer; the names of those that are not."""
        lost = []
        for file in files:
            if file.local:
                self._begin(conversation_id, partial(_copy, self._desk, file))
            else:
                lost.append(one_line(file.name, 200))
        return lost

    def coming(self, conversation_id: UUID | None) -> int:
        """How many of that conversation are still being read."""
        return sum(1 for it, _work in self._waiting if it == conversation_id)

    def _begin(self, conversation_id: UUID, work: Callable[[], OutgoingFile | _Refusal]) -> None:
        self._waiting.append((conversation_id, work))
        if self._running is None:
            self._start()
        self.counted.emit()

    def _start(self) -> None:
        self._running = Background(self._waiting[0][1], self)
        self._running.done.connect(self._on_done)
        self._running.failed.connect(self._on_failed)
        self._running.broke.connect(self._on_broke)
        self._running.start()

    def _on_done(self, result: object) -> None:
        conversation_id = self._ended()
        if isinstance(result, OutgoingFile):
            self.added.emit(conversation_id, result)
        elif isinstance(result, _Refusal):
            self.refused.emit(result.words)

    def _on_failed(self, trouble: Trouble) -> None:
        self._ended()
        self.refused.emit(str(explain(trouble.problem, catalogue())))

    def _on_broke(self) -> None:
        """The next one is not held up by it."""
        self._ended()
        self.refused.emit(_("This file could not be added. The others go on."))

    def _ended(self) -> UUID:
        conversation_id, _work = self._waiting.popleft()
        self._running = None
        if self._waiting:
            self._start()
        self.counted.emit()
        return conversation_id


def _read(desk: Desk, path: Path) -> OutgoingFile | _Refusal:
    name = one_line(path.name, 200)
    try:
        if path.is_dir():
            return _Refusal(_("“{name}” is a folder. Pack it into an archive, or add its files.").format(name=name))
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            words = _("“{name}” is too large: {size} of at most {most}.")
            return _Refusal(words.format(name=name, size=size_text(size), most=size_text(MAX_FILE_BYTES)))
        content = path.read_bytes()
    except OSError:
        return _Refusal(
            _("“{name}” cannot be read. Close it in other programs, or copy it elsewhere.").format(name=name)
        )
    if not content:
        return _Refusal(_("“{name}” is empty.").format(name=name))
    kind = QMimeDatabase().mimeTypeForFileNameAndData(path.name, content[:4_096]).name()
    return desk.keep_file(name, kind, content)


def _copy(desk: Desk, file: FileRow) -> OutgoingFile | _Refusal:
    name = one_line(file.name, 200)
    content = desk.queries.blob(file.blob)
    if content is None:
        return _Refusal(_("No longer on this computer, add it again: {names}").format(names=name))
    return desk.keep_file(name, file.content_type, content)


def _write(desk: Desk, picture: QImage, name: str) -> OutgoingFile | _Refusal:
    content = png_of(picture)
    return desk.keep_file(name, "image/png", content) if content else _Refusal(_("The picture cannot be read."))
