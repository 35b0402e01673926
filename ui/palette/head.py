"""The head of the palette: the field, and the request that commands are about."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.palette.ground import SolidField
from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.pill import Pill, PillButton


class PaletteHead(QWidget):
    """A glass, a field without a frame, and a chip that a press takes away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.chip, self._glass = SolidField(), PillButton(), QLabel()
        self.field.setObjectName("palette_field")
        self._row = QHBoxLayout(self)
        for part in (self._glass, self.field, self.chip):
            self._row.addWidget(part, int(part is self.field))
        self.retranslate()
        self.restyle()

    def show_context(self, context: str) -> None:
        """Which request is open; empty for none."""
        self.chip.set_pill(Pill(context, end_icon="x"))
        self.chip.setVisible(bool(context))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_row"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words."""
        self.field.setPlaceholderText(_("Find a customer, request or command"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.chip.setAccessibleDescription(_("Look beyond this request"))

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        self._row.setContentsMargins(look.space(6), 0, look.space(5), 0)
        self._row.setSpacing(look.space(5))
        self._glass.setPixmap(icon_pixmap("search", "text.secondary", look.size("icon.lg"), self.devicePixelRatioF()))
        self.field.setFont(look.font("title", weight=400))
        self.setFixedHeight(look.size("palette.field"))
