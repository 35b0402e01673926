"""How much time is left: a ring that empties clockwise, always with words beside it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme.icon import paint_icon
from ui.theme.tokens import Theme, theme
from ui.translation import _
from ui.widgets.base import CENTRE, LEFT, Painted, show_when, text_width

_SIXTEENTHS = 16
_FULL = 360
_STEPS = 120
"""Of three degrees: less than a pixel of the ring."""

_MINUTES_UNTIL = timedelta(minutes=10)
_HOUR = 60
_HOURS_UNTIL = 48


class SlaState(Enum):
    """The looks of a deadline."""

    ON_TRACK = ("text.tertiary", "accent.text")
    SOON = ("warning", "warning.solid")
    AT_RISK = ("danger", "danger.solid")
    LATE = ("text.onAccent", "danger.solid")
    PAUSED = ("text.tertiary", "border.strong")
    SOLVED = ("success", "success")

    @property
    def text_role(self) -> str:
        """Colour of the words."""
        return self.value[0]

    @property
    def ring_role(self) -> str:
        """Colour of what is left of the ring, or of the pill."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Sla:
    """One deadline as shown: ``share`` of the target still left (0 to 1) and the words beside the ring."""

    state: SlaState
    text: str
    share: float = 1.0


def left_text(left: timedelta) -> str:
    """The time left in words: days, hours and minutes, minutes until ten are left, then mm:ss; late is ``+mm:ss``.

    What is late by an hour or more counts no seconds: nobody acts on them, and a list of them would never be still.
    """
    minutes, seconds = divmod(int(abs(left).total_seconds()), 60)
    hours, late = minutes // _HOUR, "+" if left < timedelta() else ""
    if left < _MINUTES_UNTIL and not hours:
        return f"{late}{minutes:02}:{seconds:02}"
    if not hours:
        return _("{minutes} min").format(minutes=minutes)
    if hours < _HOURS_UNTIL:
        return late + _("{hours} h {minutes} m").format(hours=hours, minutes=minutes % _HOUR)
    return late + _("{days} d").format(days=hours // 24)


def same_look(one: Sla | None, other: Sla | None) -> bool:
    """Whether both are painted alike, to what an eye can tell of so small a ring."""
    if one is None or other is None:
        return one is other
    return (one.state, one.text, round(one.share * _STEPS)) == (other.state, other.text, round(other.share * _STEPS))


def sla_width(sla: Sla) -> int:
    """How many px ``paint_sla`` needs."""
    look = theme()
    width = text_width(sla.text, look.font("meta", weight=_weight(sla), tabular=True))
    if sla.state is SlaState.LATE:
        return width + 2 * look.space(3)
    return look.size("sla.ring") + look.space(2) + width


def paint_sla(painter: QPainter, rect: QRect | QRectF, sla: Sla) -> None:
    """Ring and words from the left edge of ``rect``, in its vertical middle; for delegates."""
    look = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(look.font("meta", weight=_weight(sla), tabular=True))
    box = QRectF(rect)
    if sla.state is SlaState.LATE:
        _paint_pill(painter, box, sla, look)
    else:
        side = look.size("sla.ring")
        mark = QRectF(box.x(), round(box.center().y() - side / 2), side, side)
        _paint_mark(painter, mark, sla, look)
        painter.setPen(look.color(sla.state.text_role))
        painter.drawText(box.adjusted(side + look.space(2), 0, 0, 0), LEFT, sla.text)
    painter.restore()


def _weight(sla: Sla) -> int:
    return 600 if sla.state in (SlaState.AT_RISK, SlaState.LATE) else 400


def _paint_pill(painter: QPainter, box: QRectF, sla: Sla, look: Theme) -> None:
    height = look.size("sla.pill")
    pill = QRectF(box.x(), round(box.center().y() - height / 2), sla_width(sla), height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color(sla.state.ring_role))
    painter.drawRoundedRect(pill, look.radius("sm"), look.radius("sm"))
    painter.setPen(look.color(sla.state.text_role))
    painter.drawText(pill, CENTRE, sla.text)


def _track(look: Theme) -> str:
    """What has passed: in high contrast borders have the text's colour, which would hide what is left."""
    return "chart.grid" if look.is_contrast else "border.strong"


def _paint_mark(painter: QPainter, mark: QRectF, sla: Sla, look: Theme) -> None:
    if sla.state in (SlaState.PAUSED, SlaState.SOLVED):
        name = "pause" if sla.state is SlaState.PAUSED else "circle-check"
        paint_icon(painter, mark, name, sla.state.text_role)
        return
    stroke = look.stroke("sla.ring")
    half = stroke / 2 + (stroke % 1) / 2
    circle = mark.adjusted(half, half, -half, -half)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.color(_track(look)), stroke))
    painter.drawEllipse(circle)
    painter.setPen(QPen(look.color(sla.state.ring_role), stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    span = -round(max(0.0, min(1.0, sla.share)) * _FULL * _SIXTEENTHS)
    painter.drawArc(circle, 90 * _SIXTEENTHS, span)


class SlaLabel(Painted):
    """``paint_sla`` in a header; hidden while there is no deadline."""

    def __init__(self, sla: Sla | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sla: Sla | None = None
        self.set_sla(sla)

    def set_sla(self, sla: Sla | None) -> None:
        """Show another deadline or none. A tick is not announced to screen readers, only readable."""
        if sla is not None and same_look(sla, self._sla):
            return
        before, self._sla = self.sizeHint(), sla
        self.setAccessibleName(sla.text if sla else "")
        show_when(self, sla is not None)
        if self.sizeHint() != before:  # a second less moves nothing: the whole window would be laid out anew
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        width = sla_width(self._sla) if self._sla else 0
        return QSize(width, theme().line("body"))

    def minimumSizeHint(self) -> QSize:
        """A deadline is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ring and words."""
        if self._sla:
            paint_sla(QPainter(self), self.rect(), self._sla)
