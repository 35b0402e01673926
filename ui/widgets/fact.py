"""Parts of a panel: a section's header, a key with its value, a step to tick."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolTip,
    QWidget,
)

from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.widgets.base import follow, show_when
from ui.widgets.elided_label import ElidedLabel


class SectionHeader(QWidget):
    """``Promises   6 of 7 in time``: an optional icon, bold words, a fainter remark at the right."""

    def __init__(
        self, text: str = "", remark: str = "", icon_name: str = "", role: str = "text.secondary",
        parent: QWidget | None = None, *, near: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._icon, self._role = icon_name, role
        self._mark = QLabel()
        show_when(self._mark, bool(icon_name))
        self._text = ElidedLabel(step="meta", role="text.secondary", weight=600)
        self._remark = ElidedLabel(step="meta", role="text.tertiary", tabular=True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._mark)
        self._row.addWidget(self._text)
        if not near:
            self._row.addStretch(1)
        self._row.addWidget(self._remark)
        if near:
            self._row.addStretch(1)
        self.set_text(text, remark)
        self.restyle()

    def set_text(self, text: str, remark: str = "") -> None:
        """Both texts."""
        self._text.set_text(text)
        self._remark.set_text(remark)
        self.setAccessibleName(f"{text} {remark}".strip())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if hasattr(self, "_row"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Icon and distances of now."""
        look = theme()
        if self._icon:
            side = look.size("icon.sm")
            self._mark.setPixmap(icon_pixmap(self._icon, self._role, side, self.devicePixelRatioF()))
        self._row.setContentsMargins(0, look.space(3), 0, look.space(1))
        self._row.setSpacing(look.space(3))

    def retranslate(self) -> None:
        """Its words come from outside."""


class KeyValueRow(QWidget):
    """``Channel   chat or letter, no calls``: keys share one width, so that values align."""

    def __init__(
        self, key: str = "", value: str = "", role: str = "text.primary", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._key = ElidedLabel(step="meta", role="text.tertiary")
        self._value = ElidedLabel(step="meta", role=role, tabular=True)
        self._value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.addWidget(self._key)
        row.addWidget(self._value, 1)
        self._row = row
        self.set_fact(key, value)
        self.restyle()

    def set_fact(self, key: str, value: str) -> None:
        """Both texts."""
        self._key.set_text(key)
        self._value.set_text(value)
        self.setAccessibleName(f"{key}: {value}")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if hasattr(self, "_row"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Widths of now."""
        look = theme()
        self._key.setFixedWidth(look.size("kv.key"))
        self._row.setContentsMargins(0, 1, 0, 1)
        self._row.setSpacing(look.space(4))

    def retranslate(self) -> None:
        """Its words come from outside."""


class ChecklistRow(QCheckBox):
    """A step of the guide. What is done steps back in colour, and can always be undone."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._is_cut = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    def sizeHint(self) -> QSize:
        """At least the row's height, and never less than the smallest target allows between neighbours."""
        return QSize(super().sizeHint().width(), theme().size("row.check"))

    def minimumSizeHint(self) -> QSize:
        """May be narrower than its text."""
        return QSize(theme().space(10), theme().size("row.check"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """What is too long ends in an ellipsis."""
        option, element = QStyleOptionButton(), QStyle.SubElement.SE_CheckBoxContents
        self.initStyleOption(option)
        room = self.style().subElementRect(element, option, self).width()
        option.text = self.fontMetrics().elidedText(option.text, Qt.TextElideMode.ElideRight, room)
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_CheckBox, option)
        self._is_cut = option.text != self.text()

    def event(self, event: QEvent) -> bool:
        """A step that is cut is read whole where the pointer rests, unless something else is told there."""
        if isinstance(event, QHelpEvent) and self._is_cut and not self.toolTip():
            QToolTip.showText(event.globalPos(), self.text(), self)
            return True
        return super().event(event)

    def _on_toggled(self, done: bool) -> None:
        palette = self.palette()
        palette.setColor(self.foregroundRole(), theme().color("text.secondary" if done else "text.primary"))
        self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() is QEvent.Type.StyleChange:
            self._on_toggled(self.isChecked())
        super().changeEvent(event)
