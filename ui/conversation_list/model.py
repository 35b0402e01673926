"""Conversations of one view, for ``QListView``: ids in memory, row values on demand."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.client.port import Queries
from app.client.row import ConversationRow, View
from ui.conversation_list.order import Change, Inserted, Moved, Removed, changes
from ui.conversation_list.words import sentence
from ui.widgets.foreign import tooltip

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
ID_ROLE = Qt.ItemDataRole.UserRole + 2

PAGE = 200
"""Rows read at a time (architecture.md, exemplar)."""

_ROOT = QModelIndex()


def _nobody(conversation_id: UUID) -> str:
    return ""


class ConversationListModel(QAbstractListModel):
    """Conversations of one view in display order: ids in memory, row values in pages of 200 read on demand.

    ``apply`` moves, inserts and removes single rows, so that selection and scroll survive new mail; it never resets.
    """

    pending_changed = Signal(int)
    """While the order is held: how many new conversations wait to be shown. 0 when the order is true again."""

    counted = Signal(int)
    """The number of rows changed. Carries it."""

    def __init__(
        self, queries: Queries, view: View, now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._queries = queries
        self._view = view
        self._now = now
        self.answering: Callable[[UUID], str] = _nobody
        """Who else answers a conversation, in words."""
        self._rows: dict[UUID, ConversationRow] = {}
        self._ids: list[UUID] = list(queries.conversation_ids(view))
        self._held = False
        self._late: set[UUID] = set()

    @property
    def view(self) -> View:
        """What is listed."""
        return self._view

    def now(self) -> datetime:
        """The time deadlines are counted against."""
        return self._now()

    def set_view(self, view: View) -> None:
        """List something else; the one place where all rows change at once."""
        self.beginResetModel()
        self._view = view
        self._rows.clear()
        self._late.clear()
        self._ids = list(self._queries.conversation_ids(view))
        self.endResetModel()
        self.pending_changed.emit(0)
        self.counted.emit(len(self._ids))

    def apply(self, touched: Iterable[UUID]) -> None:
        """Re-reads only the touched rows; each lands at its sorted place, or, while held, waits for it."""
        ids = set(touched)
        self._refresh(ids)
        self._late |= ids
        if self._held:
            there = set(self._ids)
            fresh = [row_id for row_id in self._queries.conversation_ids(self._view) if row_id not in there]
            self.pending_changed.emit(len(fresh))
        else:
            self.catch_up()

    def apply_all(self) -> None:
        """The cache was read anew: every row may differ."""
        self.apply(list(self._rows))

    def set_held(self, held: bool) -> None:
        """Hold the order while the pointer is over the list or keys move in it; letting go catches up."""
        if held == self._held:
            return
        self._held = held
        if not held:
            self.catch_up()

    def show_again(self, conversations: Iterable[UUID]) -> None:
        """Somebody else came or went there; nothing is read."""
        for conversation_id in conversations:
            at = self.row_of(conversation_id)
            if at >= 0:
                self.dataChanged.emit(self.index(at), self.index(at))

    def catch_up(self) -> None:
        """Make the order true now; what waited appears."""
        before = len(self._ids)
        wanted = list(self._queries.conversation_ids(self._view))
        for change in changes(self._ids, wanted, self._late):
            self._make(change)
        self._late.clear()
        self.pending_changed.emit(0)
        if len(self._ids) != before:
            self.counted.emit(len(self._ids))

    def id_at(self, row: int) -> UUID | None:
        """The conversation in that row; None outside."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, conversation_id: UUID) -> int:
        """Where a conversation stands; -1 when it is not in this view."""
        try:
            return self._ids.index(conversation_id)
        except ValueError:
            return -1

    def value_at(self, row: int) -> ConversationRow | None:
        """The row's values; reads a page of them when needed. None when the row is gone from the cache."""
        row_id = self._ids[row]
        if row_id not in self._rows:
            start = row // PAGE * PAGE
            wanted = [each for each in self._ids[start : start + PAGE] if each not in self._rows]
            self._rows.update((value.id, value) for value in self._queries.conversation_rows(wanted))
        return self._rows.get(row_id)

    # Qt

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """As many as the view has conversations."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """``ROW_ROLE``: ``ConversationRow``; ``AccessibleTextRole``: one sentence; ``DisplayRole``: the name."""
        if role not in _ROLES or not index.isValid():
            return None
        if role == ID_ROLE:
            return self._ids[index.row()]
        value = self.value_at(index.row())
        if value is not None and (people := self.answering(value.id)):
            value = replace(value, answering=people)
        if value is None or role == ROW_ROLE:
            return value
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return sentence(value, self._now())
        return tooltip(value.subject) if role == Qt.ItemDataRole.ToolTipRole else value.customer_name

    def _refresh(self, ids: Collection[UUID]) -> None:
        known = [row_id for row_id in ids if row_id in self._rows]
        if not known:
            return
        for row_id in known:
            del self._rows[row_id]
        self._rows.update((value.id, value) for value in self._queries.conversation_rows(known))
        wanted = set(known)
        for at, row_id in enumerate(self._ids):
            if row_id in wanted:
                self.dataChanged.emit(self.index(at), self.index(at))

    def _make(self, change: Change) -> None:
        if isinstance(change, Removed):
            self.beginRemoveRows(QModelIndex(), change.at, change.at)
            self._rows.pop(self._ids.pop(change.at), None)
            self.endRemoveRows()
        elif isinstance(change, Inserted):
            self.beginInsertRows(QModelIndex(), change.at, change.at)
            self._ids.insert(change.at, change.id)
            self.endInsertRows()
        elif isinstance(change, Moved):
            before = change.at + (change.at > change.origin)  # Qt names the place before the row is taken out
            self.beginMoveRows(QModelIndex(), change.origin, change.origin, QModelIndex(), before)
            self._ids.insert(change.at, self._ids.pop(change.origin))
            self.endMoveRows()


_ROLES = frozenset(
    {
        ROW_ROLE,
        ID_ROLE,
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
)
