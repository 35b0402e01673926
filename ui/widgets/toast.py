"""A dark bar over the window's foot: a background result, or a few seconds to undo."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import Painted
from ui.widgets.button import Button
from ui.widgets.few_lines import FewLines
from ui.widgets.key_badge import told_with

UNDO_MS = 8_000
"""How long a mail waits for second thoughts (DESIGN.md, Send)."""
TOAST_MS = 5_000
TICK_MS = 100


class Toast(Painted):
    """A child overlay at the foot of ``parent``; it takes no focus and goes by itself."""

    action_pressed = Signal()
    """The button was pressed."""
    expired = Signal()
    """Time ran out, or ``finish`` was called; comes once for each ``show_text``, never after ``action_pressed``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = parent
        self._left_ms = 0
        self._whole_ms = 1
        self._counts = False
        self._newer: Sequence[Toast] = ()
        self._text = FewLines()
        self._button = Button("", self, look="link")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.clicked.connect(self._on_pressed)
        row = QHBoxLayout(self)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        self._row = row
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        parent.installEventFilter(self)
        self.hide()
        self.restyle()

    @property
    def seconds_left(self) -> int:
        """Whole seconds until it goes, rounded up."""
        return -(-self._left_ms // 1000)

    def show_text(self, text: str, action: str = "", *, milliseconds: int = TOAST_MS, counts: bool = False) -> None:
        """Show ``text``; ``counts`` draws how much time is left. One before it ends first."""
        self.finish()
        self._text.set_text(text)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(text)
        self._left_ms = self._whole_ms = milliseconds
        self._counts = counts
        self._timer.start()
        self.restyle()
        self.show()
        self.raise_()

    def finish(self) -> None:
        """Go now, as if time had run out."""
        if self._timer.isActive():
            self._close()
            self.expired.emit()

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        ring = look.size("avatar.sm") if self._counts else 0
        self._row.setContentsMargins(look.space(5) + ring, 0, look.space(5), 0)
        self._row.setSpacing(look.space(5))
        self._place()
        super().restyle()

    def sizeHint(self) -> QSize:
        """As wide as the design's toast, or as its parent."""
        look = theme()
        return QSize(look.size("toast"), look.size("undo.bar"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when the window changes its size."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """A raised bar; the ring on the left is the time left."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.color("border.strong"), 1))
        painter.setBrush(look.color("bg.raised"))
        painter.drawRoundedRect(rect, look.radius("xl"), look.radius("xl"))
        if self._counts:
            self._paint_countdown(painter)

    def _paint_countdown(self, painter: QPainter) -> None:
        look = theme()
        side = look.size("icon.lg")
        ring = QRectF(look.space(5), (self.height() - side) / 2, side, side)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("border.subtle"), look.stroke("sla.ring")))
        painter.drawEllipse(ring)
        painter.setPen(QPen(look.color("accent.text"), look.stroke("sla.ring")))
        painter.drawArc(ring, 90 * 16, -round(360 * 16 * self._left_ms / self._whole_ms))
        painter.setFont(look.with_text_scale(1).font("caption", tabular=True))
        painter.setPen(look.color("text.secondary"))
        painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, str(self.seconds_left))

    def _place(self) -> None:
        look, parent = theme(), self._host
        width, height = self._breadth(), self.needed_height()
        foot = look.space(7) + sum(it.needed_height() + look.space(3) for it in self._newer)
        self.setGeometry((parent.width() - width) // 2, parent.height() - height - foot, width, height)

    def _breadth(self) -> int:
        return min(self.sizeHint().width(), self._host.width() - 2 * theme().space(4))

    def needed_height(self) -> int:
        """As the design has it, or more where the text needs a third line."""
        margins = self._row.contentsMargins()
        beside = margins.left() + margins.right()
        if self._button.text():
            beside += self._row.spacing() + self._button.sizeHint().width()
        text = self._text.height_in(self._breadth() - beside)
        return max(self.sizeHint().height(), text + 2 * theme().space(3))

    def _on_tick(self) -> None:
        self._left_ms -= TICK_MS
        if self._left_ms <= 0:
            self.finish()
        elif self._counts:
            self.update()

    def _on_pressed(self) -> None:
        self._close()
        self.action_pressed.emit()

    def _close(self) -> None:
        self._timer.stop()
        self.hide()


class UndoBar(Toast):
    """Eight seconds to take a sent mail back."""

    _key = ""

    def offer(self, text: str, *, key: str = "Ctrl+Z", milliseconds: int = UNDO_MS) -> None:
        """Say what leaves and offer to undo it; ``expired`` when it may go."""
        self._key = key
        self.show_text(text, self._with_key(), milliseconds=milliseconds, counts=True)

    def say(self, text: str) -> None:
        """Something more goes with it, or the same is said otherwise; the time runs on."""
        if text != self.accessibleName():
            self._text.set_text(text)
            self.setAccessibleName(text)  # a screen reader says it again
        self._place()

    def stand(self, newer: Sequence[Toast]) -> None:
        """Over these newer ones: the key is for the newest, this one has its button."""
        self._newer = newer
        self._place()

    def _place(self) -> None:
        """Where there is little room the key is not named, so that one reads what is undone."""
        with_key = self._with_key()
        whole = self._button.fontMetrics().horizontalAdvance(with_key)
        self._button.setText(_("Undo") if self._newer or 5 * whole > 2 * self._breadth() else with_key)
        super()._place()

    def _with_key(self) -> str:
        return told_with(self._key, _("Undo ({key})"), _("Undo"))
