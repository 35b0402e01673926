"""The files of the message that is being written, and how much of its limit they take."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.client.row import OutgoingFile
from app.domain.attachment import MAIL_BYTES, MAX_FILES
from ui.composer.file_chip import FileChip
from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.base import follow, show_when
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.flow import FlowLayout
from ui.wording import size_text


class FileBar(QWidget):
    """Chips in the order they were added. Hidden while there are none."""

    changed = Signal()
    """A file was taken out by the operator."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("file_bar")
        self.files: tuple[OutgoingFile, ...] = ()
        self.limit = MAIL_BYTES
        self.coming = 0
        self._chips: list[FileChip] = []
        self._list, self._sum = QWidget(), ElidedLabel(step="meta", role="text.tertiary")
        self._flow, self._column = FlowLayout(self._list), QVBoxLayout(self)
        self._column.addWidget(self._list)
        self._column.addWidget(self._sum)
        self.restyle()
        self._show()

    def show_files(self, files: Sequence[OutgoingFile], limit: int) -> None:
        """These are the files now; ``limit``: bytes together."""
        self.files, self.limit = tuple(files), limit
        self._show()

    def add(self, file: OutgoingFile) -> None:
        """One more, at the end."""
        self.files = (*self.files, file)
        self._show()

    def set_coming(self, count: int) -> None:
        """So many files are being read and are not here yet."""
        self.coming = count
        self._show()

    @property
    def obstacle(self) -> str:
        """Why a message with these files cannot be sent; empty when it can."""
        total = sum(it.size for it in self.files)
        if self.coming:
            return _("A file is still being added. Send in a moment.")
        if len(self.files) > MAX_FILES:
            words = _("Too many files: {count} of at most {most}. Take some out.")
            return words.format(count=len(self.files), most=MAX_FILES)
        if total > self.limit:
            words = _("Too large to send: {size} of at most {most}. Take a file out, or send it in another message.")
            return words.format(size=size_text(total), most=size_text(self.limit))
        return ""

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_column"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Distances of now."""
        look = theme()
        self._column.setContentsMargins(look.space(4), look.space(2), look.space(4), 0)
        self._column.setSpacing(look.space(1))
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setSpacing(look.space(2))

    def retranslate(self) -> None:
        """The sum in words."""
        self._show()

    def _show(self) -> None:
        known = {chip.file.id: chip for chip in self._chips}
        wanted = {it.id for it in self.files}
        for chip in [it for it in self._chips if it.file.id not in wanted]:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [known.get(it.id) or self._made(it) for it in self.files]
        self._sum.set_text(self.obstacle or self._told())
        self._sum.set_role("danger" if self.obstacle and not self.coming else "text.tertiary")
        show_when(self, bool(self.files or self.coming))
        self.updateGeometry()

    def _made(self, file: OutgoingFile) -> FileChip:
        chip = FileChip(file, self._list)
        chip.removed.connect(self._on_removed)
        self._flow.addWidget(chip)
        chip.show()
        return chip

    def _told(self) -> str:
        count, total = len(self.files), sum(it.size for it in self.files)
        words = ngettext("{count} file, {size} of at most {most}", "{count} files, {size} of at most {most}", count)
        return words.format(count=count, size=size_text(total), most=size_text(self.limit)) if count else ""

    def _on_removed(self) -> None:
        chip = self.sender()
        if not isinstance(chip, FileChip):
            return
        place = self._chips.index(chip)
        self.files = tuple(it for it in self.files if it.id != chip.file.id)
        self._show()
        if self._chips:
            self._chips[min(place, len(self._chips) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()
