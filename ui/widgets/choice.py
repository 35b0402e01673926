"""A box that offers a few choices, with the design's arrow."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from ui.theme.icon import paint_icon
from ui.theme.tokens import theme

_FEWEST_CHARACTERS = 5


def paint_arrow(painter: QPainter, field: QWidget) -> None:
    """The design's arrow at the right of a field that opens something to choose from."""
    look = theme()
    side = look.size("icon.sm")
    box = QRectF(field.width() - side - look.space(4), (field.height() - side) / 2, side, side)
    paint_icon(painter, box, "chevron-down", "text.secondary" if field.isEnabled() else "text.disabled")


class Choice(QComboBox):
    """A ``QComboBox`` whose arrow the style sheet would otherwise take away; what is too long ends in an ellipsis."""

    def may_be_narrow(self) -> None:
        """Let it be narrower than its choices: what stands beside it needs the room."""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_FEWEST_CHARACTERS)

    def sizeHint(self) -> QSize:
        """Wide enough for the longest choice to be read whole; the sheet forgets what the arrow takes."""
        hint, option = super().sizeHint(), QStyleOptionComboBox()
        if self.sizeAdjustPolicy() is QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon:
            return hint
        self.initStyleOption(option)
        option.rect = QRect(QPoint(), hint)
        widest = max((self.fontMetrics().horizontalAdvance(self.itemText(at)) for at in range(self.count())), default=0)
        return QSize(hint.width() + max(0, widest - self._room(option)), hint.height())

    def _room(self, option: QStyleOptionComboBox) -> int:
        """For the text, in pixels."""
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(control, option, part, self).width() - theme().space(2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then a chevron at its right."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        control, room = QStyle.ComplexControl.CC_ComboBox, self._room(option)
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        paint_arrow(painter, self)
