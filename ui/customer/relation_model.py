"""The history of a relationship as a list: pages from the cache, a heading where a year begins."""

from collections.abc import Callable, Collection
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt

from app.client.query import Queries
from app.client.relation import RelationKind, RelationRow
from ui.customer.relation_words import day_of, icon_of, spoken, words_of
from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.widgets.foreign import tooltip

PAGE = 100
DAY_ROLE, WORDS_ROLE = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
"""The two columns of a line; a year has neither."""
_ROOT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class RelationModel(QAbstractListModel):
    """Reads a page when the list comes to its end; a line without a row is a year."""

    def __init__(self, queries: Queries, now: Callable[[], datetime], zone: tzinfo, parent: QObject) -> None:
        super().__init__(parent)
        self._queries, self._now, self._zone = queries, now, zone
        self._customer_id: UUID | None = None
        self._kinds: frozenset[RelationKind] = frozenset()
        self._lines: list[RelationRow | int] = []
        self._is_whole = True

    def show(self, customer_id: UUID, kinds: Collection[RelationKind] = ()) -> None:
        """Begin anew with the newest line; without kinds all are shown."""
        self.beginResetModel()
        self._customer_id, self._kinds = customer_id, frozenset(kinds)
        self._lines, self._is_whole = [], False
        self.endResetModel()
        self.fetchMore(_ROOT)

    def row_at(self, index: _Index) -> RelationRow | None:
        """What stands there; None: a year, or nothing."""
        line = self._lines[index.row()] if 0 <= index.row() < len(self._lines) else None
        return line if isinstance(line, RelationRow) else None

    def canFetchMore(self, parent: _Index = _ROOT) -> bool:
        """Whether there may be older ones."""
        return not self._is_whole and not parent.isValid()

    def fetchMore(self, parent: _Index) -> None:
        """The next page."""
        if self._customer_id is None or self._is_whole:
            return
        last = self._lines[-1] if self._lines else None
        before = last if isinstance(last, RelationRow) else None
        page = self._queries.relation(self._customer_id, self._kinds, PAGE, before)
        self._is_whole = len(page) < PAGE
        year = None if before is None else self._year(before)
        new: list[RelationRow | int] = []
        for row in page:
            if self._year(row) != year:
                year = self._year(row)
                new.append(year)
            new.append(row)
        if new:
            self.beginInsertRows(_ROOT, len(self._lines), len(self._lines) + len(new) - 1)
            self._lines += new
            self.endInsertRows()

    def _year(self, row: RelationRow) -> int:
        return row.at.astimezone(self._zone).year

    # Qt

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Lines that have been read."""
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """A year is nothing to choose."""
        return super().flags(index) if self.row_at(index) is not None else Qt.ItemFlag.ItemIsEnabled

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, icon, and the sentence for whoever listens."""
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, theme().size("row.menu"))
        row = self.row_at(index)
        if row is None:
            return self._of_year(index, role)
        now = self._now()
        if role == DAY_ROLE:
            return day_of(row, now, self._zone)
        if role in (WORDS_ROLE, Qt.ItemDataRole.DisplayRole):
            return words_of(row, now, self._zone)
        if role == Qt.ItemDataRole.DecorationRole:
            return icon_pixmap(icon_of(row), "text.secondary", theme().size("icon"))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row, now, self._zone)
        return tooltip(words_of(row, now, self._zone)) if role == Qt.ItemDataRole.ToolTipRole else None

    def _of_year(self, index: _Index, role: int) -> Any:
        if role == Qt.ItemDataRole.FontRole:
            return theme().font("bodyStrong")
        is_text = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return str(self._lines[index.row()]) if is_text and index.isValid() else None
