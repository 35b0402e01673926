"""Emoji inside the composer: type a word in either language, arrows and Enter; the talk stays in sight."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.theme.tokens import theme
from ui.translation import _, language
from ui.widgets.base import follow

_ROWS = 3
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class EmojiPicker(QWidget):
    """Takes room in the composer; hidden until it is asked for."""

    chosen = Signal(str)
    """Carries the emoji."""
    closed = Signal()
    """It went away without a choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emoji_picker")
        self.field, self.list = QLineEdit(), QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setUniformItemSizes(True)
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self._choose)
        self.field.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.itemClicked.connect(self._choose)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.field)
        self._column.addWidget(self.list)
        self.restyle()
        self.retranslate()
        self.hide()

    def offer(self) -> None:
        """Show the usual ones and wait for a word; asked once more it goes away."""
        if self.isVisible():
            self.close_list()
            return
        self.field.clear()
        self._fill()
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_list(self) -> None:
        """Hide it and tell."""
        self.hide()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down leave the field for the list; Escape closes; Enter chooses."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.close_list()
                return True
            vertical = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
            if watched is self.field and (vertical or (event.key() in _MOVES and not self.field.text())):
                self.list.event(event)
                return True
            if watched is self.list and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose()
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_column"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Three rows high."""
        look = theme()
        side = look.line("heading") + look.space(3)
        self._column.setContentsMargins(look.space(4), look.space(3), look.space(4), look.space(3))
        self._column.setSpacing(look.space(2))
        self.list.setFont(look.font("title"))
        self.list.setGridSize(QSize(side, side))
        self.list.setFixedHeight(_ROWS * side + look.space(2))

    def retranslate(self) -> None:
        """Fixed words."""
        self.field.setPlaceholderText(_("Find an emoji by a word"))
        self.field.setAccessibleName(_("Find an emoji by a word"))
        self.list.setAccessibleName(_("Emoji"))

    def _fill(self) -> None:
        from app.client.emoji_book import search

        self.list.clear()
        for found in search(self.field.text()):
            item = QListWidgetItem(found.sign)
            name = (found.russian if language() == "ru" else "") or found.english
            item.setToolTip(name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _choose(self, _item: QListWidgetItem | None = None) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.hide()
            self.chosen.emit(item.text())
