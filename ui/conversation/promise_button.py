"""The promise in a request's header: shows what is owed and by when; pressed, what can be done with it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from app.language.plain_text import one_line
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.foreign import tooltip
from ui.widgets.pill import Pill, PillButton, PillKind


class PromiseButton(PillButton):
    """A plum pill that opens a menu; it may shrink to an ellipsis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("promise_button")

    def show_promise(self, text: str) -> None:
        """The promise that is due first, empty for none."""
        words = one_line(text)
        self.set_pill(Pill(words, PillKind.PROMISE, "handshake", "chevron-down"))
        self.setAccessibleName(_("Promise: {promise}. Change").format(promise=words))
        self.setToolTip(tooltip(words))
        self.setVisible(bool(words))

    def minimumSizeHint(self) -> QSize:
        """As a label, and never wider than its text."""
        whole = self.sizeHint()
        return QSize(min(theme().size("chip") * 2, whole.width()), whole.height())
