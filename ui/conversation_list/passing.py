"""What time alone changes in a list: each second only the deadlines that read or look otherwise are painted anew."""

from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, QTimer, Slot
from PySide6.QtWidgets import QListView

from ui.conversation_list.delegate import ConversationDelegate
from ui.conversation_list.model import ConversationListModel
from ui.deadline import deadline_of
from ui.widgets.sla_ring import Sla, same_look, sla_width

SECOND_MS = 1_000


class Passing(QObject):
    """One timer for all rows of a list; it reads nothing and looks only at rows that can be seen."""

    def __init__(self, view: QListView, model: ConversationListModel, delegate: ConversationDelegate) -> None:
        super().__init__(view)
        self._view, self._model, self._delegate = view, model, delegate
        self._told: dict[UUID, Sla | None] = {}
        self._day, self._ticked_at = date.min, model.now()
        self._timer = QTimer(self, interval=SECOND_MS)
        self._timer.timeout.connect(self.tick)
        self.start, self.stop = self._timer.start, self._timer.stop

    @Slot()
    def tick(self) -> None:
        """Time went on. With the day also the times of messages read otherwise."""
        now = self._model.now()
        if now.date() != self._day:
            self._day = now.date()
            self._view.viewport().update()
        before, self._told = self._told, {}
        for row in self._seen():
            value = self._model.known_at(row)
            if value is not None:
                # what was not here at the last tick was painted since
                old = before[value.id] if value.id in before else deadline_of(value, self._ticked_at)
                new = deadline_of(value, now)
                changed = not same_look(old, new)
                self._told[value.id] = new if changed else old
                if changed:
                    self._paint(row, old, new)
        self._ticked_at = now

    def _paint(self, row: int, old: Sla | None, new: Sla | None) -> None:
        rect = self._view.visualRect(self._model.index(row))
        rect.setWidth(min(rect.width(), self._view.viewport().width()))  # as Qt gives it to the delegate
        if old is not None and new is not None and sla_width(old) == sla_width(new):
            rect = self._delegate.state_rect(rect, new)
        self._view.viewport().update(rect)

    def _seen(self) -> range:
        first = self._view.indexAt(QPoint(0, 0))
        last = self._view.indexAt(QPoint(0, self._view.viewport().height() - 1))
        end = last.row() if last.isValid() else self._model.rowCount() - 1
        return range(first.row(), end + 1) if first.isValid() else range(0)
