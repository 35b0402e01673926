"""Two parts beside each other, or below each other where there is no room for both."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme.tokens import theme


class BesideOrBelow(QWidget):
    """``first`` takes what room there is; ``second`` keeps its size, at the right of it or below it, never cut."""

    def __init__(
        self,
        first: QWidget,
        second: QWidget,
        parent: QWidget | None = None,
        *,
        is_tight: bool = False,
        is_read: bool = False,
    ) -> None:
        """``is_tight``: they stay beside each other as long as nothing of them is cut.

        ``is_read``: ``first`` is read whole before ``second`` stands beside it.
        """
        super().__init__(parent)
        self._first, self._second = first, second
        self._is_tight, self._is_read = is_tight, is_read
        self.is_below = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(first, 0, 0)
        self._grid.addWidget(second, 0, 1)

    def minimumSizeHint(self) -> QSize:
        """As wide as the wider of the two: one may go below the other."""
        width = max(self._first.minimumSizeHint().width(), self._second.minimumSizeHint().width())
        edges = self.contentsMargins()
        return QSize(width + edges.left() + edges.right(), super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """What a part wants has changed."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._arrange()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        look = theme()
        if self._grid.spacing() != look.space(4):  # each time it is set all is laid out anew
            self._grid.setSpacing(look.space(4))
        if self._is_tight:
            wanted = self._second.minimumSizeHint().width() + look.space(4)
        else:
            wanted = self._second.sizeHint().width() + 2 * look.space(10)
        least = self._first.minimumSizeHint().width()
        if self._is_read:
            least, wanted = self._first.sizeHint().width(), self._second.sizeHint().width() + look.space(4)
        below = least + wanted > self.contentsRect().width()
        if below == self.is_below:
            return
        self.is_below = below
        self._grid.removeWidget(self._second)
        place = (1, 0) if below else (0, 1)
        self._grid.addWidget(self._second, *place, Qt.AlignmentFlag.AlignRight if below else Qt.AlignmentFlag(0))
        self.updateGeometry()
