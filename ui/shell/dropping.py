"""Requests dragged from the list onto a place of the rail; the keys of assigning and of the junk do the same."""

from uuid import UUID

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QListView

from app.client.view import View, ViewKind
from ui.conversation_list.model import IDS
from ui.shell.batch import BatchActs
from ui.shell.rail_model import ITEM_ROLE, RailItem

_TAKES = frozenset({ViewKind.MINE, ViewKind.UNASSIGNED, ViewKind.QUEUE, ViewKind.JUNK})
"""Places on which something can be dropped: mine, nobody's, another queue, not customers."""


class Dropping(QObject):
    """Watches the rail for what is dragged over it."""

    def __init__(self, rail: QListView, acts: BatchActs) -> None:
        super().__init__(rail)
        self._rail, self._acts = rail, acts
        rail.setAcceptDrops(True)
        rail.viewport().setAcceptDrops(True)
        rail.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A place that takes requests says so while they are over it."""
        if isinstance(event, QDropEvent) and event.mimeData().hasFormat(IDS):
            view = self._place(event)
            is_enter = isinstance(event, QDragEnterEvent) and not isinstance(event, QDragMoveEvent)
            if event.type() is QEvent.Type.Drop and view is not None:
                self.drop(view, _ids(event))
            if is_enter or view is not None:
                event.acceptProposedAction()
            else:
                event.ignore()
            return True
        return False

    def drop(self, view: View, ids: list[UUID]) -> None:
        """Do what the place stands for."""
        cards = self._acts.cards_of(ids)
        if view.kind is ViewKind.QUEUE:
            queue = next((it for it in self._acts.queues() if it.id == view.queue_id), None)
            if queue is not None:
                self._acts.give_to(cards, queue)
        elif view.kind is ViewKind.JUNK:
            self._acts.set_aside(cards)
        else:
            self._acts.give_to(cards, self._acts.me if view.kind is ViewKind.MINE else None)

    def _place(self, event: QDropEvent) -> View | None:
        item: RailItem | None = self._rail.indexAt(event.position().toPoint()).data(ITEM_ROLE)
        view = item.view if item is not None else None
        return view if view is not None and view.kind in _TAKES else None


def _ids(event: QDropEvent) -> list[UUID]:
    text = bytes(event.mimeData().data(IDS).data()).decode()
    return [UUID(line) for line in text.splitlines() if line and line != "None"]
