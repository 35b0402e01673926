"""One line inside the composer that says or asks something, with its answers as buttons; never over the talk."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.widgets.base import follow
from ui.widgets.button import Button

Answer = tuple[str, Callable[[], None]]
"""What a button says, and what it does."""


class ComposerLine(QWidget):
    """Hidden while there is nothing to say. ``fill`` and ``role``: colours of tokens; takes no focus by itself."""

    closed = Signal()
    """Escape was pressed in it."""

    def __init__(
        self,
        name: str,
        icon_name: str,
        parent: QWidget | None = None,
        *,
        fill: str = "bg.panel",
        role: str = "text.secondary",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon_name, self._fill, self._role = icon_name, fill, role
        self._mark, self._words = QLabel(self), QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons: list[Button] = []
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._words, 1)
        self.restyle()
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def ask(self, text: str, answers: Sequence[Answer]) -> None:
        """Say that, with these answers."""
        self._words.setText(text)
        self.setAccessibleName(text)
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(words, act, text) for words, act in answers]
        self.show()

    def answer(self, number: int) -> None:
        """Press one of the buttons."""
        self.buttons[number].click()

    def _button(self, words: str, act: Callable[[], None], text: str) -> Button:
        button = Button(words, look="small")
        button.setAccessibleName(f"{words}. {text}")
        button.clicked.connect(lambda _checked=False: act())
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape in it is a no."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

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
        self._row.setContentsMargins(look.space(5), look.space(2), look.space(4), look.space(2))
        self._row.setSpacing(look.space(3))
        ratio = self.devicePixelRatioF()
        self._mark.setPixmap(icon_pixmap(self._icon_name, self._role, look.size("icon"), ratio))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A quiet line."""
        QPainter(self).fillRect(self.rect(), theme().color(self._fill))
