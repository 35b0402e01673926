"""Reads the next page when one scrolls near either end of what is read; the frame is painted first."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QListView

from ui.conversation.reading_place import ReadingPlace
from ui.conversation.timeline_model import TimelineModel

_NEAR_PX = 400


class Paging(QObject):
    """Older pages at the top; newer ones at the bottom, where an old message was gone to."""

    def __init__(self, view: QListView, rows: TimelineModel, place: ReadingPlace) -> None:
        super().__init__(view)
        self._view, self._rows = view, rows
        self._older, self._newer = (QTimer(self, singleShot=True, interval=0) for _ in range(2))
        self._older.timeout.connect(place.load_older)
        self._newer.timeout.connect(place.load_newer)

    def look(self) -> None:
        """It was scrolled."""
        bar = self._view.verticalScrollBar()  # the style may have given the view another one
        if bar.value() < _NEAR_PX and not self._rows.is_complete:
            self._older.start()
        if bar.value() > bar.maximum() - _NEAR_PX and self._rows.has_newer:
            self._newer.start()
