"""One line above the letters that asks something about them, with its answers as buttons."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.widgets.base import follow
from ui.widgets.button import Button


class AskLine(QWidget):
    """Stays until it is answered or the matter is gone; takes no focus by itself."""

    accepted = Signal()
    """The first button was pressed."""

    declined = Signal()
    """The second button was pressed."""

    def __init__(self, name: str, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon_name = icon_name
        self._mark, self._words = QLabel(), QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.yes, self.no = Button(look="small"), Button(look="small")
        self.yes.clicked.connect(self.accepted)
        self.no.clicked.connect(self.declined)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._mark)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self.yes)
        self._row.addWidget(self.no)
        self.restyle()
        self.hide()

    @property
    def text(self) -> str:
        """What it asks."""
        return self._words.text()

    def ask(self, text: str, yes: str, no: str = "") -> None:
        """Show that question with its answers; an empty one is not offered."""
        self._words.setText(text)
        self.setAccessibleName(text)
        for button, words in ((self.yes, yes), (self.no, no)):
            button.setText(words)
            button.setAccessibleName(f"{words}. {text}")
            button.setVisible(bool(words))
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if hasattr(self, "_row"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Whoever asks says it anew."""

    def restyle(self) -> None:
        """Colours and distances of now."""
        look = theme()
        self._row.setContentsMargins(look.space(6), look.space(3), look.space(6), look.space(3))
        self._row.setSpacing(look.space(4))
        ratio = self.devicePixelRatioF()
        self._mark.setPixmap(icon_pixmap(self._icon_name, "text.secondary", look.size("icon"), ratio))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A quiet line."""
        QPainter(self).fillRect(self.rect(), theme().color("bg.panel"))
