"""Rows that come below the ones in sight: those are moved up, only the new ones are painted."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QListView

from ui.conversation.timeline_model import TimelineModel


class Seen(NamedTuple):
    """What a reader sees: the viewport's place, how far it is scrolled, its first row and the last of all."""

    inside: QRect
    scrolled: int
    rows: tuple[tuple[int, Hashable, QRect], ...]


class Appending:
    """Lays out what was added. Qt would have all of the viewport painted anew, each row of it a millisecond."""

    def __init__(self, view: QListView, rows: TimelineModel) -> None:
        self._view, self._rows = view, rows
        self._before: Seen | None = None
        self._is_still = False

    def seen(self) -> Seen | None:
        """To be asked before rows are added; None: what is on the screen cannot simply be moved."""
        view, inside, last = self._view, self._view.viewport(), self._rows.rowCount() - 1
        first = view.indexAt(QPoint(inside.width() // 2, 0)).row()
        is_bare = inside.updatesEnabled() and inside.childrenRect().isEmpty()
        if not is_bare or min(first, last) < 0 or not view.devicePixelRatioF().is_integer():
            return None
        ends = ((it, self._rows.item(it).key, view.visualRect(self._rows.index(it))) for it in (first, last))
        return Seen(inside.geometry(), view.verticalScrollBar().value(), tuple(ends))

    def lay_out(self, before: Seen | None) -> QRect:
        """Lay the added rows out; returns what is to be painted of the viewport, the rest has been moved."""
        self._before, self._is_still = before, False
        self._view.executeDelayedItemsLayout()
        self._before = None
        inside = self._view.viewport()
        if before is None or not self._is_still:
            return inside.rect()
        up = self._view.verticalScrollBar().value() - before.scrolled
        if not 0 < up < inside.height() or any(self._went_up(*it) != up for it in before.rows):
            inside.update()
            return inside.rect()
        return QRect(0, inside.height() - up, inside.width(), up)

    @contextmanager
    def unpainted(self) -> Iterator[None]:
        """What Qt lays out inside is painted only where it is new or scrolls into sight afterwards."""
        inside, before = self._view.viewport(), self._before
        if before is None:
            yield
            return
        inside.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled)
        try:
            yield
        finally:
            inside.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled, False)
            now = inside.geometry(), self._view.verticalScrollBar().value()
            self._is_still = now == (before.inside, before.scrolled)
            if not self._is_still:
                inside.update()

    def _went_up(self, row: int, key: Hashable, place: QRect) -> int:
        """In px; 0 also when another row stands there now, or it is larger or smaller."""
        if row >= self._rows.rowCount() or self._rows.item(row).key != key:
            return 0
        now = self._view.visualRect(self._rows.index(row))
        return place.top() - now.top() if now.size() == place.size() else 0
