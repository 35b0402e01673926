"""One line of plain text that shortens itself; the tooltip has all of it."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.tokens import theme
from ui.widgets.base import LEFT, Painted, draw_elided, text_width
from ui.widgets.foreign import tooltip


class ElidedLabel(Painted):
    """Text of a type step in a colour role; never markup."""

    def __init__(
        self,
        text: str = "",
        step: str = "body",
        role: str = "text.primary",
        parent: QWidget | None = None,
        *,
        weight: int | None = None,
        tabular: bool = False,
    ) -> None:
        super().__init__(parent)
        self._step = step
        self._role = role
        self._weight = weight
        self._tabular = tabular
        self._text = self._given = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str, given: str = "") -> None:
        """Show another text; the same one again costs no layout.

        ``given``: what it was made of, for the tooltip, where that has more than what is shown.
        """
        if (text, given) == (self._text, self._given):
            return
        self._text, self._given = text, given
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()
        self._tell()

    def set_role(self, role: str) -> None:
        """Show it in another colour."""
        if role != self._role:
            self._role = role
            self.update()

    def _width(self) -> int:
        return text_width(self._text, theme().font(self._step, weight=self._weight, tabular=self._tabular))

    @property
    def _painted(self) -> str:
        """What is painted, elided where it does not fit."""
        return self._text

    def _tell(self) -> None:
        hidden = self._text if self._width() > self.width() else ""
        self.setToolTip(tooltip(self._given or hidden) if self._given or hidden else "")

    def resizeEvent(self, event: object) -> None:
        """The tooltip is there only while something is hidden."""
        self._tell()

    def sizeHint(self) -> QSize:
        """The whole text."""
        return QSize(self._width(), theme().line(self._step))

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(min(self._width(), theme().space(10)), theme().line(self._step))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, elided at the right."""
        painter = QPainter(self)
        painter.setFont(theme().font(self._step, weight=self._weight, tabular=self._tabular))
        painter.setPen(theme().color(self._role if self.isEnabled() else "text.disabled"))
        draw_elided(painter, self.rect(), self._painted, LEFT)
