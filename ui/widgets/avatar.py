"""A person as two letters in a circle."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme.icon import paint_icon
from ui.theme.tokens import theme
from ui.widgets.base import CENTRE, Painted


def initials(name: str) -> str:
    """The first letters of the first two words that begin with a letter or digit; none of a mere number."""
    if not any(sign.isalpha() for sign in name):
        return ""
    words = [word for word in (part.strip("«»\"'()<>.,") for part in name.split()) if word[:1].isalnum()]
    return "".join(word[0].upper()[:1] for word in words[:2])


def paint_avatar(painter: QPainter, rect: QRectF, letters: str, *, customer: bool = True) -> None:
    """A circle in ``rect``: tinted for a customer, neutral for a colleague; without letters, a person is drawn."""
    look = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color("border.subtle"), 1) if look.is_contrast else Qt.PenStyle.NoPen)
    painter.setBrush(look.color("accent.subtle" if customer else "bg.hover"))
    half = 0.5 if look.is_contrast else 0
    painter.drawEllipse(rect.adjusted(half, half, -half, -half))
    painter.setPen(look.color("accent.text" if customer else "text.secondary"))
    small = rect.width() < look.size("avatar")
    painter.setFont(look.with_text_scale(1).font("caption" if small else "title", weight=600))
    painter.drawText(rect, CENTRE, letters)
    if not letters:
        inset = rect.width() / 4
        place = rect.adjusted(inset, inset, -inset, -inset)
        paint_icon(painter, place, "user-round", "accent.text" if customer else "text.secondary")
    painter.restore()


class Avatar(Painted):
    """``paint_avatar`` as a part of a panel; sizes ``avatar``, ``avatar.sm`` and ``avatar.lg``."""

    def __init__(
        self, name: str = "", size: str = "avatar", *, customer: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._size = size
        self._customer = customer
        self._letters = ""
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Whose letters are shown; the whole name is what a screen reader says."""
        self._letters = initials(name)
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        side = theme().size(self._size)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """It never shrinks."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The circle in the middle, as large as the size asks."""
        side = theme().size(self._size)
        rect = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter = QPainter(self)
        paint_avatar(painter, rect, self._letters, customer=self._customer)
