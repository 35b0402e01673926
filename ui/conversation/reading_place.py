"""Where each conversation is being read: what stands still while rows come, change and grow."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QListView

from ui.conversation.item import Item
from ui.conversation.timeline_model import TimelineModel


class ReadingPlace:
    """Keeps the first visible entry where it is, or the end at the bottom; remembers it for each conversation."""

    def __init__(self, view: QListView, rows: TimelineModel, is_settled: Callable[[Item], bool]) -> None:
        """``is_settled``: does a row stand there as high as it is? What is below one that does not will move."""
        self._view = view
        self._rows = rows
        self._is_settled = is_settled
        self._anchor: tuple[Hashable, int] | None = None  # row's key and its top; None: at the end
        self._places: dict[UUID, tuple[Hashable, int]] = {}
        self._is_moving = False

    @property
    def is_at_end(self) -> bool:
        """Is the newest entry what is being read?"""
        return self._anchor is None and not self._rows.has_newer

    @property
    def row(self) -> int:
        """The row that stands still, -1 at the end."""
        return -1 if self._anchor is None else self._row(self._anchor[0])

    @property
    def top(self) -> int:
        """Where in the viewport that row begins, in px."""
        return 0 if self._anchor is None else self._anchor[1]

    @property
    def is_moving(self) -> bool:
        """Is it the layout or ``restore`` that scrolls right now, not the reader?"""
        return self._is_moving

    def leave(self) -> None:
        """Remember the place for when the open conversation is opened again."""
        if self._rows.conversation_id is None:
            return
        if self._anchor is None:
            self._places.pop(self._rows.conversation_id, None)
        else:
            self._places[self._rows.conversation_id] = self._anchor

    def enter(self, conversation_id: UUID) -> None:
        """Where that conversation was left, else its end."""
        self._anchor = self._places.get(conversation_id)
        self._rows.open(conversation_id)
        if self._anchor is not None and isinstance(self._anchor[0], UUID) and not self._rows.go(self._anchor[0]):
            self._anchor = None

    def go_to_end(self) -> None:
        """From now on the end is kept."""
        self._anchor = None
        self._rows.go_to_end()
        self._view.executeDelayedItemsLayout()
        self.restore()

    def go_to(self, entry_id: UUID) -> bool:
        """Stand on an entry, in the middle, however old; False: it is not here."""
        if not self._rows.go(entry_id):
            return False
        if self.row < 0:
            self._anchor = entry_id, self._view.viewport().height() // 2
        self._view.executeDelayedItemsLayout()
        index = self._rows.index(self._row(entry_id))
        self._view.scrollTo(index, QListView.ScrollHint.PositionAtCenter)
        self._view.setAutoScroll(False)  # it is in the middle already; that it is in sight would be seen to first
        self._view.setCurrentIndex(index)
        self._view.setAutoScroll(True)
        self.keep()
        return True

    def keep(self, *, even_at_end: bool = False) -> None:
        """Remember the first visible entry and where its top is; nothing at the end, which is kept by itself."""
        bar, view = self._view.verticalScrollBar(), self._view
        self._anchor = None
        if bar.value() >= bar.maximum() - 2 and not even_at_end and not self._rows.has_newer:
            return
        inside = view.viewport()
        first = view.indexAt(QPoint(inside.width() // 2, 0)).row()
        for row in range(max(0, first), self._rows.rowCount()):
            item, top = self._rows.item(row), view.visualRect(self._rows.index(row)).top()
            if top >= inside.height():
                return
            is_settled = self._is_settled(item)
            if item.entry is not None and (self._anchor is None or is_settled):
                self._anchor = (item.key, top)
                if is_settled:
                    return

    def load_older(self) -> None:
        """Read the next older page; what is read stays where it is."""
        self._load(self._rows.load_older)

    def load_newer(self) -> None:
        """Read the next newer page, where an old entry was gone to; what is read stays where it is."""
        self._load(self._rows.load_newer)

    def _load(self, page: Callable[[], int]) -> None:
        self.keep(even_at_end=True)
        if page():
            self._view.executeDelayedItemsLayout()

    def seen_seq(self) -> int:
        """Highest ``seq`` of the open conversation in rows down to the last visible one."""
        inside = self._view.viewport()
        at = self._view.indexAt(QPoint(inside.width() // 2, inside.height() - 1))
        return self._rows.newest_seq(at.row() if at.isValid() else self._rows.rowCount() - 1)

    @contextmanager
    def still(self) -> Iterator[None]:
        """Whatever scrolls inside is not the reader: Qt moves the scroll bar where there are fewer rows now."""
        before, self._is_moving = self._is_moving, True
        try:
            yield
        finally:
            self._is_moving = before

    def restore(self) -> None:
        """Scroll to where the reader stood."""
        bar = self._view.verticalScrollBar()
        row = self.row
        with self.still():
            if self._anchor is None or row < 0:
                bar.setValue(bar.maximum())
            else:
                top = self._view.visualRect(self._rows.index(row)).top()
                bar.setValue(bar.value() + top - self._anchor[1])

    def _row(self, key: Hashable) -> int:
        return self._rows.row_of(key) if isinstance(key, UUID) else -1
