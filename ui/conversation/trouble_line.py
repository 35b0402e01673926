"""The line that says what this computer could not do, where it was asked for."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.button import IconButton


class TroubleLine(QWidget):
    """Stays until it is closed, or until something else could be stored."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trouble_line")
        self._mark, self._words = QLabel(), QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._close = IconButton("x", "")
        self._close.clicked.connect(self.hide)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.retranslate()
        self.restyle()
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def say(self, text: str) -> None:
        """Show that sentence."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_row"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Colours and distances of now."""
        look = theme()
        self._row.setContentsMargins(look.space(6), look.space(3), look.space(4), look.space(3))
        self._row.setSpacing(look.space(4))
        self._mark.setPixmap(icon_pixmap("circle-alert", "danger", look.size("icon"), self.devicePixelRatioF()))
        self.update()

    def retranslate(self) -> None:
        """The button's name; the sentence stays as it was said."""
        self._close.set_name(_("Close"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A tinted line."""
        QPainter(self).fillRect(self.rect(), theme().color("danger.subtle"))
