"""The composer's frame: rounded, yellow for a note, ringed while one writes."""

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from ui.theme.tokens import theme


class ComposerFrame(QFrame):
    """Paints itself and the line under the top bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_note = False
        self.has_keys = False

    def set_state(self, *, is_note: bool, has_keys: bool) -> None:
        """What is written, and whether the keyboard is here; the same again costs no painting."""
        if (is_note, has_keys) != (self.is_note, self.has_keys):
            self.is_note, self.has_keys = is_note, has_keys
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill, edge, ring, line."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = look.size("focus.ring") if self.has_keys else 1
        rect = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        edge = "accent.text" if self.has_keys else "border.control"
        if self.is_note:
            edge = "note.text" if self.has_keys else "note.border"
        painter.setPen(QPen(look.color(edge), width))
        painter.setBrush(look.color("note.bg" if self.is_note else "bg.field"))
        painter.drawRoundedRect(rect, look.radius("lg"), look.radius("lg"))
        top = look.size("composer.top")
        line = look.color("note.border" if self.is_note else "border.subtle")
        painter.fillRect(QRectF(width, top, self.width() - 2 * width, 1), line)
