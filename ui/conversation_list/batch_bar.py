"""What is done to several conversations at once; stands in the place of the tabs while some are picked."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.base import follow
from ui.widgets.button import IconButton
from ui.widgets.elided_label import ElidedLabel

_ICONS = {
    "assign": "user-round-check",
    "tags": "tag",
    "solve": "check",
    "followup": "calendar-clock",
    "mark-read": "mail-open",
    "junk": "ban",
}
_KEYS = {"assign": "Ctrl+D", "tags": "Ctrl+G", "solve": "Ctrl+E", "followup": "Ctrl+T", "junk": "Ctrl+L"}


def _names() -> dict[str, str]:
    return {
        "assign": _("Assign the picked ones"),
        "tags": _("Tags of the picked ones"),
        "solve": _("Solve the picked ones"),
        "followup": _("Follow up on the picked ones later"),
        "mark-read": _("Mark the picked ones as read"),
        "junk": _("The picked ones are not customers"),
    }


class BatchBar(QWidget):
    """How many are picked, and a button for each act. Knows no conversation."""

    wanted = Signal(str)
    """An act was chosen. Carries its action's id."""

    left = Signal()
    """Nothing is to be picked any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batch_bar")
        self._count = self._meant = 0
        self._label = ElidedLabel(weight=500)
        self._left = QLabel()
        self._left.setWordWrap(True)
        self._left.setProperty("role", "secondary")
        self._row = QHBoxLayout()
        self._row.addWidget(self._label, 1)
        self.buttons = {act: IconButton(icon, "") for act, icon in _ICONS.items()}
        for act, button in self.buttons.items():
            button.setObjectName(f"batch_{act}")
            button.clicked.connect(self._on_clicked)
            self._row.addWidget(button)
        self._close = IconButton("x", "")
        self._close.clicked.connect(self.left)
        self._row.addWidget(self._close)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._row)
        self._column.addWidget(self._left)
        self.retranslate()
        self.restyle()
        self.hide()

    def show_count(self, count: int, meant: int = 0) -> None:
        """So many are picked, of so many that were meant; hidden at 0."""
        self._count, self._meant = count, meant
        words = ngettext("{count} picked", "{count} picked", count).format(count=count)
        left = _("The first {count} of {all}: more cannot be picked at a time").format(count=count, all=meant)
        self._label.set_text(words)
        self._left.setText(left)
        self._left.setVisible(meant > count)
        self.setAccessibleName(left if meant > count else words)
        self.setVisible(count > 0)

    def put(self, part: QWidget) -> None:
        """Give what is asked about the picked ones its place, below the buttons."""
        self._column.addWidget(part)

    def _on_clicked(self) -> None:
        pressed = self.sender()
        for act, button in self.buttons.items():
            if button is pressed:
                self.wanted.emit(act)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_close"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """As high as the tabs whose place it takes: rows do not move under the hand that picks them."""
        look = theme()
        for button in (*self.buttons.values(), self._close):
            button.setFixedHeight(look.size("control.sm"))
        self._column.setContentsMargins(look.space(6), 0, look.space(4), 0)
        self._column.setSpacing(look.space(2))
        self._row.setSpacing(0)
        self._left.setFont(look.font("meta"))

    def retranslate(self) -> None:
        """Names of the buttons."""
        for act, name in _names().items():
            self.buttons[act].set_name(name, _KEYS.get(act, ""))
        self._close.set_name(_("Pick nothing"), "Esc")
        self.show_count(self._count, self._meant)
