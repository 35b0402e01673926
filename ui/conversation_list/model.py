"""Conversations of one view, for ``QListView``: ids in memory, row values on demand."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.client.query import Queries
from app.client.row import ConversationRow
from app.client.view import Counts, View
from ui.conversation_list.counted_rows import CountedRows
from ui.conversation_list.order import changes
from ui.conversation_list.window import Window
from ui.conversation_list.words import sentence
from ui.widgets.foreign import tooltip

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
ID_ROLE = Qt.ItemDataRole.UserRole + 2

ROWS = 25
"""Rows whose values are read at a time: two screens; more would be read for nobody when one goes on at once."""

IDS = "application/x-deskhand-conversations"
"""What a drag carries: ids as text, one a line."""


def _nobody(conversation_id: UUID) -> str:
    return ""


class ConversationListModel(CountedRows):
    """Conversations of one view in display order: the ids that were looked at in memory, the rest only counted.

    What is read is always the beginning of the view; it grows in windows as the list is scrolled, and is given up again
    behind what was seen last. ``apply`` moves, inserts and removes single rows, so that selection and scroll survive
    new mail; it never resets.
    """

    pending_changed = Signal(int)
    """While the order is held: how many new conversations wait to be shown. 0 when the order is true again."""

    counted = Signal(int)
    """The number of rows changed. Carries it."""

    def __init__(
        self, queries: Queries, view: View, now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(Window(queries, view), parent)
        self._queries = queries
        self.now = now
        """The time deadlines are counted against."""
        self.answering: Callable[[UUID], str] = _nobody
        """Who else answers a conversation, in words."""
        self._held = False
        self._late: set[UUID] = set()
        self._all_late = False

    @property
    def view(self) -> View:
        """What is listed."""
        return self._window.view

    def take_counts(self) -> Counts:
        """How many are to be done and how many wait in this view; to be asked right after it was set or applied to."""
        return self._window.take_counts()

    def set_view(self, view: View) -> None:
        """List something else; the one place where all rows change at once."""
        self._late.clear()
        self._all_late = False
        self._begin(Window(self._queries, view))
        self.pending_changed.emit(0)
        self.counted.emit(self._window.count)

    def apply(self, touched: Iterable[UUID]) -> None:
        """Re-reads only the touched rows; each lands at its sorted place, or, while held, waits for it."""
        ids = set(touched)
        self._refresh(ids)
        self._late |= ids
        if self._held:
            coming = self._window.coming()  # of those that changed only
            self.pending_changed.emit(sum(1 for it in coming if self._all_late or it in self._late))
        else:
            self._make_true()

    def apply_all(self) -> None:
        """The cache was read anew: every row may differ."""
        self._all_late = True
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
        self._make_true()
        self._window.forget_counts()

    def _make_true(self) -> None:
        before = self._window.count
        wanted, count = self._window.true_order()
        for change in changes(self._window.ids, wanted, self._late):
            self._make(change)
        self._count_to(count)
        self._late.clear()
        self._all_late = False
        self.pending_changed.emit(0)
        if self._window.count != before:
            self.counted.emit(self._window.count)

    def id_at(self, row: int) -> UUID | None:
        """The conversation in that row; None outside."""
        return self._window.id_at(row)

    def row_of(self, conversation_id: UUID) -> int:
        """Where a conversation stands among those that are read; -1 when it is not there."""
        return self._window.row_of(conversation_id)

    def seek(self, conversation_id: UUID) -> int:
        """Where it stands, also further down; -1 when it is not in this view, or very far down."""
        return self._window.seek(conversation_id)

    def value_at(self, row: int) -> ConversationRow | None:
        """The row's values; reads a page of them when needed. None when the row is gone from the cache."""
        row_id = self.id_at(row)
        if row_id is None:
            return None
        self._window.seen_to = max(self._window.seen_to, row)
        if row_id not in self._rows:
            start = row // ROWS * ROWS
            wanted = [each for each in self._window.ids[start : start + ROWS] if each not in self._rows]
            self._rows.update((value.id, value) for value in self._queries.conversation_rows(wanted))
        return self._rows.get(row_id)

    def shown_at(self, row: int) -> ConversationRow | None:
        """The row's values with who else answers it, as it is painted: through an index it takes twice as long."""
        value = self.value_at(row)
        if value is not None and (people := self.answering(value.id)):
            value = replace(value, answering=people)
        return value

    def known_at(self, row: int) -> ConversationRow | None:
        """The row's values when they have been read; never reads."""
        return self._rows.get(self._window.ids[row]) if row < len(self._window.ids) else None

    # Qt

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """``ROW_ROLE``: ``ConversationRow``; ``AccessibleTextRole``: one sentence; ``DisplayRole``: the name."""
        if role not in _ROLES or not index.isValid():
            return None
        if role == ID_ROLE:
            return self.id_at(index.row())
        value = self.shown_at(index.row())
        if value is None or role == ROW_ROLE:
            return value
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return sentence(value, self.now())
        return tooltip(value.subject) if role == Qt.ItemDataRole.ToolTipRole else value.customer_name

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Rows can be chosen, and dragged to a place of the rail."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """What a drag carries."""
        return [IDS]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The ids of the dragged conversations; they mean nothing outside of this program."""
        data = QMimeData()
        data.setData(IDS, "\n".join(str(self.id_at(it.row())) for it in indexes).encode())
        return data

    def _refresh(self, ids: Collection[UUID]) -> None:
        known = self._rows.keys() & ids
        if not known:
            return
        self._rows = {it: row for it, row in self._rows.items() if it not in known}
        self._rows.update((value.id, value) for value in self._queries.conversation_rows(known))
        for at, row_id in enumerate(self._window.ids):
            if row_id in known:
                self.dataChanged.emit(self.index(at), self.index(at))


_ROLES = frozenset(
    {
        ROW_ROLE,
        ID_ROLE,
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
)
