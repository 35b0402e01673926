"""A score with its small curve: what customers said over time."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.base import LEFT, Painted, show_when, text_width
from ui.wording import locale

_MOST = 24


class Scores(Painted):
    """Two boxes side by side, ``NPS`` and ``CSAT``; a box without scores is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scores: list[tuple[str, list[float]]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_scores(self, scores: Sequence[tuple[str, Sequence[float]]]) -> None:
        """Show these; nothing while there are none."""
        self._scores = [(name, list(values)[-_MOST:]) for name, values in scores if values]
        self.setAccessibleName("; ".join(sentence(name, values) for name, values in self._scores))
        show_when(self, bool(self._scores))
        self.update()

    def sizeHint(self) -> QSize:
        """A label line and a value line."""
        look = theme()
        return QSize(look.size("right.min"), look.line("caption") + look.line("heading") + look.space(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, divider, labels, values, curves."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.color("border.subtle"), 1))
        painter.setBrush(look.color("bg.surface"))
        painter.drawRoundedRect(frame, look.radius("lg"), look.radius("lg"))
        width = self.width() / len(self._scores)
        for at, (name, values) in enumerate(self._scores):
            if at:
                painter.fillRect(QRectF(round(at * width), 1, 1, self.height() - 2), look.color("border.subtle"))
            _paint_score(
                painter, QRectF(at * width + look.space(5), 0, width - 2 * look.space(5), self.height()), name, values
            )


def sentence(name: str, values: Sequence[float]) -> str:
    """``NPS 9, up from 7 over six surveys``."""
    last, first = number(values[-1]), number(values[0])
    over = ngettext("over {count} survey", "over {count} surveys", len(values)).format(count=len(values))
    if values[-1] == values[0]:
        return _("{name} {last}, unchanged {over}").format(name=name, last=last, over=over)
    words = (
        _("{name} {last}, up from {first} {over}")
        if values[-1] > values[0]
        else _("{name} {last}, down from {first} {over}")
    )
    return words.format(name=name, last=last, first=first, over=over)


def number(value: float) -> str:
    """``9`` or ``4.6`` in the window's language."""
    return locale().toString(float(value), "f", 0 if float(value).is_integer() else 1)


def _paint_score(painter: QPainter, box: QRectF, name: str, values: Sequence[float]) -> None:
    look = theme()
    top = look.space(2)
    painter.setPen(look.color("text.tertiary"))
    painter.setFont(look.font("caption", weight=400))
    painter.drawText(QRectF(box.left(), top, box.width(), look.line("caption")), LEFT, name)
    value = number(values[-1])
    painter.setPen(look.color("text.primary"))
    painter.setFont(look.font("heading", tabular=True))
    line = QRectF(box.left(), top + look.line("caption"), box.width(), look.line("heading"))
    painter.drawText(line, LEFT, value)
    left = line.left() + text_width(value, painter.font()) + look.space(5)
    curve = QRectF(left, 0, min(look.size("spark.width"), box.right() - left), look.size("spark.height"))
    curve.moveTop(line.center().y() - curve.height() / 2)
    if len(values) > 1 and curve.width() > look.space(8):
        _paint_curve(painter, curve.adjusted(2, 3, -3, -3), values)


def _paint_curve(painter: QPainter, box: QRectF, values: Sequence[float]) -> None:
    look = theme()
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    points = [
        QPointF(box.left() + box.width() * at / (len(values) - 1), box.bottom() - box.height() * (value - low) / span)
        for at, value in enumerate(values)
    ]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.color("chart.1"), look.stroke("spark")))
    painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("chart.1"))
    painter.drawEllipse(points[-1], 2.5, 2.5)
