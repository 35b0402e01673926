"""What the palette says when nothing fits."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

from ui.palette.entry import Question
from ui.theme.tokens import theme
from ui.translation import _


class NothingFound(QLabel):
    """Names what was typed, and another way to look for it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._take_sizes()

    def tell(self, question: Question) -> None:
        """For that question."""
        nothing = _("Nothing for “{text}”. Check the number or try the phone.").format(text=question.text)
        self.setText(nothing if question.text else _("Type a few letters of what you look for."))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() is QEvent.Type.StyleChange:
            self._take_sizes()
        super().changeEvent(event)

    def _take_sizes(self) -> None:
        look = theme()
        self.setContentsMargins(look.space(7), look.space(6), look.space(7), look.space(6))
