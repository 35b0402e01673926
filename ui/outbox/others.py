"""What colleagues left unsent at this computer, below one's own outbox."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel

from app.client.left_work import LeftWork
from app.language.plain_text import one_line
from ui.left_words import left_words
from ui.translation import _


class Others(QLabel):
    """A line a person, with what becomes of it; hidden when nobody left anything. It is theirs: nothing can be done."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", "secondary")
        self.hide()

    @Slot(object)
    def show_left(self, left: Sequence[LeftWork]) -> None:
        """As it goes."""
        title = _("Unsent of others at this computer; it goes out under their own sign-in:")
        self.setText("\n".join([title, *(one_line(left_words(it)) for it in left)]))
        self.setVisible(bool(left))
