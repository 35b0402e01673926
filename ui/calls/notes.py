"""The notes of a call, written while one talks."""

from PySide6.QtWidgets import QPlainTextEdit

from ui.theme.tokens import theme
from ui.translation import _

_LINES = 3


class CallNotes(QPlainTextEdit):
    """Three lines high, in a low window fewer; Tab goes on to what comes of the call."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("call_notes")
        self.setTabChangesFocus(True)
        self.lines = _LINES

    def set_most_lines(self, lines: int) -> None:
        """So many lines there is room for."""
        self.lines = min(lines, _LINES)
        self.restyle()

    def retranslate(self) -> None:
        """All words."""
        self.setPlaceholderText(_("What was said and agreed. Only colleagues see it"))
        self.setAccessibleName(_("Notes of the call"))

    def restyle(self) -> None:
        """Its height with the text of now."""
        self.setFixedHeight(self.lines * theme().line("reading") + 2 * theme().space(4))
