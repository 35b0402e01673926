"""Small labelled shapes: queue, tag, promise, status; painted for delegates, or as parts."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme.icon import paint_icon
from ui.theme.style import paint_focus_ring
from ui.theme.tokens import theme
from ui.widgets.base import Painted, draw_elided, follow, text_width
from ui.widgets.foreign import tooltip


class PillKind(Enum):
    """What a pill means: fill and text."""

    NEUTRAL = ("bg.hover", "text.secondary")
    ACCENT = ("accent.subtle", "accent.text")
    PROMISE = ("promise.subtle", "promise")
    SUCCESS = ("success.subtle", "success")
    WARNING = ("warning.subtle", "warning")
    DANGER = ("danger.subtle", "danger")
    OUTLINE = ("bg.surface", "text.secondary")


@dataclass(frozen=True, slots=True)
class Pill:
    """What ``paint_pill`` shows; ``tail`` is a fainter second text, as the size of a file."""

    text: str
    kind: PillKind = PillKind.NEUTRAL
    icon: str = ""
    end_icon: str = ""
    tail: str = ""


def pill_width(pill: Pill) -> int:
    """How many px the whole text needs."""
    look = theme()
    width = 2 * _padding(pill) + text_width(pill.text, look.font("meta", weight=500))
    if pill.tail:
        width += look.space(2) + text_width(pill.tail, look.font("meta"))
    for name in (pill.icon, pill.end_icon):
        width += look.size("icon.xs") + look.space(2) if name else 0
    return width


def _padding(pill: Pill) -> int:
    return theme().space(4) if pill.kind is PillKind.OUTLINE else theme().size("label.pad")


def paint_pill(painter: QPainter, rect: QRectF, pill: Pill) -> None:
    """Fill ``rect`` with the pill; a text that is too long is elided."""
    look = theme()
    fill, text = pill.kind.value
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = pill.kind is PillKind.OUTLINE or look.is_contrast
    painter.setPen(QPen(look.color("border.subtle"), 1) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(look.color(fill))
    radius = look.radius("md" if pill.kind is PillKind.OUTLINE else "sm")
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5) if edge else rect, radius, radius)
    inner = rect.adjusted(_padding(pill), 0, -_padding(pill), 0)
    side, gap = look.size("icon.xs"), look.space(2)
    if pill.icon:
        paint_icon(painter, QRectF(inner.x(), inner.y(), side, inner.height()), pill.icon, text)
        inner.setLeft(inner.left() + side + gap)
    if pill.end_icon:
        paint_icon(painter, QRectF(inner.right() - side, inner.y(), side, inner.height()), pill.end_icon, text)
        inner.setRight(inner.right() - side - gap)
    if pill.tail:
        painter.setFont(look.font("meta"))
        painter.setPen(look.color("text.tertiary"))
        width = text_width(pill.tail, painter.font())
        draw_elided(painter, QRectF(inner.right() - width, inner.y(), width + 1, inner.height()), pill.tail)
        inner.setRight(inner.right() - width - gap)
    painter.setFont(look.font("meta", weight=400 if pill.kind is PillKind.OUTLINE else 500))
    painter.setPen(look.color(text))
    draw_elided(painter, inner, pill.text)
    painter.restore()


class Chip(Painted):
    """A pill as a part: shows, does nothing."""

    def __init__(self, pill: Pill | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pill = Pill("")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_pill(pill or self._pill)

    def set_pill(self, pill: Pill) -> None:
        """Show something else; the same again costs no layout."""
        if pill == self._pill:
            return
        self._pill = pill
        self.setAccessibleName(f"{pill.text} {pill.tail}".strip())
        self.setToolTip(tooltip(pill.text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The whole text."""
        look = theme()
        outlined = self._pill.kind is PillKind.OUTLINE
        return QSize(pill_width(self._pill), look.size("chip" if outlined else "pill"))

    def minimumSizeHint(self) -> QSize:
        """Labels may shrink to an ellipsis."""
        whole = self.sizeHint()
        return QSize(min(theme().size("chip") * 2, whole.width()), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill."""
        paint_pill(QPainter(self), QRectF(self.rect()), self._pill)


def promise_chip(text: str, parent: QWidget | None = None) -> Chip:
    """A promise to the customer: the only thing that is plum."""
    return Chip(Pill(text, PillKind.PROMISE, "handshake"), parent)


class PillButton(QAbstractButton):
    """A pill that opens a menu or toggles: the status (size ``pill``), the channel (``pill.lg``)."""

    def __init__(self, pill: Pill | None = None, parent: QWidget | None = None, *, size: str = "pill") -> None:
        super().__init__(parent)
        self._size = size
        self._pill = Pill("")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_pill(pill or self._pill)

    def set_pill(self, pill: Pill) -> None:
        """Show something else; the same again costs no layout."""
        if pill == self._pill:
            return
        self._pill = pill
        self.setText(pill.text)
        self.setAccessibleName(pill.text)
        self.updateGeometry()
        self.update()

    @property
    def painted(self) -> Pill:
        """What there is room for: all of it."""
        return self._pill

    def sizeHint(self) -> QSize:
        """The whole text; buttons are never elided. Its height is the smallest target."""
        look = theme()
        return QSize(pill_width(self._pill), max(look.size("hit.min"), look.size(self._size)))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Sizes may differ."""
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        """Its words come from outside."""

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the hover."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the hover."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill in the middle of the target, and the ring of focus."""
        look = theme()
        height = look.size(self._size)
        rect = QRectF(0, (self.height() - height) / 2, self.width(), height)
        painter = QPainter(self)
        paint_pill(painter, rect, self.painted)
        if self.underMouse() and self.isEnabled():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.color("border.strong"), 1))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), look.radius("sm"), look.radius("sm"))
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), look.radius("md"))


class StatusChip(PillButton):
    """The status of a request; pressing it asks for another."""

    def __init__(self, text: str = "", kind: PillKind = PillKind.ACCENT, parent: QWidget | None = None) -> None:
        super().__init__(Pill(text, kind, end_icon="chevron-down"), parent)

    def set_status(self, text: str, kind: PillKind = PillKind.ACCENT) -> None:
        """Show another status."""
        self.set_pill(Pill(text, kind, end_icon="chevron-down"))
