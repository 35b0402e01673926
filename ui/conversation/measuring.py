"""Which rows of the timeline are laid out before it is painted: what is seen; those near it when the reader rests."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QPoint, QTimer, Slot
from PySide6.QtWidgets import QListView

from ui.conversation.reading_place import ReadingPlace
from ui.conversation.timeline_delegate import TimelineDelegate
from ui.conversation.timeline_model import AnyIndex, TimelineModel

_REST_MS = 100
"""While one walks from request to request nothing is laid out that nobody sees."""

_NEXT_MS = 5
"""A row at a time: a key comes between two."""

_NEAR = 50
"""Rows to either side that are laid out while one rests: some screens."""

_TRIES = 4
"""Rows that are lower than guessed let others into sight, which are laid out then; a few times at most."""


class Measuring(QObject):
    """Rows that nobody has seen have a guessed height, above and below: only the scroll bar shows it.

    Before a row is painted it is as high as it is. What is read stays where it is meanwhile.
    """

    def __init__(
        self,
        view: QListView,
        rows: TimelineModel,
        delegate: TimelineDelegate,
        place: ReadingPlace,
        lay_out: Callable[[], None],
    ) -> None:
        """``lay_out``: by the heights that are known then, and stand where the reader stood."""
        super().__init__(view)
        self._lay_out = lay_out
        self._view, self._rows, self._delegate, self._place = view, rows, delegate, place
        self._waiting: list[int] = []
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._measure_one)

    def look(self) -> None:
        """Rows are about to be laid out: measure those that will be seen."""
        row, room = self._place.row, self._view.height()
        if row < 0:
            self._measure(range(self._rows.rowCount() - 1, -1, -1), room)
            return
        self._measure(range(row, self._rows.rowCount()), room - self._place.top)
        self._measure(range(row - 1, -1, -1), self._place.top)

    def settle(self) -> None:
        """Rows were laid out or scrolled: every row in sight is as high as it is."""
        self._view.executeDelayedItemsLayout()  # margins that changed ask for another one
        for _ in range(_TRIES):
            if all(self._delegate.is_settled(self._rows.item(row)) for row in self._seen()):
                break
            self._around(*self._ends(), self._view.viewport().height())
        self._waiting = []
        self._rest.start(_REST_MS)

    def reach(self, index: AnyIndex, *, to_middle: bool) -> None:
        """That row is about to be scrolled to: what will be seen around it is as high as it is."""
        if index.isValid():
            self._around(index.row(), index.row(), self._view.viewport().height() // (2 if to_middle else 1))

    def _around(self, first: int, last: int, room: int) -> None:
        """Measure these rows and some px to both sides; lay out again when any is not as high as it was guessed."""
        rows = self._rows.rowCount()
        above = self._measure(range(first - 1, -1, -1), room)
        below = self._measure(range(last + 1, rows), room)
        self._measure(range(first, last + 1))
        if not all(self._delegate.is_settled(self._rows.item(row)) for row in range(first - above, last + below + 1)):
            self._lay_out()

    def _measure(self, rows: range, room: float = float("inf")) -> int:
        """Measure one row after the other until they fill the room; how many that were."""
        for count, row in enumerate(rows):
            if room <= 0:
                return count
            room -= self._delegate.height(self._rows.item(row), self._delegate.width)
        return len(rows)

    def _ends(self) -> tuple[int, int]:
        """The first and the last row in sight."""
        inside = self._view.viewport()
        middle, last = inside.width() // 2, self._rows.rowCount() - 1
        first, end = (self._view.indexAt(QPoint(middle, y)) for y in (0, inside.height() - 1))
        return max(0, first.row()), end.row() if end.isValid() else last

    def _seen(self) -> range:
        first, last = self._ends()
        return range(first, last + 1)

    @Slot()
    def _measure_one(self) -> None:
        """The next row near what is seen that nobody has measured."""
        if not self._waiting:
            self._waiting = list(self._unknown())[::-1]
        if self._waiting:
            row = self._waiting.pop()
            if row < self._rows.rowCount():
                self._delegate.height(self._rows.item(row), self._delegate.width)
            if self._waiting:
                self._rest.start(_NEXT_MS)

    def _unknown(self) -> Iterator[int]:
        """Nearest first, what is above before what is below."""
        first, last = self._ends()
        near = (*range(first - 1, max(-1, first - 1 - _NEAR), -1), *range(last + 1, last + 1 + _NEAR))
        for row in near:
            if row < self._rows.rowCount() and not self._delegate.knows(self._rows.item(row), self._delegate.width):
                yield row
