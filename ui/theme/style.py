"""Fusion with the design's focus ring, check boxes, radio buttons and scroll bars."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPen
from PySide6.QtWidgets import (
    QDialog,
    QProxyStyle,
    QPushButton,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComplex,
    QStyleOptionSlider,
    QWidget,
)

from ui.theme.icon import icon, paint_icon
from ui.theme.scroll_bar import bar_part, paint_bar
from ui.theme.tokens import theme

_Element = QStyle.PrimitiveElement


def paint_focus_ring(painter: QPainter, rect: QRectF, radius: float, role: str = "focus.ring") -> None:
    """The ring of keyboard focus, inside ``rect``."""
    width = theme().size("focus.ring")
    inset = width / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().color(role), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def paint_row_ground(painter: QPainter, rect: QRectF, state: QStyle.StateFlag) -> None:
    """Under a rounded row: chosen, pointed at, and the ring when the keyboard is there."""
    look, has = theme(), QStyle.StateFlag
    radius = look.radius("md")
    role = "bg.selected" if state & has.State_Selected else "bg.hover" if state & has.State_MouseOver else ""
    if role:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(role))
        painter.drawRoundedRect(rect, radius, radius)
    if state & has.State_HasFocus and state & has.State_KeyboardFocusChange:
        paint_focus_ring(painter, rect, radius)


class DeskhandStyle(QProxyStyle):
    """Overrides as little as possible: every override is a call from C++ into Python for each element."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Focus ring, check box and radio button of the design; all else as Fusion does it."""
        if element is _Element.PE_FrameFocusRect:
            _paint_focus(option, painter, widget)
        elif element in (_Element.PE_IndicatorCheckBox, _Element.PE_IndicatorRadioButton):
            _paint_indicator(element, option, painter)
        elif name := _ARROWS.get(element):
            side = theme().size("icon.xs")
            rect = QStyle.alignedRect(option.direction, _CENTRE, QSize(side, side), option.rect)
            paint_icon(painter, rect, name)
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Scroll bars of the design."""
        if control is QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            paint_bar(painter, option)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Scroll bars without arrows."""
        if control is QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            return bar_part(option, part)
        # the stub wants a widget, Qt takes none
        return super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """The design's sizes of indicators, icons and splitter handles, and the room inside a dialog's edge."""
        if name := _METRICS.get(metric):
            return theme().size(name)
        if metric in _EDGES and isinstance(widget, QDialog):
            return theme().space(6)
        return super().pixelMetric(metric, option, widget)

    def standardIcon(
        self, standard: QStyle.StandardPixmap, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> QIcon:
        """A line is cleared by a small cross, not by a black ball."""
        if standard is QStyle.StandardPixmap.SP_LineEditClearButton:
            return icon("x")
        return super().standardIcon(standard, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        """Underlines of mnemonics wait for Alt; buttons of dialogs are words without pictures."""
        if hint in _WITHOUT or (hint in _MOVING and theme().is_still):
            return 0
        return super().styleHint(hint, option, widget, returned)


_CENTRE = Qt.AlignmentFlag.AlignCenter
_ARROWS = {
    _Element.PE_IndicatorArrowDown: "chevron-down",
    _Element.PE_IndicatorArrowUp: "chevron-up",
    _Element.PE_IndicatorArrowLeft: "chevron-left",
    _Element.PE_IndicatorArrowRight: "chevron-right",
}
_WITHOUT = (QStyle.StyleHint.SH_UnderlineShortcut, QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons)
_MOVING = (QStyle.StyleHint.SH_Widget_Animate, QStyle.StyleHint.SH_Widget_Animation_Duration)
_EDGES = frozenset(
    {
        QStyle.PixelMetric.PM_LayoutLeftMargin,
        QStyle.PixelMetric.PM_LayoutTopMargin,
        QStyle.PixelMetric.PM_LayoutRightMargin,
        QStyle.PixelMetric.PM_LayoutBottomMargin,
    }
)
_METRICS = {
    QStyle.PixelMetric.PM_CheckBoxLabelSpacing: "label.gap",
    QStyle.PixelMetric.PM_RadioButtonLabelSpacing: "label.gap",
    QStyle.PixelMetric.PM_IndicatorWidth: "check.box",
    QStyle.PixelMetric.PM_IndicatorHeight: "check.box",
    QStyle.PixelMetric.PM_ExclusiveIndicatorWidth: "check.box",
    QStyle.PixelMetric.PM_ExclusiveIndicatorHeight: "check.box",
    QStyle.PixelMetric.PM_SmallIconSize: "icon",
    QStyle.PixelMetric.PM_ButtonIconSize: "icon",
    QStyle.PixelMetric.PM_SplitterWidth: "line",
    QStyle.PixelMetric.PM_ScrollBarExtent: "scroll.bar",
    QStyle.PixelMetric.PM_ScrollBarSliderMin: "hit.min",
}


def _paint_focus(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """One ring: the sheet gives buttons theirs as a border; the filled one has it inside, where it stands out."""
    look = theme()
    if not isinstance(widget, QPushButton):
        paint_focus_ring(painter, QRectF(option.rect), look.radius("sm"))
    elif widget.property("primary"):
        inset = look.size("focus.ring")
        rect = QRectF(widget.rect()).adjusted(inset, inset, -inset, -inset)
        paint_focus_ring(painter, rect, look.radius("sm"), "text.onAccent")


def _paint_indicator(element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter) -> None:
    look = theme()
    state = option.state
    enabled = bool(state & QStyle.StateFlag.State_Enabled)
    checked = bool(state & QStyle.StateFlag.State_On)
    half = look.size("line") * 3 / 4
    rect = QRectF(option.rect).adjusted(half, half, -half, -half)
    edge = "accent" if checked else "border.control"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color(edge if enabled else "text.disabled"), 2 * half))
    round_one = element is _Element.PE_IndicatorRadioButton
    filled = checked and not round_one
    painter.setBrush(look.color(("accent" if enabled else "text.disabled") if filled else "bg.field"))
    radius = rect.width() / 2 if round_one else look.radius("sm")
    painter.drawRoundedRect(rect, radius, radius)
    if checked and round_one:
        ring = look.radius("sm") - half
        painter.setPen(QPen(look.color("accent" if enabled else "text.disabled"), look.radius("sm")))
        painter.drawEllipse(rect.adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2))
    painter.restore()
    if filled:
        paint_icon(painter, option.rect.adjusted(2, 2, -2, -2), "check-bold", "text.onAccent")
