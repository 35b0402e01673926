"""Where each conversation is being read: what stands still while rows come, change and grow."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QListView

from ui.conversation.timeline_model import TimelineModel
from ui.theme.tokens import theme


class ReadingPlace:
    """Keeps the first visible entry where it is, or the end at the bottom; remembers it for each conversation."""

    def __init__(self, view: QListView, rows: TimelineModel) -> None:
        self._view = view
        self._rows = rows
        self._anchor: tuple[Hashable, int] | None = None  # row's key and its top; None: at the end
        self._places: dict[UUID, tuple[Hashable, int]] = {}
        self._is_moving = False

    @property
    def is_at_end(self) -> bool:
        """Is the newest entry what is being read?"""
        return self._anchor is None

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
        """Where that conversation was left, else its end; its rows are loaded as far back as that needs."""
        self._anchor = self._places.get(conversation_id)
        self._rows.open(conversation_id)
        while self._anchor is not None and self._row(self._anchor[0]) < 0 and self._rows.load_older():
            pass

    def go_to_end(self) -> None:
        """From now on the end is kept."""
        self._anchor = None
        self.restore()

    def go_to(self, entry_id: UUID) -> bool:
        """Stand on an entry, in the middle; older pages are read as far as that needs. False: it is not here."""
        while self._row(entry_id) < 0 and self._rows.load_older():
            pass
        row = self._row(entry_id)
        if row < 0:
            return False
        self._view.executeDelayedItemsLayout()
        index = self._rows.index(row)
        self._view.setCurrentIndex(index)
        self._view.scrollTo(index, QListView.ScrollHint.PositionAtCenter)
        self.keep()
        return True

    def keep(self, *, even_at_end: bool = False) -> None:
        """Remember the first visible entry and where its top is; nothing at the end, which is kept by itself."""
        bar, view = self._view.verticalScrollBar(), self._view
        self._anchor = None
        if bar.value() >= bar.maximum() - 2 and not even_at_end:
            return
        middle = view.viewport().width() // 2
        for y in range(0, view.viewport().height(), theme().space(4)):
            index = view.indexAt(QPoint(middle, y))
            if index.isValid() and self._rows.item(index.row()).entry is not None:
                self._anchor = (self._rows.item(index.row()).key, view.visualRect(index).top())
                return

    def load_older(self) -> None:
        """Read the next older page; what is read stays where it is."""
        self.keep(even_at_end=True)
        if self._rows.load_older():
            self._view.executeDelayedItemsLayout()
            self.restore()

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
        row = -1 if self._anchor is None else self._row(self._anchor[0])
        with self.still():
            if self._anchor is None or row < 0:
                bar.setValue(bar.maximum())
            else:
                top = self._view.visualRect(self._rows.index(row)).top()
                bar.setValue(bar.value() + top - self._anchor[1])

    def _row(self, key: Hashable) -> int:
        return self._rows.row_of(key) if isinstance(key, UUID) else -1
