"""The button over the timeline's end: the way down to what has come, or back from an old message."""

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow


class NewerButton(QPushButton):
    """Floats at the bottom of ``over``, in the middle."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._is_news = True
        over.installEventFilter(self)
        self.hide()
        self.retranslate()
        self.restyle()

    @Slot(bool, bool)
    def tell(self, is_below: bool, is_news: bool) -> None:
        """Whether there is anything below to go to, and whether it is new."""
        self._is_news = is_news
        self.retranslate()
        self.setVisible(is_below)

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
        self.setText(_("New below") if self._is_news else _("To the newest"))
        self._place()

    def _place(self) -> None:
        self.adjustSize()
        self.move(
            (self._over.width() - self.width()) // 2,
            self._over.height() - self.height() - theme().space(4),
        )
