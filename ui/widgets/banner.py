"""The one line above the body that says the desk is offline, old or on trial."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.widgets.base import Painted
from ui.widgets.button import Button
from ui.widgets.elided_label import ElidedLabel

_ANY = 16_777_215
"""Qt's QWIDGETSIZE_MAX, which PySide6 does not have."""


class Banner(Painted):
    """Icon, bold fact, plain consequence and at most two buttons. ``kind``: warning, danger, accent, success."""

    pressed = Signal(str)
    """A button was pressed. Carries its key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = "warning"
        self._icon = "cloud-off"
        self._mark = QLabel()
        self._fact = QLabel()
        self._fact.setTextFormat(Qt.TextFormat.PlainText)
        self._fact.setMinimumWidth(1)
        self._consequence = ElidedLabel(role="text.secondary")
        self._consequence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._mark)
        self._row.addWidget(self._fact)
        self._row.addWidget(self._consequence, 1)
        self._buttons: list[Button] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.restyle()

    def show_fact(self, kind: str, icon_name: str, fact: str, consequence: str) -> None:
        """Say what happened and what that means."""
        self._kind, self._icon = kind, icon_name
        self._fact.setText(fact)
        self._consequence.set_text(consequence)
        self.setAccessibleName(f"{fact}. {consequence}")
        self.restyle()

    def set_buttons(self, buttons: Sequence[tuple[str, str, str]]) -> None:
        """At most two of (key, text, icon name or empty).

        Raises:
            ValueError: more than two.
        """
        if len(buttons) > 2:
            raise ValueError("a banner has at most two buttons")
        for gone in self._buttons:
            self._row.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._buttons = []
        for key, text, icon_name in buttons:
            button = Button(text, self, look="small", icon_name=icon_name)
            button.setObjectName(key)
            button.clicked.connect(self._on_clicked)
            self._row.addWidget(button)
            self._buttons.append(button)

    def set_button_text(self, key: str, text: str) -> None:
        """Change one button's words, as a countdown does; the focus stays, and nothing moves unless they need room."""
        for button in self._buttons:
            if button.objectName() == key and button.text() != text:
                button.setText(text)
                button.setFixedSize(button.minimumSize().expandedTo(button.sizeHint()))

    def restyle(self) -> None:
        """Colours and sizes of now."""
        look = theme()
        self.setFixedHeight(look.size("banner"))
        self._row.setContentsMargins(look.space(6) - look.space(1), 0, look.space(4), look.size("line"))
        self._row.setSpacing(look.space(4))
        self._fact.setFont(look.font("bodyStrong"))
        role = "accent.text" if self._kind == "accent" else self._kind
        self._mark.setPixmap(icon_pixmap(self._icon, role, look.size("icon"), self.devicePixelRatioF()))
        for button in self._buttons:
            button.setMinimumSize(0, 0)
            button.setMaximumSize(_ANY, _ANY)
        super().restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A tinted line with a border below."""
        look = theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.color(f"{self._kind}.subtle"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("border.subtle"))

    def _on_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.pressed.emit(sender.objectName())
