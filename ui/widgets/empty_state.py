"""What an empty list says: plain words and the next step."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.widgets.base import follow
from ui.widgets.button import Button


class EmptyState(QWidget):
    """An icon, a sentence, and at most one button, in the middle."""

    pressed = Signal()
    """The button was pressed."""

    def __init__(
        self, icon_name: str = "inbox", text: str = "", action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon_name
        self._mark, self._text, self._button = QLabel(), QLabel(), Button()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setProperty("role", "secondary")
        self._button.clicked.connect(self.pressed)
        column = QVBoxLayout(self)
        column.addStretch(2)
        for part in (self._mark, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._column = column
        self.set_text(text, action, icon_name)
        self.restyle()

    def set_text(self, text: str, action: str = "", icon_name: str = "") -> None:
        """Say something else; an empty action hides the button."""
        self._icon = icon_name or self._icon
        self._text.setText(text)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(text)
        self.restyle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if hasattr(self, "_column"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Icon and distances of now."""
        look = theme()
        side = look.space(9)
        self._mark.setPixmap(icon_pixmap(self._icon, "text.tertiary", side, self.devicePixelRatioF()))
        self._column.setSpacing(look.space(5))
        self._column.setContentsMargins(look.space(8), 0, look.space(8), 0)

    def retranslate(self) -> None:
        """Its words come from outside."""
