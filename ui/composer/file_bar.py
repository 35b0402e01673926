"""The files of a message or a text that is being written, and how much of their limit they take."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.client.row import OutgoingFile
from app.domain.attachment import MAIL_BYTES, MAX_FILES
from ui.composer.file_chip import FileChip
from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.base import follow, show_when
from ui.widgets.flow import FlowLayout
from ui.widgets.foreign import tooltip
from ui.wording import size_text

_PARTED = re.compile("[_-]+")
"""Where a long name of a file goes on in the next line."""


class FileBar(QWidget):
    """Chips in the order they were added. Hidden while there are none."""

    changed = Signal()
    """A file was taken out by the operator."""
    opened = Signal(object)
    """A file is to be looked at. Carries its ``OutgoingFile``."""
    menu_wanted = Signal(object, QPoint)
    """What can be done with a file is asked for. Carries its ``OutgoingFile``, and where on the screen."""

    def __init__(self, parent: QWidget | None = None, *, is_flush: bool = False) -> None:
        """``is_flush``: it stands where fields of a form do, and not inside a frame."""
        super().__init__(parent)
        self.setObjectName("file_bar")
        self._is_flush = is_flush
        self.files: tuple[OutgoingFile, ...] = ()
        self.limit = MAIL_BYTES
        self.coming = 0
        self._stay = False
        self._missing: tuple[str, ...] = ()
        self._chips: list[FileChip] = []
        self._list, self._sum = QWidget(), QLabel()
        self._sum.setTextFormat(Qt.TextFormat.PlainText)
        self._sum.setWordWrap(True)
        self._sum.setMinimumWidth(1)  # the name of a file may be one long word
        self._flow, self._column = FlowLayout(self._list), QVBoxLayout(self)
        self._column.addWidget(self._list)
        self._column.addWidget(self._sum)
        self.restyle()
        self._show()

    def show_files(self, files: Sequence[OutgoingFile], limit: int, *, stay: bool = False) -> None:
        """These are the files now; ``limit``: bytes together; ``stay``: this person takes none of them out."""
        if stay is not self._stay:
            self.files, self._stay = (), stay
            self._show()  # chips of the other kind are made anew
        self.files, self.limit, self._missing = tuple(files), limit, ()
        self._show()

    def tell_missing(self, names: Sequence[str]) -> None:
        """These were to be attached, but their bytes have not reached the server; until other files are shown."""
        self._missing = tuple(names)
        self._show()

    @property
    def is_needed(self) -> bool:
        """Is there anything to be shown?"""
        return bool(self.files or self.coming or self._missing)

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
        side = 0 if self._is_flush else look.space(4)
        self._column.setContentsMargins(side, look.space(2), side, 0)
        self._column.setSpacing(look.space(1))
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setSpacing(look.space(2))
        self._sum.setFont(look.font("meta"))
        self._sum.setMinimumHeight(look.line("meta"))

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
        told = self.obstacle or self._told()
        self._sum.setText(_PARTED.sub("\\g<0>\N{ZERO WIDTH SPACE}", told))
        self._sum.setAccessibleName(told)
        self._sum.setVisible(bool(told))
        self._sum.setToolTip(tooltip(told) if self._missing else "")
        is_bad = bool(self.obstacle) and not self.coming
        self._color("danger" if is_bad else "warning" if self._missing else "tertiary")
        show_when(self, self.is_needed)
        self.updateGeometry()

    def _color(self, role: str) -> None:
        if role != self._sum.property("role"):
            self._sum.setProperty("role", role)
            self._sum.style().unpolish(self._sum)
            self._sum.style().polish(self._sum)

    def _made(self, file: OutgoingFile) -> FileChip:
        chip = FileChip(file, self._list, stays=self._stay)
        chip.removed.connect(self._on_removed)
        chip.clicked.connect(self._on_clicked)
        chip.menu_wanted.connect(self._on_menu_wanted)
        self._flow.addWidget(chip)
        chip.show()
        return chip

    def _told(self) -> str:
        if self._missing:
            words = _("Not attached, it has not reached the server yet: {names}")
            return words.format(names=", ".join(self._missing))
        count, total = len(self.files), sum(it.size for it in self.files)
        words = ngettext("{count} file, {size} of at most {most}", "{count} files, {size} of at most {most}", count)
        return words.format(count=count, size=size_text(total), most=size_text(self.limit)) if count else ""

    def _on_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, FileChip):
            self.opened.emit(chip.file)

    def _on_menu_wanted(self, where: QPoint) -> None:
        chip = self.sender()
        if isinstance(chip, FileChip):
            self.menu_wanted.emit(chip.file, where)

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
