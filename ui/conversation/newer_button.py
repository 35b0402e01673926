"""The button over the timeline's end: something new has come below what is being read."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QPushButton, QWidget

from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow


class NewerButton(QPushButton):
    """Floats at the bottom of ``over``, in the middle."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        over.installEventFilter(self)
        self.hide()
        self.retranslate()
        self.restyle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_over"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Font and place of now."""
        font = theme().font("meta", weight=500)
        if self.font() != font:
            self.setFont(font)
        self._place()

    def retranslate(self) -> None:
        """Its words."""
        self.setText(_("New below"))
        self._place()

    def _place(self) -> None:
        self.adjustSize()
        self.move(
            (self._over.width() - self.width()) // 2,
            self._over.height() - self.height() - theme().space(4),
        )
