"""The lines of the palette with their headings, or the words that there are none."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QCursor, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QListView

from ui.palette.delegate import PaletteDelegate
from ui.palette.entry import Question
from ui.palette.ground import SolidBar, fill_ground
from ui.theme.tokens import theme
from ui.translation import _


class Lines(QListView):
    """What fits; its words are painted, for a part that comes and goes would lay out the window each time."""

    reached = Signal(str)
    """Another line is the current one. Carries how it is spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("palette_list")
        self.setItemDelegate(PaletteDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self._resting_at: QPoint | None = None
        self.words = ""
        """What is said in place of lines."""
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SolidBar())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # its room stays, its handle goes

    def say(self, words: str) -> None:
        """That nothing fits; empty: something does."""
        if words != self.words:
            self.words = words
            self.viewport().update()

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The focus is in the field: it has to say which line Enter would run."""
        super().currentChanged(current, previous)
        self.reached.emit(str(current.data(Qt.ItemDataRole.AccessibleTextRole) or ""))

    def showEvent(self, event: QShowEvent) -> None:
        """A pointer that only lies where the palette opens chooses nothing."""
        self._resting_at = QCursor.pos()
        super().showEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt tells of a move, too, when a list appears below the pointer."""
        if event.globalPosition().toPoint() != self._resting_at:
            self._resting_at = None
            super().mouseMoveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, then lines or words."""
        fill_ground(self.viewport(), event)
        if self.words:
            _paint_words(QPainter(self.viewport()), self.viewport().rect(), self.words)
        else:
            super().paintEvent(event)


def _paint_words(painter: QPainter, rect: QRect, words: str) -> None:
    look = theme()
    painter.setFont(look.font("body"))
    painter.setPen(look.color("text.primary"))
    room = rect.adjusted(look.space(7), look.space(6), -look.space(7), -look.space(6))
    painter.drawText(room, Qt.TextFlag.TextWordWrap, words)
    painter.end()


def nothing_words(question: Question) -> str:
    """Names what was typed, and another way to look for it."""
    nothing = _("Nothing for “{text}”. Check the number or try the phone.").format(text=question.text)
    return nothing if question.text else _("Type a few letters of what you look for.")
