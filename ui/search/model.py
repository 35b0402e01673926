"""What was found, as a list: customers, conversations of this computer, conversations of the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.client.search import Found, Hit, PersonHit
from ui.search.words import SearchWords
from ui.widgets.foreign import tooltip

LINE_ROLE = Qt.ItemDataRole.UserRole + 1
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a heading, a customer or a conversation. ``there``: only the server has it."""

    heading: str = ""
    person: PersonHit | None = None
    hit: Hit | None = None
    there: bool = False

    @property
    def customer(self) -> tuple[UUID, str] | None:
        """Whose it is: id and name."""
        if self.person is not None:
            return self.person.customer_id, self.person.name
        return None if self.hit is None else (self.hit.customer_id, self.hit.customer_name)


class SearchModel(QAbstractListModel):
    """Lines of the server come after all others, so that nothing moves under the hand."""

    def __init__(self, words: SearchWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._lines: list[Line] = []

    def show(self, found: Found) -> None:
        """Show what this computer has; lines of the server go until it has answered."""
        lines: list[Line] = []
        if found.people:
            lines += [Line(self._words.people()), *(Line(person=it) for it in found.people)]
        if found.hits:
            lines += [Line(self._words.here(len(found.hits), found.more)), *(Line(hit=it) for it in found.hits)]
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def add(self, hits: Sequence[Hit], more: bool) -> int:
        """Put under all others what only the server has; returns how many that are."""
        known = {it.hit.conversation_id for it in self._lines if it.hit is not None}
        new = [Line(hit=it, there=True) for it in hits if it.conversation_id not in known]
        if new:
            first = len(self._lines)
            self.beginInsertRows(_ROOT, first, first + len(new))
            self._lines += [Line(self._words.there(len(new), more), there=True), *new]
            self.endInsertRows()
        return len(new)

    def line(self, row: int) -> Line | None:
        """The line in that row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def step(self, row: int, direction: int) -> int:
        """The next row that can be chosen; the same when there is none."""
        there = row + direction
        while 0 <= there < len(self._lines):
            if not self._lines[there].heading:
                return there
            there += direction
        return row

    # Qt

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Lines and headings."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line itself, and its sentence for screen readers."""
        line = self.line(index.row())
        if line is None:
            return None
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.heading or self._words.sentence(line.person, line.hit)
        if role == Qt.ItemDataRole.ToolTipRole and line.hit is not None:
            return tooltip(line.hit.text)
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        line = self.line(index.row())
        if line is None or line.heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
