"""A window to look at the pictures and PDF files of a message: page by page, file by file, nearer and farther."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.client.row import FileRow
from app.language.plain_text import one_line
from ui.files.previewing import LONGEST_SIDE, Previewing, Sight, Wish
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button

_STEP = 1.25
_NEAREST, _FARTHEST = 8.0, 0.2


class Preview(QDialog):
    """Left and Right go from file to file, PgUp and PgDn from page to page, + − 0 set the size, Esc closes."""

    saved = Signal(object)
    """The file is to be saved. Carries its ``FileRow``."""
    opened = Signal(object)
    """The file is to be opened in its own program. Carries its ``FileRow``."""

    def __init__(
        self, files: Sequence[FileRow], file: FileRow, work: Previewing, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._files, self._at, self._page, self._pages, self._zoom = list(files), files.index(file), 0, 1, 1.0
        self._work = work
        self.sheet, self.told, self._area = QLabel(), QLabel(), QScrollArea()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.sheet.setTextFormat(Qt.TextFormat.PlainText)
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setWidget(self.sheet)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(_("Preview"))
        self.buttons: dict[str, Button] = {}
        self._lay_out()
        work.seen.connect(self._on_seen)
        side = theme().size("dialog")
        self.resize(side + side // 2, side + side // 4)
        self._show()

    def _lay_out(self) -> None:
        row, column = QHBoxLayout(), QVBoxLayout(self)
        for name, words, act in (
            ("previous", _("Previous file"), lambda: self.go(-1)),
            ("next", _("Next file"), lambda: self.go(1)),
            ("back", _("Previous page"), lambda: self.turn(-1)),
            ("forward", _("Next page"), lambda: self.turn(1)),
            ("farther", _("Smaller"), lambda: self.zoom(1 / _STEP)),
            ("nearer", _("Larger"), lambda: self.zoom(_STEP)),
            ("save", _("Save as…"), lambda: self.saved.emit(self.file)),
            ("open", _("Open in its program"), lambda: self.opened.emit(self.file)),
        ):
            button = self.buttons[name] = Button(words, look="small")
            button.setAutoDefault(False)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        column.addWidget(self.told)
        column.addWidget(self._area, 1)
        column.addLayout(row)

    @property
    def file(self) -> FileRow:
        """What is shown."""
        return self._files[self._at]

    def go(self, step: int) -> None:
        """Another file of the message; nothing happens at either end."""
        if 0 <= self._at + step < len(self._files):
            self._at += step
            self._page, self._pages, self._zoom = 0, 1, 1.0
            self._show()

    def turn(self, step: int) -> None:
        """Another page."""
        if 0 <= self._page + step < self._pages:
            self._page += step
            self._show()

    def zoom(self, factor: float) -> None:
        """Nearer or farther; 0 fits the window's width again."""
        self._zoom = 1.0 if factor == 0 else min(_NEAREST, max(_FARTHEST, self._zoom * factor))
        self._show()

    def _show(self) -> None:
        """Ask for it; what is shown stays until it is here."""
        width = int((self.width() - 2 * theme().space(10)) * self._zoom * self.devicePixelRatioF())
        self._tell(_("is being drawn…"))
        self._work.want(Wish(self.file, self._page, max(1, min(width, LONGEST_SIDE))))

    def _on_seen(self, sight: Sight) -> None:
        if (sight.wish.file, sight.wish.page) != (self.file, self._page):
            return
        if sight.image.isNull():
            self.sheet.setText(_("This file cannot be shown here. Save it, or open it in its own program."))
            self._pages = 1
        else:
            pixmap = QPixmap.fromImage(sight.image)
            pixmap.setDevicePixelRatio(self.devicePixelRatioF())
            self.sheet.setPixmap(pixmap)
            self._pages = sight.pages
        self._tell("")

    def _tell(self, state: str) -> None:
        page = _("page {page} of {pages}").format(page=self._page + 1, pages=self._pages) if self._pages > 1 else ""
        parts = [one_line(self.file.name, 120), page, f"{round(self._zoom * 100)} %", state]
        self.told.setText(" · ".join(part for part in parts if part))
        self.setWindowTitle(one_line(self.file.name, 120))
        self.sheet.setAccessibleName(self.told.text())
        for name, works in (
            ("previous", self._at > 0), ("next", self._at + 1 < len(self._files)),
            ("back", self._page > 0), ("forward", self._page + 1 < self._pages),
        ):  # fmt: skip
            self.buttons[name].setEnabled(works)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class."""
        keys = Qt.Key
        acts = {
            keys.Key_Left: lambda: self.go(-1), keys.Key_Right: lambda: self.go(1),
            keys.Key_PageUp: lambda: self.turn(-1), keys.Key_PageDown: lambda: self.turn(1),
            keys.Key_Plus: lambda: self.zoom(_STEP), keys.Key_Equal: lambda: self.zoom(_STEP),
            keys.Key_Minus: lambda: self.zoom(1 / _STEP), keys.Key_0: lambda: self.zoom(0),
        }  # fmt: skip
        act = acts.get(keys(event.key()))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()
