"""One file of what is being written: its kind, name and size, and the way to take it out where one may."""

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.client.row import OutgoingFile
from app.language.plain_text import one_line
from ui.theme.style import paint_focus_ring
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.foreign import tooltip
from ui.widgets.pill import Pill, PillKind, paint_pill, pill_width
from ui.wording import file_icon, size_text

_REMOVING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FileChip(QAbstractButton):
    """Says what is wanted; opens and removes nothing itself."""

    removed = Signal()
    """Delete, Backspace, or a click on the cross: the file is to be taken out. A click elsewhere, Space and Enter are
    those of any button: it is to be looked at."""
    menu_wanted = Signal(QPoint)
    """The menu key or the other button of the mouse. Carries where, on the screen."""

    def __init__(self, file: OutgoingFile, parent: QWidget | None = None, *, stays: bool = False) -> None:
        """``stays``: it cannot be taken out by this person."""
        super().__init__(parent)
        self.file = file
        self._stays = stays
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.retranslate()

    @property
    def _pill(self) -> Pill:
        icon, cross = file_icon(self.file.content_type, self.file.name), "" if self._stays else "x"
        return Pill(one_line(self.file.name, 120), PillKind.OUTLINE, icon, cross, tail=size_text(self.file.size))

    def sizeHint(self) -> QSize:
        """The whole name."""
        return QSize(pill_width(self._pill), theme().size("chip"))

    def minimumSizeHint(self) -> QSize:
        """The name may be elided."""
        return QSize(theme().size("chip") * 4, theme().size("chip"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that take it out."""
        if event.key() in _REMOVING and not self._stays:
            self.removed.emit()
        elif event.key() in _OPENING:
            self.click()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The cross takes it out; elsewhere it is a button like any other."""
        if not self._stays and self._cross().contains(event.position()):
            self.setDown(False)
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What else can be done with it."""
        self.menu_wanted.emit(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Sizes may differ."""
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        """Its name for a screen reader, and how to take it out."""
        name = one_line(self.file.name, 120)
        words = _("Attached: {name}, {size}. Enter opens it, Delete takes it out")
        if self._stays:
            words = _("Attached: {name}, {size}. Enter opens it")
        self.setAccessibleName(words.format(name=name, size=size_text(self.file.size)))
        self.setToolTip(tooltip(name))
        self.restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill and the ring of focus."""
        painter = QPainter(self)
        paint_pill(painter, QRectF(self.rect()), self._pill)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), theme().radius("md"))

    def _cross(self) -> QRectF:
        side = theme().size("chip")
        return QRectF(self.width() - side, 0, side, self.height())
