"""A row of choices of which one is on: filters above a list, tabs of a panel."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from ui.theme.style import paint_focus_ring
from ui.theme.tokens import theme
from ui.widgets.base import LEFT, text_width
from ui.widgets.flow import FlowLayout


@dataclass(frozen=True, slots=True)
class Segment:
    """One choice; ``count`` is shown behind it in tabular digits, None shows nothing."""

    key: str
    text: str
    count: int | None = None


class _SegmentButton(QAbstractButton):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.segment = Segment("", "")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoExclusive(True)  # told as one of several, not as a tick

    def show_segment(self, segment: Segment) -> None:
        if segment == self.segment and self.text():
            return
        self.segment = segment
        spoken = segment.text if segment.count is None else f"{segment.text}, {segment.count}"
        self.setText(spoken)
        self.setAccessibleName(spoken)
        self.updateGeometry()
        self.update()

    def _widths(self) -> tuple[int, int]:
        look = theme()
        text = text_width(self.segment.text, look.font("meta", weight=500))
        if self.segment.count is None:
            return text, 0
        return text, look.space(2) + text_width(str(self.segment.count), look.font("meta", weight=500, tabular=True))

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(sum(self._widths()) + 2 * look.space(4), look.size("chip"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        fill = "accent.subtle" if self.isChecked() else "bg.hover" if self.underMouse() else ""
        if fill:
            edge = look.color("text.primary") if look.is_contrast and self.isChecked() else Qt.PenStyle.NoPen
            painter.setPen(edge)
            painter.setBrush(look.color(fill))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), look.radius("md"), look.radius("md"))
        painter.setPen(look.color("accent.text" if self.isChecked() else "text.secondary"))
        weight = 500 if self.isChecked() else 400
        text, count = self._widths()
        painter.setFont(look.font("meta", weight=weight))
        painter.drawText(rect.adjusted(look.space(4), 0, 0, 0), LEFT, self.segment.text)
        if count:
            painter.setFont(look.font("meta", weight=weight, tabular=True))
            painter.drawText(
                rect.adjusted(look.space(4) + text + look.space(2), 0, 0, 0), LEFT, str(self.segment.count)
            )
        if self.hasFocus():
            paint_focus_ring(painter, rect, look.radius("md"))


class _Row(FlowLayout):
    """All in one line where there is room; what does not fit goes on in the next, and is never cut."""

    def sizeHint(self) -> QSize:
        """One line."""
        hints = [item.sizeHint() for at in range(self.count()) if (item := self.itemAt(at)) is not None]
        width = sum(it.width() for it in hints) + self.spacing() * max(0, len(hints) - 1)
        return QSize(width, max((it.height() for it in hints), default=0))


class Segmented(QWidget):
    """Left and right arrows move among the choices; one Tab stop for all."""

    chosen = Signal(str)
    """A person chose another segment. Carries its key."""

    def __init__(self, segments: Sequence[Segment] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.buttonToggled.connect(self._on_toggled)  # a screen reader toggles and does not click
        self._row = _Row(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme().space(2))
        self._buttons: list[_SegmentButton] = []
        self._key = ""
        self.set_segments(segments)

    @property
    def key(self) -> str:
        """The key of the segment that is on."""
        return self._key

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Show these; buttons are kept, so that a new count does not lose the focus."""
        while len(self._buttons) > len(segments):
            gone = self._buttons.pop()
            self._group.removeButton(gone)
            gone.deleteLater()
        while len(self._buttons) < len(segments):
            button = _SegmentButton(self)
            self._group.addButton(button)
            self._row.addWidget(button)
            self._buttons.append(button)
        for button, segment in zip(self._buttons, segments, strict=True):
            button.show_segment(segment)
        if segments and self._key not in [segment.key for segment in segments]:
            self._key = segments[0].key
        self._check()

    def choose(self, key: str) -> None:
        """Put a segment on without a signal."""
        self._key = key
        self._check()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows: the neighbour, at once chosen."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        at = self._index() + step
        if step and 0 <= at < len(self._buttons):
            self._buttons[at].click()
            self._buttons[at].setFocus(Qt.FocusReason.TabFocusReason)
        elif not step:
            super().keyPressEvent(event)

    def _index(self) -> int:
        return next((at for at, button in enumerate(self._buttons) if button.segment.key == self._key), 0)

    def _check(self) -> None:
        for at, button in enumerate(self._buttons):
            button.setChecked(at == self._index())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if at == self._index() else Qt.FocusPolicy.ClickFocus)

    def _on_toggled(self, button: QAbstractButton, is_on: bool) -> None:
        if is_on and isinstance(button, _SegmentButton) and button.segment.key != self._key:
            self._key = button.segment.key
            self._check()
            self.chosen.emit(self._key)


class PillTabs(Segmented):
    """Tabs of a panel, such as Guide and Customer in a narrow window; the key names the page."""
