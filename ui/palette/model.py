"""The palette's lines with their headings, as a list."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.palette.entry import Entry, group_name
from ui.widgets.foreign import tooltip

ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
_ROOT = QModelIndex()


class PaletteModel(QAbstractListModel):
    """``ENTRY_ROLE`` is an ``Entry``, or for a heading its words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Entry | str] = []

    def show(self, entries: Sequence[Entry]) -> None:
        """Other lines: a heading comes before the first of each group."""
        lines: list[Entry | str] = []
        group = None
        for entry in entries:
            if entry.group is not group:
                lines.append(group_name(entry.group))
                group = entry.group
            lines.append(entry)
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The line in that row; None for a heading."""
        line = self._lines[row] if 0 <= row < len(self._lines) else None
        return line if isinstance(line, Entry) else None

    @property
    def entries(self) -> list[Entry]:
        """The lines without headings."""
        return [line for line in self._lines if isinstance(line, Entry)]

    def row_like(self, entry: Entry) -> int:
        """Where a line of that group and title stands now; -1 when it does not."""
        alike = (entry.group, entry.title)
        lines = enumerate(self._lines)
        return next((row for row, it in lines if isinstance(it, Entry) and (it.group, it.title) == alike), -1)

    def step(self, row: int, direction: int) -> int:
        """The next row that is a line, round the end; -1 when there is none."""
        count = len(self._lines)
        for far in range(1, count + 1):
            there = (row + direction * far) % count
            if self.entry(there) is not None:
                return there
        return -1

    # Qt

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Lines and headings."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for eyes and for screen readers."""
        if not 0 <= index.row() < len(self._lines):
            return None
        line = self._lines[index.row()]
        words = line if isinstance(line, str) else line.title
        return {
            ENTRY_ROLE: line,
            Qt.ItemDataRole.DisplayRole: words,
            Qt.ItemDataRole.ToolTipRole: tooltip(words),
            Qt.ItemDataRole.AccessibleTextRole: line if isinstance(line, str) else line.spoken,
        }.get(role)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        entry = self.entry(index.row())
        if entry is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
