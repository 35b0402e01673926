"""What the window shows before its desk is open: grey lines where places and conversations will be."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.shell.layout import width_class
from ui.theme.tokens import theme
from ui.widgets.announce import announce

_PLACES = 8


class Skeleton(QWidget):
    """Painted in one go, so that the first frame costs nothing; one line tells what is waited for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doing = ""

    def say(self, doing: str) -> None:
        """What is going on while nothing can be used yet; empty for nothing."""
        self._doing = doing
        self.setAccessibleName(doing)
        self.update()
        if doing:
            announce(self, doing)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rail, list and an empty conversation, with the widths they will have."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = width_class(self.window().width())
        rail = QRect(0, 0, wide.rail, self.height())
        rows = QRect(wide.rail, 0, wide.list, self.height())
        painter.fillRect(self.rect(), look.color("bg.surface"))
        painter.fillRect(rail, look.color("bg.rail"))
        painter.fillRect(rows, look.color("bg.list"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("border.subtle"))
        painter.drawRect(rail.right(), 0, 1, self.height())
        painter.drawRect(rows.right(), 0, 1, self.height())
        self._paint_doing(painter, self.rect().adjusted(rows.right(), 0, 0, 0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("bg.hover"))
        step = look.size("row.rail")
        for place in range(_PLACES):
            bar = QRectF(look.space(6), look.space(6) + place * step, rail.width() - 2 * look.space(6), look.space(5))
            painter.drawRoundedRect(bar, look.radius("sm"), look.radius("sm"))
        top = look.size("header.list") + look.size("chip") + look.space(4)
        height = look.size("row.list")
        for number in range(max(0, (self.height() - top) // height)):
            for line, share in enumerate((2, 3, 4)):
                left = rows.x() + look.size("list.text.x")
                width = (rows.width() - look.size("list.text.x") - look.size("list.right")) * share / 5
                y = top + number * height + look.size("list.text.y") + line * look.line("body") + look.space(2)
                painter.drawRoundedRect(QRectF(left, y, width, look.space(4) + 2), look.radius("sm"), look.radius("sm"))

    def _paint_doing(self, painter: QPainter, rect: QRect) -> None:
        look = theme()
        painter.setFont(look.font("body"))
        painter.setPen(look.color("text.secondary"))
        side = look.space(8)
        painter.drawText(
            rect.adjusted(side, 0, -side, 0), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._doing
        )
