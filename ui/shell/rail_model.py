"""Places of the rail as a list with section headings."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.client.query import Queries
from app.client.view import RailCount, View, ViewKind
from ui.conversation_list.words import view_name
from ui.translation import _, ngettext
from ui.widgets.foreign import tooltip

ITEM_ROLE = Qt.ItemDataRole.UserRole + 1

_ICONS = {
    ViewKind.MINE: "inbox",
    ViewKind.UNASSIGNED: "circle-dashed",
    ViewKind.PROMISES: "handshake",
    ViewKind.FOLLOW_UPS: "calendar-clock",
    ViewKind.MENTIONS: "at-sign",
    ViewKind.SAVED: "bookmark",
    ViewKind.JUNK: "ban",
}
_ROOT = QModelIndex()


class ItemKind(IntEnum):
    """A place can be chosen, a heading cannot."""

    PLACE = 0
    HEADING = 1


@dataclass(frozen=True, slots=True)
class RailItem:
    """One line of the rail."""

    kind: ItemKind
    name: str
    icon: str = ""
    view: View | None = None
    total: int = 0
    overdue: int = 0

    @property
    def spoken(self) -> str:
        """For screen readers."""
        if self.kind is ItemKind.HEADING:
            return self.name
        parts = [self.name, ngettext("{count} request", "{count} requests", self.total).format(count=self.total)]
        if self.overdue:
            parts.append(ngettext("{count} late", "{count} late", self.overdue).format(count=self.overdue))
        return ", ".join(parts)


def rail_items(queries: Queries) -> list[RailItem]:
    """The places in their order, queues and kept searches under headings of their own."""
    queues = queries.queues()
    icons = {queue.id: queue.icon for queue in queues}
    own: list[RailItem] = []
    shared: list[RailItem] = []
    kept: list[RailItem] = []
    aside: list[RailItem] = []
    groups = {ViewKind.QUEUE: shared, ViewKind.SAVED: kept, ViewKind.JUNK: aside}
    for count in queries.rail():
        queue_id = count.view.queue_id
        item = _place(count, view_name(count.view, queries), icons.get(queue_id, "hash") if queue_id else "hash")
        groups.get(count.view.kind, own).append(item)
    return own + _under(_("Queues"), shared) + _under(_("Searches"), kept) + aside


def _under(heading: str, items: list[RailItem]) -> list[RailItem]:
    return [RailItem(ItemKind.HEADING, heading), *items] if items else []


def place_names(queries: Queries) -> list[str]:
    """What Ctrl+1…9 lead to, in their order."""
    return [item.name for item in rail_items(queries) if item.kind is ItemKind.PLACE]


def _place(count: RailCount, name: str, queue_icon: str) -> RailItem:
    icon = _ICONS.get(count.view.kind, queue_icon)
    return RailItem(ItemKind.PLACE, name, icon, count.view, count.total, count.overdue)


class RailModel(QAbstractListModel):
    """Re-reads counts; resets only when the places themselves change."""

    def __init__(self, queries: Queries, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queries = queries
        self._items = rail_items(queries)

    def refresh(self) -> None:
        """Read counts and names anew."""
        items = rail_items(self._queries)
        if [item.view for item in items] == [item.view for item in self._items]:
            self._items = items
            self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
            return
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def item(self, row: int) -> RailItem | None:
        """The line in that row."""
        return self._items[row] if 0 <= row < len(self._items) else None

    def rows_of_places(self) -> list[int]:
        """Rows that can be chosen, as Ctrl+1…9 count them."""
        return [row for row, item in enumerate(self._items) if item.kind is ItemKind.PLACE]

    def row_of(self, view: View) -> int:
        """Where a place stands whatever its tab and filter; -1 when it is not there."""
        for row, item in enumerate(self._items):
            if item.view is not None and item.view.place == view.place:
                return row
        return -1

    # Qt

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Places and headings."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """``ITEM_ROLE``: ``RailItem``."""
        item = self.item(index.row())
        if item is None:
            return None
        return {
            ITEM_ROLE: item,
            Qt.ItemDataRole.DisplayRole: item.name,
            Qt.ItemDataRole.ToolTipRole: tooltip(item.name),
            Qt.ItemDataRole.AccessibleTextRole: item.spoken,
        }.get(role)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Headings are passed over by keys."""
        item = self.item(index.row())
        if item is None or item.kind is ItemKind.HEADING:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
