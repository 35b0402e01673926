"""One cell of the status bar: a dot or an icon, words, a separator on its left."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme.icon import paint_icon
from ui.theme.style import paint_focus_ring
from ui.theme.tokens import theme
from ui.widgets.base import LEFT, follow, text_width


class StatusCell(QAbstractButton):
    """Pressable when it is enabled for that (``set_pressable``); otherwise it only shows."""

    def __init__(self, parent: QWidget | None = None, *, first: bool = False) -> None:
        super().__init__(parent)
        self._first = first
        self._icon, self._dot, self._role, self._tail = "", "", "text.secondary", ""
        self._pressable = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_pressable(False)

    def show_text(
        self, text: str, *, icon: str = "", dot: str = "", role: str = "text.secondary", tail: str = ""
    ) -> None:
        """``icon`` is a name, ``dot`` a colour role; ``tail`` is a fainter second text, as a timer."""
        if (text, icon, dot, role, tail) == (self.text(), self._icon, self._dot, self._role, self._tail):
            return
        self._icon, self._dot, self._role, self._tail = icon, dot, role, tail
        self.setText(text)
        self.setAccessibleName(f"{text} {tail}".strip())
        self.updateGeometry()
        self.update()

    def set_pressable(self, pressable: bool) -> None:
        """May it be pressed and reached by Tab?"""
        self._pressable = pressable
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if pressable else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not pressable)

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        look = theme()
        width = 2 * look.space(5) + text_width(self.text(), look.font("meta", weight=500, tabular=True))
        if self._icon:
            width += look.size("icon.sm") + look.space(3)
        if self._dot:
            width += look.size("dot") + look.space(3)
        if self._tail:
            width += look.space(3) + text_width(self._tail, look.font("meta", tabular=True))
        return QSize(width, max(look.size("hit.min"), look.size("status.cell")))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Sizes may differ."""
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        """Its words come from outside."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Separator, mark, words."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = look.size("status.cell")
        if not self._first:
            painter.fillRect(QRectF(0, (self.height() - height) / 2, 1, height), look.color("border.subtle"))
        if self._pressable and self.underMouse():
            painter.fillRect(self.rect().adjusted(1, 0, 0, 0), look.color("bg.hover"))
        x = float(look.space(5))
        if self._dot:
            x = self._paint_dot(painter, x)
        if self._icon:
            side = look.size("icon.sm")
            paint_icon(painter, QRectF(x, 0, side, self.height()), self._icon, self._role)
            x += side + look.space(3)
        strong = self._role != "text.secondary"
        painter.setFont(look.font("meta", weight=500 if strong else 400, tabular=True))
        painter.setPen(look.color(self._role))
        painter.drawText(QRectF(x, 0, self.width(), self.height()), LEFT, self.text())
        if self._tail:
            x += text_width(self.text(), painter.font()) + look.space(3)
            painter.setFont(look.font("meta", tabular=True))
            painter.setPen(look.color("text.tertiary"))
            painter.drawText(QRectF(x, 0, self.width(), self.height()), LEFT, self._tail)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), look.radius("sm"))

    def _paint_dot(self, painter: QPainter, x: float) -> float:
        look = theme()
        side = look.size("dot")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(self._dot))
        painter.drawEllipse(QRectF(x, (self.height() - side) / 2, side, side))
        return x + side + look.space(3)
