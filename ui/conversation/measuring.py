"""Which rows of the timeline are laid out before it is painted: what is seen; the others when the reader rests."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QListView

from ui.conversation.reading_place import ReadingPlace
from ui.conversation.timeline_delegate import TimelineDelegate
from ui.conversation.timeline_model import TimelineModel

_REST_MS = 100
"""While one walks from request to request nothing is laid out that nobody sees."""

_NEXT_MS = 5
"""A row at a time: a key comes between two."""


class Measuring(QObject):
    """Where a talk opens at its end, the rows above what fits have a guessed height until somebody scrolls.

    Only the scroll bar shows it. Whoever scrolls finds every row measured, most of them beforehand.
    """

    def __init__(self, view: QListView, rows: TimelineModel, delegate: TimelineDelegate, place: ReadingPlace) -> None:
        super().__init__(view)
        self._view, self._rows, self._delegate, self._place = view, rows, delegate, place
        self._may_guess = False
        self._next = 0
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._measure_one)

    def begin(self) -> None:
        """Another talk is laid out for the first time."""
        self._may_guess = True

    def look(self) -> None:
        """Rows are about to be laid out: find the first that has to be."""
        self._may_guess = self._may_guess and self._place.is_at_end
        self._next = self._delegate.first = self._first_seen() if self._may_guess else 0
        self._rest.start(_REST_MS) if self._next else self._rest.stop()

    def finish(self) -> None:
        """Every row is as high as it is; what is read stays where it is."""
        if self._delegate.first:
            self._may_guess = False
            self._view.doItemsLayout()

    def _first_seen(self) -> int:
        row, room = self._rows.rowCount(), self._view.height()
        while row and room > 0:
            row -= 1
            room -= self._delegate.height(self._rows.item(row), self._delegate.width)
        return row

    @Slot()
    def _measure_one(self) -> None:
        """The next row up that nobody has measured."""
        row, width = min(self._next, self._rows.rowCount()) - 1, self._delegate.width
        while row >= 0 and self._delegate.knows(self._rows.item(row), width):
            row -= 1
        self._next = max(0, row)
        if row >= 0:
            self._delegate.height(self._rows.item(row), width)
            self._rest.start(_NEXT_MS)
